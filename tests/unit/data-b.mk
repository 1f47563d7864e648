check_PROGRAMS += tests/unit/test_inventory tests/unit/test_inventory_file \
	tests/unit/test_load tests/unit/test_dump tests/unit/test_slice
TESTS += tests/unit/test_inventory tests/unit/test_inventory_file \
	tests/unit/test_load tests/unit/test_dump tests/unit/test_slice
data_b_libs = core/libdata.a core/libbase.a $(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_inventory_SOURCES = tests/unit/test_inventory.c tests/unit/estate.h
tests_unit_test_inventory_LDADD = $(data_b_libs)
tests_unit_test_inventory_file_SOURCES = tests/unit/test_inventory_file.c \
	tests/unit/estate.h
tests_unit_test_inventory_file_LDADD = $(data_b_libs)
tests_unit_test_load_SOURCES = tests/unit/test_load.c tests/unit/estate.h
tests_unit_test_load_LDADD = $(data_b_libs)
tests_unit_test_dump_SOURCES = tests/unit/test_dump.c tests/unit/estate.h
tests_unit_test_dump_LDADD = $(data_b_libs)
tests_unit_test_slice_SOURCES = tests/unit/test_slice.c
tests_unit_test_slice_LDADD = $(data_b_libs)

TESTS += tests/tools/check-examples
EXTRA_DIST += tests/tools/check-examples tests/bench/gen-inventory.py tests/bench/load.sh
