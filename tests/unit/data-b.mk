check_PROGRAMS += tests/unit/test_inventory tests/unit/test_inventory_open \
	tests/unit/test_inventory_near \
	tests/unit/test_inventory_sound tests/unit/test_load tests/unit/test_load_files \
	tests/unit/test_slice
TESTS += tests/unit/test_inventory tests/unit/test_inventory_open \
	tests/unit/test_inventory_near \
	tests/unit/test_inventory_sound tests/unit/test_load tests/unit/test_load_files \
	tests/unit/test_slice
tests_unit_test_inventory_open_SOURCES = tests/unit/test_inventory_open.c
tests_unit_test_inventory_open_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_inventory_near_SOURCES = tests/unit/test_inventory_near.c
tests_unit_test_inventory_near_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_inventory_sound_SOURCES = tests/unit/test_inventory_sound.c
tests_unit_test_inventory_sound_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_load_files_SOURCES = tests/unit/test_load_files.c tests/unit/load_rig.c \
	tests/unit/load_rig.h
tests_unit_test_load_files_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_slice_SOURCES = tests/unit/test_slice.c
tests_unit_test_slice_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_inventory_SOURCES = tests/unit/test_inventory.c
tests_unit_test_inventory_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_load_SOURCES = tests/unit/test_load.c tests/unit/load_rig.c \
	tests/unit/load_rig.h
tests_unit_test_load_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
check_PROGRAMS += tests/unit/test_redact
TESTS += tests/unit/test_redact
tests_unit_test_redact_SOURCES = tests/unit/test_redact.c
tests_unit_test_redact_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)

TESTS += tests/tools/check-examples
EXTRA_DIST += tests/tools/check-examples tests/bench/gen-inventory.py tests/bench/load.sh

check_PROGRAMS += tests/unit/test_merge tests/unit/test_shard
TESTS += tests/unit/test_merge tests/unit/test_shard
tests_unit_test_merge_SOURCES = tests/unit/test_merge.c tests/unit/load_rig.c \
	tests/unit/load_rig.h
tests_unit_test_merge_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
tests_unit_test_shard_SOURCES = tests/unit/test_shard.c
tests_unit_test_shard_LDADD = core/libdata.a core/libbase.a $(CMOCKA_LIBS) \
	$(JANSSON_LIBS) $(SQLITE_LIBS)
