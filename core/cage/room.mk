## What both sides know, and what is entered: the second alone links libseccomp, and
## holdfast-eval alone links it.
noinst_LIBRARIES += core/libcage.a core/libstage.a
core_libcage_a_SOURCES = \
	core/cage/parts.c core/cage/parts.h core/cage/spawn.c core/cage/spawn.h
core_libstage_a_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS)
core_libstage_a_SOURCES = \
	core/cage/caps.c core/cage/caps.h core/cage/filter.c core/cage/filter.h \
	core/cage/landlock.c core/cage/landlock.h core/cage/stage.c core/cage/stage.h
