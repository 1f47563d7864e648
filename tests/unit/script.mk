## The Lua box: what it gives (test_script), how it holds (test_box, test_box_names), and
## a driver for tests/tools/check-lua.
SCRIPT_TESTS = tests/unit/test_script tests/unit/test_box tests/unit/test_box_names \
	tests/unit/test_say
check_PROGRAMS += tests/unit/test_conf tests/unit/test_script_types tests/unit/test_shelf $(SCRIPT_TESTS) \
	tests/unit/lua_box
TESTS += tests/unit/test_conf tests/unit/test_script_types tests/unit/test_shelf $(SCRIPT_TESTS)
tests_unit_test_shelf_SOURCES = tests/unit/test_shelf.c
tests_unit_test_shelf_LDADD = $(tests_unit_test_conf_LDADD)
tests_unit_test_script_SOURCES = tests/unit/test_script.c $(script_rig)
tests_unit_test_script_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_script_LDADD = $(script_libs)
tests_unit_test_script_types_SOURCES = tests/unit/test_script_types.c
tests_unit_test_script_types_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_script_types_LDADD = $(tests_unit_test_script_LDADD)
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c
tests_unit_test_conf_LDADD = core/libeval.a core/libcage.a core/libdata.a \
	core/libbase.a $(LUA_LIBS) $(LTDL_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS) \
	$(SQLITE_LIBS) -ldl
script_rig = tests/unit/script_rig.c tests/unit/script_rig.h
script_libs = core/libeval.a core/libdata.a core/libbase.a $(LUA_LIBS) $(LTDL_LIBS) \
	$(CMOCKA_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) -ldl -lm
tests_unit_test_say_SOURCES = tests/unit/test_say.c $(script_rig)
tests_unit_test_say_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_say_LDADD = $(script_libs)
tests_unit_test_box_SOURCES = tests/unit/test_box.c $(script_rig)
tests_unit_test_box_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_box_LDADD = $(script_libs)
tests_unit_test_box_names_SOURCES = tests/unit/test_box_names.c \
	tests/unit/script_bind.c $(script_rig)
tests_unit_test_box_names_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_test_box_names_LDADD = $(script_libs)
tests_unit_lua_box_SOURCES = tests/unit/lua_box.c $(script_rig)
tests_unit_lua_box_CPPFLAGS = $(AM_CPPFLAGS) $(LUA_CFLAGS)
tests_unit_lua_box_LDADD = $(script_libs)
TESTS += tests/tools/check-lua tests/tools/check-lua-version
EXTRA_DIST += tests/tools/check-lua tests/tools/check-lua-version \
	tests/tools/lua-docs tests/tools/lua_docs.py tests/lua/arm.lua tests/lua/rbac.lua \
	tests/lua/set.lua tests/lua/time.lua
EXTRA_DIST += tests/unit/lua-environment.list
## The documents of the Lua API, in the source tree; check-lua says when they are stale.
lua-docs: tests/unit/lua_box
	$(PYTHON) $(top_srcdir)/tests/tools/lua-docs $(top_builddir) $(top_srcdir)
