SCAN_TESTS = tests/unit/test_code tests/unit/test_code_pack tests/unit/test_elf \
	tests/unit/test_pack tests/unit/test_plugin tests/unit/test_select \
	tests/unit/test_sign tests/unit/test_spool tests/unit/test_trust \
	tests/unit/test_vet tests/unit/test_spawn tests/unit/test_filter \
	tests/unit/test_landlock tests/unit/test_loader tests/unit/test_stage \
	tests/unit/test_fixture
check_PROGRAMS += $(SCAN_TESTS)
TESTS += $(SCAN_TESTS)
SCAN_LIBS = $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
EVAL_LIBS = $(LTDL_LIBS) $(LUA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl
tests_unit_test_code_SOURCES = tests/unit/test_code.c
tests_unit_test_code_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_elf_SOURCES = tests/unit/test_elf.c
tests_unit_test_elf_LDADD = core/libeval.a core/libbase.a $(EVAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_plugin_SOURCES = tests/unit/test_plugin.c
tests_unit_test_plugin_LDADD = core/libeval.a core/libdata.a core/libbase.a \
	$(EVAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_select_SOURCES = tests/unit/test_select.c
tests_unit_test_select_LDADD = core/libscan.a core/libdata.a core/libbase.a \
	$(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_spool_SOURCES = tests/unit/test_spool.c
tests_unit_test_spool_LDADD = core/libscan.a core/libdata.a core/libbase.a \
	$(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_pack_SOURCES = tests/unit/test_pack.c
tests_unit_test_pack_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_sign_SOURCES = tests/unit/test_sign.c
tests_unit_test_sign_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_trust_SOURCES = tests/unit/test_trust.c
tests_unit_test_trust_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vet_SOURCES = tests/unit/test_vet.c
tests_unit_test_vet_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_code_pack_SOURCES = tests/unit/test_code_pack.c
tests_unit_test_code_pack_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
tests_unit_test_spawn_SOURCES = tests/unit/test_spawn.c
tests_unit_test_spawn_LDADD = core/libcage.a core/libbase.a $(CMOCKA_LIBS)
CHILD = tests/unit/child.c tests/unit/child.h
CAGE_LIBS = core/libstage.a core/libcage.a core/libdata.a core/libbase.a \
	$(SECCOMP_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_filter_SOURCES = tests/unit/test_filter.c
tests_unit_test_filter_LDADD = $(CAGE_LIBS)
tests_unit_test_landlock_SOURCES = tests/unit/test_landlock.c $(CHILD)
tests_unit_test_landlock_LDADD = $(CAGE_LIBS)
tests_unit_test_loader_SOURCES = tests/unit/test_loader.c
tests_unit_test_loader_LDADD = core/libeval.a core/libbase.a $(EVAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_stage_SOURCES = tests/unit/test_stage.c $(CHILD)
tests_unit_test_stage_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS)
tests_unit_test_stage_LDADD = $(CAGE_LIBS)
tests_unit_test_fixture_SOURCES = tests/unit/test_fixture.c
tests_unit_test_fixture_LDADD = core/libscan.a core/libcage.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS) $(CMOCKA_LIBS)
