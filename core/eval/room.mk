noinst_LIBRARIES += core/libeval.a
core_libeval_a_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
core_libeval_a_SOURCES = core/eval/checks.c core/eval/checks.h core/eval/conf.c \
	core/eval/conf.h core/eval/elf.c core/eval/elf.h core/eval/host_fact.c \
	core/eval/host_say.c core/eval/host_walk.c core/eval/loader.c core/eval/loader.h \
	core/eval/plugin.c core/eval/run.c core/eval/run.h core/eval/runner.c \
	core/eval/runner.h core/eval/script.c core/eval/script.h core/eval/script_api.c \
	core/eval/script_api.h core/eval/script_box.c core/eval/script_fact.c \
	core/eval/script_format.c core/eval/script_inspect.c core/eval/script_int.h \
	core/eval/script_lib.c core/eval/script_ran.c core/eval/script_ran.h core/eval/script_lines.c core/eval/script_lines.h \
	core/eval/script_read.c core/eval/script_read.h core/eval/script_read_lists.c \
	core/eval/script_read_only.c \
	core/eval/script_calls.c core/eval/script_calls.h core/eval/script_say.c core/eval/script_scan.c core/eval/script_scan.h \
	core/eval/script_string.c core/eval/script_table.c core/eval/script_types.c \
	core/eval/script_walk.c core/eval/shelf.c core/eval/shelf.h core/eval/trace.c core/eval/trace.h
