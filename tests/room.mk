## Tests around the whole; those of single files stand in tests/unit, the simulator in
## tests/azure.
include tests/unit/collect.mk
include tests/unit/data-a.mk
include tests/unit/data-b.mk
include tests/unit/frame.mk
include tests/unit/report.mk
include tests/unit/scan.mk
include tests/unit/script.mk
include tests/zoo/zoo.mk
include tests/fuzz/room.mk

HOUSE_TOOLS = tests/tools/check-exports tests/tools/check-layers \
	tests/tools/check-links tests/tools/check-style tests/tools/check-version \
	tests/tools/test-tools
WHOLE_TESTS = tests/tools/run-cases tests/tools/test-cases tests/tools/check-cli \
	tests/tools/run-zoo tests/tools/run-live tests/tools/run-role tests/tools/check-sdk \
	tests/tools/check-trust tests/tools/check-determinism tests/tools/run-types \
	tests/tools/run-broken tests/tools/check-cage tests/tools/check-config \
	tests/tools/check-formats tests/tools/check-program tests/tools/run-checks \
	tests/tools/check-tester tests/tools/check-new tests/tools/run-signin \
	tests/tools/run-doctor tests/tools/run-resume tests/tools/run-shards \
	tests/tools/check-deploy tests/tools/run-faults tests/tools/run-progress \
	tests/tools/check-guide tests/tools/run-canary tests/tools/check-headline \
	tests/tools/check-author
TESTS += $(HOUSE_TOOLS) $(WHOLE_TESTS)
EXTRA_DIST += $(WHOLE_TESTS) tests/tools/live.py tests/tools/schema.py \
	tests/tools/types_estate.py tests/tools/cli.py tests/tools/watch.py \
	tests/tools/signin_env.py tests/tools/signin_wrong.py tests/tools/fault_estate.py tests/tools/fault_rows.py \
	tests/tools/fault_run.py tests/tools/fault_signals.py tests/tools/installed.py \
	tests/tools/canary.py tests/tools/canary_rows.py tests/tools/tester.py
EXTRA_DIST += tests/cases tests/checks
include tests/broken/broken.mk
include tests/unit/validate.mk
include tests/zoo/caged.mk
