## Fuzz targets: each a test over its corpus here, and with clang's libFuzzer by
## `make fuzz SECONDS=n` (tests/fuzz/run).
fuzz_targets = armid clock conf elf facts fixture frame graph inspect inventory job \
	link load lua pack plugin text token typerow
fuzz_tests = tests/fuzz/fuzz_armid tests/fuzz/fuzz_clock tests/fuzz/fuzz_conf \
	tests/fuzz/fuzz_elf tests/fuzz/fuzz_facts tests/fuzz/fuzz_fixture \
	tests/fuzz/fuzz_frame tests/fuzz/fuzz_graph tests/fuzz/fuzz_inspect \
	tests/fuzz/fuzz_inventory tests/fuzz/fuzz_job tests/fuzz/fuzz_link \
	tests/fuzz/fuzz_load tests/fuzz/fuzz_lua tests/fuzz/fuzz_pack \
	tests/fuzz/fuzz_plugin tests/fuzz/fuzz_text tests/fuzz/fuzz_token \
	tests/fuzz/fuzz_typerow
check_PROGRAMS += $(fuzz_tests)
TESTS += $(fuzz_tests)
EXTRA_DIST += tests/fuzz/run tests/fuzz/corpus
check_LIBRARIES += tests/fuzz/libfuzz.a
tests_fuzz_libfuzz_a_SOURCES = tests/fuzz/fuzz.c tests/fuzz/fuzz.h tests/fuzz/main.c
fuzz_data_libs = tests/fuzz/libfuzz.a core/libdata.a core/libbase.a $(JANSSON_LIBS) $(SQLITE_LIBS)
fuzz_collect_libs = tests/fuzz/libfuzz.a core/libcollect.a core/libdata.a core/libbase.a \
	$(LIBCURL_LIBS) $(OPENSSL_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS)
fuzz_eval_libs = tests/fuzz/libfuzz.a core/libeval.a core/libdata.a core/libbase.a $(EVAL_LIBS)
tests_fuzz_fuzz_armid_SOURCES = tests/fuzz/fuzz_armid.c
tests_fuzz_fuzz_armid_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_clock_SOURCES = tests/fuzz/fuzz_clock.c
tests_fuzz_fuzz_clock_LDADD = $(fuzz_data_libs) -lm
tests_fuzz_fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c
tests_fuzz_fuzz_conf_LDADD = $(fuzz_eval_libs)
tests_fuzz_fuzz_elf_SOURCES = tests/fuzz/fuzz_elf.c
tests_fuzz_fuzz_elf_LDADD = $(fuzz_eval_libs)
tests_fuzz_fuzz_facts_SOURCES = tests/fuzz/fuzz_facts.c
tests_fuzz_fuzz_facts_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_fixture_SOURCES = tests/fuzz/fuzz_fixture.c
tests_fuzz_fuzz_fixture_LDADD = tests/fuzz/libfuzz.a core/libscan.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS)
tests_fuzz_fuzz_frame_SOURCES = tests/fuzz/fuzz_frame.c
tests_fuzz_fuzz_frame_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_graph_SOURCES = tests/fuzz/fuzz_graph.c
tests_fuzz_fuzz_graph_LDADD = $(fuzz_collect_libs)
tests_fuzz_fuzz_inspect_SOURCES = tests/fuzz/fuzz_inspect.c
tests_fuzz_fuzz_inspect_LDADD = $(fuzz_eval_libs)
tests_fuzz_fuzz_inventory_SOURCES = tests/fuzz/fuzz_inventory.c
tests_fuzz_fuzz_inventory_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_job_SOURCES = tests/fuzz/fuzz_job.c
tests_fuzz_fuzz_job_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_link_SOURCES = tests/fuzz/fuzz_link.c
tests_fuzz_fuzz_link_LDADD = $(fuzz_collect_libs)
tests_fuzz_fuzz_load_SOURCES = tests/fuzz/fuzz_load.c
tests_fuzz_fuzz_load_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_lua_SOURCES = tests/fuzz/fuzz_lua.c
tests_fuzz_fuzz_lua_LDADD = $(fuzz_eval_libs)
tests_fuzz_fuzz_pack_SOURCES = tests/fuzz/fuzz_pack.c
tests_fuzz_fuzz_pack_LDADD = tests/fuzz/libfuzz.a core/libscan.a core/libdata.a \
	core/libbase.a $(SCAN_LIBS)
tests_fuzz_fuzz_plugin_SOURCES = tests/fuzz/fuzz_plugin.c
tests_fuzz_fuzz_plugin_LDADD = $(fuzz_eval_libs)
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c
tests_fuzz_fuzz_text_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_typerow_SOURCES = tests/fuzz/fuzz_typerow.c
tests_fuzz_fuzz_typerow_LDADD = $(fuzz_data_libs)
tests_fuzz_fuzz_token_SOURCES = tests/fuzz/fuzz_token.c
tests_fuzz_fuzz_token_LDADD = $(fuzz_collect_libs)

## SECONDS of each target; ONLY names some of them. Needs clang 14 or newer.
fuzz: all
	@CPPFLAGS='$(DEFS) $(AM_CPPFLAGS) $(LUA_CFLAGS)' SECONDS_EACH='$(SECONDS)' \
	ONLY='$(ONLY)' TARGETS='$(fuzz_targets)' LIBS='$(LIBCURL_LIBS) $(OPENSSL_LIBS) \
	$(LTDL_LIBS) $(LUA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl -lm' \
	$(SHELL) $(srcdir)/tests/fuzz/run '$(abs_top_srcdir)'
