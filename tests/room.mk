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

TESTS += tests/tools/check-layers tests/tools/check-style tests/tools/check-exports \
	tests/tools/check-links tests/tools/check-version tests/tools/test-tools \
	tests/tools/run-zoo tests/tools/run-live tests/tools/check-sdk \
	tests/tools/check-determinism
EXTRA_DIST += tests/tools/run-zoo tests/tools/run-live tests/tools/check-sdk \
	tests/tools/check-determinism tests/tools/live.py
