## What a scan costs, measured against the simulator. `make bench` takes its time;
## QUICK=1 is one small estate, to see that all of it works. BENCH passes options on.
EXTRA_PROGRAMS += tests/bench/estate tests/bench/baseline tests/bench/ceiling
CLEANFILES += $(EXTRA_PROGRAMS)
EXTRA_DIST += tests/bench/estate.in tests/bench/run tests/bench/measure.py \
	tests/bench/table.py

tests_bench_estate_SOURCES = tests/bench/estate.c

tests_bench_baseline_SOURCES = tests/bench/baseline.c tests/bench/client.c \
	tests/bench/client.h
tests_bench_baseline_LDADD = $(JANSSON_LIBS) $(LIBCURL_LIBS)

tests_bench_ceiling_SOURCES = tests/bench/ceiling.c tests/bench/client.c \
	tests/bench/client.h
tests_bench_ceiling_LDADD = $(LIBCURL_LIBS)

bench: all-am $(EXTRA_PROGRAMS) tests/azure/azure-sim
	$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/bench/run $(abs_top_builddir) \
	  $(abs_top_srcdir) $(if $(QUICK),--quick) $(BENCH)
