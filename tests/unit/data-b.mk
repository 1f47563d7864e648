check_PROGRAMS += tests/unit/test_inventory tests/unit/test_load
TESTS += tests/unit/test_inventory tests/unit/test_load
tests_unit_test_inventory_SOURCES = tests/unit/test_inventory.c
tests_unit_test_inventory_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_load_SOURCES = tests/unit/test_load.c
tests_unit_test_load_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)

TESTS += tests/tools/check-examples
EXTRA_DIST += tests/tools/check-examples tests/bench/gen-inventory.py tests/bench/load.sh
