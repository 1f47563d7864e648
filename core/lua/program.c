#include "lua/program.h"

#include "base/err.h"
#include "base/log.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <string.h>

/* os.exit closes the state first: files that are removed with their objects go. */
static int leave(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 2, 0);
    return 0;
}

static void set_arguments(lua_State *L, const struct program *p)
{
    lua_newtable(L);
    lua_pushstring(L, p->file);
    lua_rawseti(L, -2, 0);
    for (int i = 0; i < p->n; i++) {
        lua_pushstring(L, p->arguments[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setglobal(L, "arg");
    lua_getglobal(L, "os");
    lua_getfield(L, -1, "exit");
    lua_pushcclosure(L, leave, 1);
    lua_setfield(L, -2, "exit");
    lua_pop(L, 1);
}

static int message(lua_State *L)
{
    const struct program *p = lua_touserdata(L, lua_upvalueindex(1));
    const char *text = luaL_tolstring(L, 1, NULL);
    if (p->verbose)
        luaL_traceback(L, L, text, 1);
    return 1;
}

static void *pointer(const struct program *p) { return (void *)(uintptr_t)p; }

/* Leaves the chunk, below its arguments. */
static int prepare(lua_State *L)
{
    const struct program *p = lua_touserdata(L, 1);
    luaL_openlibs(L);
    module_offer(L, &p->host);
    set_arguments(L, p);
    lua_settop(L, 0);
    if (luaL_loadfile(L, strcmp(p->file, "-") != 0 ? p->file : NULL))
        return lua_error(L);
    luaL_checkstack(L, p->n + 4, "arguments");
    for (int i = 0; i < p->n; i++)
        lua_pushstring(L, p->arguments[i]);
    return p->n + 1;
}

static int code_of(lua_State *L)
{
    lua_Integer code = lua_isinteger(L, -1) ? lua_tointeger(L, -1) : 0;
    return code >= 0 && code <= 255 ? (int)code : 0;
}

static void say(const struct log *log, const char *text)
{
    for (const char *line = text ? text : "an error without words"; *line;) {
        bool inner = *line == '\t'; /* a level of a traceback */
        line += inner;
        size_t n = strcspn(line, "\n");
        log_say(log, LOG_ERROR, "%s%.*s", inner ? "  " : "", (int)(n < 1000 ? n : 1000),
                line);
        line += n + (line[n] == '\n');
    }
}

static int run(lua_State *L, const struct program *p, const struct log *log)
{
    lua_pushlightuserdata(L, pointer(p));
    lua_pushcclosure(L, message, 1);
    lua_pushcfunction(L, prepare);
    lua_pushlightuserdata(L, pointer(p));
    int failed = lua_pcall(L, 1, LUA_MULTRET, 1), code = ERR_DATA;
    if (!failed) {
        code = ERR_INTERNAL;
        failed = lua_pcall(L, p->n, 1, 1);
    }
    if (!failed)
        return code_of(L);
    say(log, lua_tostring(L, -1));
    return code;
}

int program_run(const struct program *p, const struct log *log)
{
    lua_State *L = luaL_newstate();
    if (!L) {
        say(log, "out of memory");
        return ERR_INTERNAL;
    }
    int code = run(L, p, log);
    lua_close(L);
    return code;
}
