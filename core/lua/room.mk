noinst_LIBRARIES += core/liblua.a
core_liblua_a_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
core_liblua_a_SOURCES = \
	core/lua/args.c core/lua/args.h core/lua/estate.c core/lua/estate.h \
	core/lua/module.c core/lua/module.h core/lua/program.c \
	core/lua/program.h core/lua/resource.c core/lua/resource.h \
	core/lua/scan.c core/lua/scan.h core/lua/scan_find.c core/lua/start.c \
	core/lua/start.h core/lua/value.c core/lua/value.h
