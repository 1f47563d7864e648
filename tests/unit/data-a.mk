check_PROGRAMS += tests/unit/test_doc tests/unit/test_jsonout tests/unit/test_armid \
	tests/unit/test_catalog tests/unit/test_needs tests/unit/test_plan tests/unit/test_only \
	tests/unit/test_typerow \
	tests/unit/test_catalog_own tests/unit/test_doc_lent
TESTS += tests/unit/test_doc tests/unit/test_jsonout tests/unit/test_armid \
	tests/unit/test_catalog tests/unit/test_needs tests/unit/test_plan tests/unit/test_only \
	tests/unit/test_typerow \
	tests/unit/test_catalog_own tests/unit/test_doc_lent
data_a_libs = core/libdata.a core/libbase.a $(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_doc_SOURCES = tests/unit/test_doc.c
tests_unit_test_doc_LDADD = $(data_a_libs)
tests_unit_test_doc_lent_SOURCES = tests/unit/test_doc_lent.c
tests_unit_test_doc_lent_LDADD = $(data_a_libs)
tests_unit_test_jsonout_SOURCES = tests/unit/test_jsonout.c
tests_unit_test_jsonout_LDADD = $(data_a_libs)
tests_unit_test_armid_SOURCES = tests/unit/test_armid.c
tests_unit_test_armid_LDADD = $(data_a_libs)
tests_unit_test_catalog_SOURCES = tests/unit/test_catalog.c
tests_unit_test_catalog_LDADD = $(data_a_libs)
tests_unit_test_needs_SOURCES = tests/unit/test_needs.c
tests_unit_test_needs_LDADD = $(data_a_libs)
tests_unit_test_only_SOURCES = tests/unit/test_only.c
tests_unit_test_only_LDADD = $(data_a_libs)
tests_unit_test_plan_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c tests/unit/typerow_rig.c \
	tests/unit/typerow_rig.h
tests_unit_test_plan_LDADD = $(data_a_libs)
tests_unit_test_typerow_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_unit_test_typerow_SOURCES = tests/unit/test_typerow.c tests/unit/typerow_rig.c \
	tests/unit/typerow_rig.h
tests_unit_test_typerow_LDADD = $(data_a_libs)
tests_unit_test_catalog_own_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit
tests_unit_test_catalog_own_SOURCES = tests/unit/test_catalog_own.c \
	tests/unit/typerow_rig.c tests/unit/typerow_rig.h
tests_unit_test_catalog_own_LDADD = $(data_a_libs)
