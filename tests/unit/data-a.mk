check_PROGRAMS += tests/unit/test_doc tests/unit/test_jsonout tests/unit/test_armid \
	tests/unit/test_catalog tests/unit/test_needs tests/unit/test_plan
TESTS += tests/unit/test_doc tests/unit/test_jsonout tests/unit/test_armid \
	tests/unit/test_catalog tests/unit/test_needs tests/unit/test_plan
data_a_libs = core/libdata.a core/libbase.a $(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_doc_SOURCES = tests/unit/test_doc.c
tests_unit_test_doc_LDADD = $(data_a_libs)
tests_unit_test_jsonout_SOURCES = tests/unit/test_jsonout.c
tests_unit_test_jsonout_LDADD = $(data_a_libs)
tests_unit_test_armid_SOURCES = tests/unit/test_armid.c
tests_unit_test_armid_LDADD = $(data_a_libs)
tests_unit_test_catalog_SOURCES = tests/unit/test_catalog.c
tests_unit_test_catalog_LDADD = $(data_a_libs)
tests_unit_test_needs_SOURCES = tests/unit/test_needs.c
tests_unit_test_needs_LDADD = $(data_a_libs)
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c
tests_unit_test_plan_LDADD = $(data_a_libs)
