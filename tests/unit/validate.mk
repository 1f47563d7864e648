VALIDATE_TESTS = tests/unit/test_defects tests/unit/test_script_lines
check_PROGRAMS += $(VALIDATE_TESTS)
TESTS += $(VALIDATE_TESTS)
tests_unit_test_defects_SOURCES = tests/unit/test_defects.c
tests_unit_test_defects_LDADD = core/libeval.a core/libdata.a core/libbase.a \
	$(EVAL_LIBS) $(CMOCKA_LIBS)
tests_unit_test_script_lines_SOURCES = tests/unit/test_script_lines.c
tests_unit_test_script_lines_LDADD = core/libeval.a core/libbase.a \
	$(EVAL_LIBS) $(CMOCKA_LIBS)
