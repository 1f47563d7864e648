SCAN_TESTS = tests/unit/test_cage tests/unit/test_code tests/unit/test_elf \
	tests/unit/test_fixture \
	tests/unit/test_plugin tests/unit/test_select tests/unit/test_spool
check_PROGRAMS += $(SCAN_TESTS)
TESTS += $(SCAN_TESTS)
SCAN_LIBS = $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
EVAL_LIBS = $(LTDL_LIBS) $(LUA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl
tests_unit_test_cage_SOURCES = tests/unit/test_cage.c
tests_unit_test_cage_LDADD = core/libcage.a core/libbase.a $(CMOCKA_LIBS)
tests_unit_test_code_SOURCES = tests/unit/test_code.c
tests_unit_test_code_LDADD = core/libscan.a core/libcage.a core/libdata.a core/libbase.a \
	$(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_elf_SOURCES = tests/unit/test_elf.c
tests_unit_test_elf_LDADD = core/libeval.a core/libbase.a \
	$(EVAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_fixture_SOURCES = tests/unit/test_fixture.c
tests_unit_test_fixture_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_plugin_SOURCES = tests/unit/test_plugin.c
tests_unit_test_plugin_LDADD = core/libeval.a core/libdata.a core/libbase.a \
	$(EVAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_select_SOURCES = tests/unit/test_select.c
tests_unit_test_select_LDADD = core/libscan.a core/libdata.a core/libbase.a \
	$(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_spool_SOURCES = tests/unit/test_spool.c
tests_unit_test_spool_LDADD = core/libscan.a core/libdata.a core/libbase.a \
	$(SCAN_LIBS) $(CMOCKA_LIBS)
