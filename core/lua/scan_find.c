/* scan:findings(filter): one finding after the other, as tables with the report's names.
 * The filter is looked at before the table is made. */
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "lua/scan.h"
#include "lua/start.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include <unistd.h>

static const char kind[] = "holdfast.findings", where[] = "findings";

struct reading {
    struct io_lines lines;
    int done;
};

/* --- the filter: a table of names, each a string or a list of strings --- */

static const char *const names[] = {"status", "severity", "check", "protection",
                                    "resource"};
static const char *const pointers[] = {"/status", "/severity", "/check", "/protection",
                                       "/resource/id"};
enum { STATUS, SEVERITY, CHECK, PROTECTION, RESOURCE, NAMES };

static void known_word(lua_State *L, int name, const char *word)
{
    enum severity severity;
    int v = VERDICT_PASS;
    while (v < VERDICT_COUNT && strcmp(verdict_name((enum verdict)v), word) != 0)
        v++;
    if (name == STATUS && v == VERDICT_COUNT)
        luaL_error(L, "%s: there is no status %s", where, word);
    if (name == SEVERITY && !severity_parse(word, &severity))
        luaL_error(L, "%s: there is no severity %s", where, word);
}

/* The value on top becomes a list of strings. */
static void read_wish(lua_State *L, int name)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        lua_createtable(L, 1, 0);
        lua_insert(L, -2);
        lua_rawseti(L, -2, 1);
    }
    if (lua_type(L, -1) != LUA_TTABLE)
        luaL_error(L, "%s: %s wants a string or a list of strings, found %s", where,
                   names[name], luaL_typename(L, -1));
    lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_rawgeti(L, -1, i) != LUA_TSTRING)
            luaL_error(L, "%s: %s wants a string or a list of strings", where,
                       names[name]);
        known_word(L, name, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
}

/* Pushes a table: number of the name to its list. */
static void read_filter(lua_State *L, int at)
{
    lua_newtable(L);
    if (lua_isnoneornil(L, at))
        return;
    luaL_checktype(L, at, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, at);) {
        int i = 0;
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        while (i < NAMES && strcmp(names[i], name) != 0)
            i++;
        if (i == NAMES)
            luaL_error(L,
                       "%s: unknown filter %s: there are status, severity, check, "
                       "protection and resource",
                       where, name);
        read_wish(L, i);
        lua_rawseti(L, -3, i);
    }
}

static bool like(int name, const char *value, const char *wish)
{
    return name == CHECK        ? text_like(value, wish)
           : name == RESOURCE   ? text_same(value, wish)
           : name == PROTECTION ? text_same(value, wish)
                                : !strcmp(value, wish);
}

static bool wanted(lua_State *L, int filter, const struct doc *d)
{
    for (int i = 0; i < NAMES; i++) {
        const char *value = doc_text(d, pointers[i]);
        if (lua_rawgeti(L, filter, i) == LUA_TNIL) {
            lua_pop(L, 1);
            continue;
        }
        lua_Integer n = (lua_Integer)lua_rawlen(L, -1);
        bool hit = false;
        for (lua_Integer k = 1; k <= n && !hit; k++) {
            lua_rawgeti(L, -1, k);
            hit = value && like(i, value, lua_tostring(L, -1));
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
        if (!hit)
            return false;
    }
    return true;
}

/* --- the iterator: upvalues are the reading, its file, the filter --- */

static int next(lua_State *L)
{
    struct reading *r = lua_touserdata(L, lua_upvalueindex(1));
    struct err e = {0};
    char *line;
    size_t len;
    int got = 0;
    while (!r->done && (got = io_lines_next(&r->lines, &line, &len, &e)) == 1) {
        const struct doc *d;
        value_parse(L, line, len, where, &d);
        if (strcmp(doc_text(d, "/type") ? doc_text(d, "/type") : "", "finding") != 0)
            break;
        if (wanted(L, lua_upvalueindex(3), d)) {
            value_push(L, d, "");
            value_drop(L, lua_gettop(L) - 1);
            lua_pushnil(L);
            lua_setfield(L, -2, "type");
            return 1;
        }
        value_drop(L, lua_gettop(L));
    }
    r->done = 1;
    if (got < 0)
        return luaL_error(L, "%s: %s", where, e.text);
    lua_pushnil(L);
    return 1;
}

static int reading_gc(lua_State *L)
{
    struct reading *r = lua_touserdata(L, 1);
    io_lines_free(&r->lines);
    r->lines = (struct io_lines){.fd = -1};
    r->done = 1;
    return 0;
}

int scan_findings(lua_State *L)
{
    struct scan *s = scan_check(L, 1);
    lua_settop(L, 2);
    struct reading *r = lua_newuserdatauv(L, sizeof *r, 0);
    *r = (struct reading){.lines = {.fd = -1}};
    if (luaL_newmetatable(L, kind)) {
        lua_pushcfunction(L, reading_gc);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, reading_gc);
        lua_setfield(L, -2, "__close");
    }
    lua_setmetatable(L, -2);
    int fd = start_reopen(L, s->fd);
    if (lseek(fd, s->first, SEEK_SET) != s->first)
        return luaL_error(L, "%s: the report cannot be read", where);
    r->lines = io_lines_make(fd, DOC_BYTES);
    read_filter(L, 2);
    lua_pushvalue(L, 3);
    lua_pushvalue(L, 4);
    lua_pushvalue(L, 5);
    lua_pushcclosure(L, next, 3);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, 3); /* closed when the loop is left */
    return 4;
}
