report_tests = tests/unit/test_out tests/unit/test_report_json \
	tests/unit/test_report_text tests/unit/test_options tests/unit/test_saved \
	tests/unit/test_progress tests/unit/test_headline tests/unit/test_evidence \
	tests/unit/test_survey tests/unit/test_lanes
check_PROGRAMS += $(report_tests)
TESTS += $(report_tests)
report_test_libs = core/libreport.a core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS) -lpthread
report_estate = tests/unit/report_estate.c tests/unit/report_estate.h
tests_unit_test_out_SOURCES = tests/unit/test_out.c
tests_unit_test_out_LDADD = $(report_test_libs)
tests_unit_test_report_json_SOURCES = tests/unit/test_report_json.c $(report_estate)
tests_unit_test_report_json_LDADD = $(report_test_libs)
tests_unit_test_lanes_SOURCES = tests/unit/test_lanes.c $(report_estate)
tests_unit_test_lanes_LDADD = $(report_test_libs)
tests_unit_test_report_text_SOURCES = tests/unit/test_report_text.c $(report_estate)
tests_unit_test_report_text_LDADD = $(report_test_libs)
tests_unit_test_saved_SOURCES = tests/unit/test_saved.c $(report_estate)
tests_unit_test_saved_LDADD = $(report_test_libs)
tests_unit_test_options_SOURCES = tests/unit/test_options.c core/cmd/options.c \
	core/cmd/options.h
tests_unit_test_options_LDADD = $(report_test_libs)
tests_unit_test_progress_SOURCES = tests/unit/test_progress.c core/cmd/progress.c \
	core/cmd/progress.h
tests_unit_test_progress_LDADD = $(report_test_libs)
tests_unit_test_headline_SOURCES = tests/unit/test_headline.c
tests_unit_test_headline_LDADD = $(report_test_libs)
tests_unit_test_survey_SOURCES = tests/unit/test_survey.c $(report_estate)
tests_unit_test_survey_LDADD = core/libscan.a $(report_test_libs)
tests_unit_test_evidence_SOURCES = tests/unit/test_evidence.c
tests_unit_test_evidence_LDADD = $(report_test_libs)
