noinst_LIBRARIES += core/libscan.a
core_libscan_a_SOURCES = core/scan/against.c core/scan/against.h core/scan/cases.c \
	core/scan/cases.h core/scan/chunks.c core/scan/chunks.h core/scan/code.c \
	core/scan/code.h core/scan/configuration.c core/scan/configuration.h \
	core/scan/crew.c core/scan/crew.h core/scan/describe.c core/scan/describe.h \
	core/scan/estate.c core/scan/estate.h core/scan/evaluate.c core/scan/evaluate.h \
	core/scan/fixture.c core/scan/fixture.h core/scan/fixture_update.c \
	core/scan/inspect.c core/scan/inspect.h core/scan/inspect_fixtures.c \
	core/scan/mutant.c core/scan/mutant.h \
	core/scan/mutate.c core/scan/mutate.h core/scan/outcome.c core/scan/outcome.h \
	core/scan/pack.c core/scan/pack.h core/scan/question.c core/scan/question.h \
	core/scan/reach.c core/scan/reach.h core/scan/select.c core/scan/select.h \
	core/scan/sign.c core/scan/sign.h core/scan/spool.c core/scan/spool.h \
	core/scan/suite.c core/scan/suite.h core/scan/survey.c core/scan/survey.h \
	core/scan/tally.c core/scan/tally.h core/scan/traced.c core/scan/traced.h \
	core/scan/trial.c core/scan/trial.h core/scan/trust.c core/scan/trust.h \
	core/scan/types.c core/scan/types.h core/scan/vet.c core/scan/vet.h \
	core/scan/worker.c core/scan/worker.h
