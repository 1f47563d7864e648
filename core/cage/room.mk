noinst_LIBRARIES += core/libcage.a
core_libcage_a_SOURCES = \
	core/cage/spawn.c core/cage/spawn.h core/cage/stage.c core/cage/stage.h
