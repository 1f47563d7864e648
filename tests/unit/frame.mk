check_PROGRAMS += tests/unit/test_base tests/unit/test_frame
TESTS += tests/unit/test_base tests/unit/test_frame
tests_unit_test_base_SOURCES = tests/unit/test_base.c
tests_unit_test_base_LDADD = core/libbase.a $(CMOCKA_LIBS)
tests_unit_test_frame_SOURCES = tests/unit/test_frame.c
tests_unit_test_frame_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
