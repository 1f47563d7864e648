check_PROGRAMS += tests/unit/test_conf tests/unit/test_script tests/unit/test_script_types
TESTS += tests/unit/test_conf tests/unit/test_script tests/unit/test_script_types
tests_unit_test_script_SOURCES = tests/unit/test_script.c
tests_unit_test_script_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_script_LDADD = core/libeval.a core/libdata.a core/libbase.a \
	$(LUA_LIBS) $(LTDL_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl
tests_unit_test_script_types_SOURCES = tests/unit/test_script_types.c
tests_unit_test_script_types_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_script_types_LDADD = $(tests_unit_test_script_LDADD)
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c
tests_unit_test_conf_LDADD = core/libeval.a core/libcage.a core/libdata.a core/libbase.a \
	$(LUA_LIBS) $(LTDL_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl
