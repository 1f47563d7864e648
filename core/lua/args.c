#include "lua/args.h"

#include "base/text.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

void args_add(lua_State *L, const char *text)
{
    lua_pushstring(L, text);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

void args_add_top(lua_State *L)
{
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
}

/* The string on top goes to the list at `list`. */
static void add_top(lua_State *L, int list)
{
    lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
}

static _Noreturn void wants(lua_State *L, const char *where, const char *name,
                            const char *what, int at)
{
    luaL_error(L, "%s: option %s wants %s, found %s", where, name, what,
               luaL_typename(L, at));
    __builtin_unreachable();
}

/* The string at `at`, which may be handed over as an argument: whole, without NUL. */
static const char *text_of(lua_State *L, const char *where, const char *name,
                           const char *what, int at)
{
    size_t len;
    if (lua_type(L, at) != LUA_TSTRING)
        wants(L, where, name, what, at);
    const char *text = lua_tolstring(L, at, &len);
    if (strlen(text) != len)
        luaL_error(L, "%s: option %s holds a NUL", where, name);
    return text;
}

static void unknown(lua_State *L, const char *where, const char *name,
                    const struct args_row *rows)
{
    const char *near = NULL;
    size_t least = strlen(name) / 3 + 2;
    for (; rows->name; rows++) {
        size_t d = text_distance(name, rows->name);
        near = d < least ? rows->name : near;
        least = d < least ? d : least;
    }
    if (near)
        luaL_error(L, "%s: unknown option %s: did you mean %s?", where, name, near);
    luaL_error(L, "%s: unknown option %s", where, name);
}

static void known_only(lua_State *L, int table, const char *where,
                       const struct args_row *rows)
{
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        const struct args_row *row = rows;
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "%s: wants named options, found one that is a %s", where,
                       luaL_typename(L, -2));
        while (row->name && strcmp(row->name, lua_tostring(L, -2)) != 0)
            row++;
        if (!row->name)
            unknown(L, where, lua_tostring(L, -2), rows);
    }
}

/* The value is at the top, the list below it. */
static void add_list(lua_State *L, const char *where, const struct args_row *row)
{
    static const char what[] = "a string or a list of strings";
    int value = lua_gettop(L), list = value - 1;
    bool joined = row->kind == ARGS_JOINED;
    lua_Integer n = (lua_Integer)lua_rawlen(L, value);
    if (lua_type(L, value) != LUA_TTABLE) {
        lua_pushfstring(L, "%s=%s", row->option,
                        text_of(L, where, row->name, what, value));
        add_top(L, list);
        return;
    }
    lua_pushstring(L, "");
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, value, i);
        const char *text = text_of(L, where, row->name, what, -1);
        if (joined) {
            lua_pushfstring(L, "%s%s%s", lua_tostring(L, value + 1), i > 1 ? "," : "",
                            text);
            lua_replace(L, value + 1);
        } else {
            lua_pushfstring(L, "%s=%s", row->option, text);
            add_top(L, list);
        }
        lua_settop(L, value + 1);
    }
    if (joined && n) {
        lua_pushfstring(L, "%s=%s", row->option, lua_tostring(L, value + 1));
        add_top(L, list);
    }
}

/* Sorted, so that a program starts the same command each time. */
static void add_pairs(lua_State *L, const char *where, const struct args_row *row)
{
    static const char what[] = "a table of names and values";
    int value = lua_gettop(L), list = value - 1;
    if (lua_type(L, value) != LUA_TTABLE)
        wants(L, where, row->name, what, value);
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, value); lua_pop(L, 1)) {
        text_of(L, where, row->name, what, -2);
        if (!lua_isstring(L, -1))
            wants(L, where, row->name, "strings or numbers for its names", -1);
        lua_pushvalue(L, -1);
        const char *text = lua_tostring(L, -1);
        lua_pushfstring(L, "%s=%s=%s", row->option, lua_tostring(L, -3), text);
        lua_remove(L, -2);
        lua_rawseti(L, value + 1, (lua_Integer)lua_rawlen(L, value + 1) + 1);
    }
    lua_Integer n = (lua_Integer)lua_rawlen(L, value + 1);
    for (lua_Integer i = 1; i <= n; i++) { /* a handful: insertion is enough */
        for (lua_Integer k = i; k > 1; k--) {
            lua_rawgeti(L, value + 1, k - 1);
            lua_rawgeti(L, value + 1, k);
            bool less = lua_compare(L, -1, -2, LUA_OPLT);
            if (less) {
                lua_rawseti(L, value + 1, k - 1);
                lua_rawseti(L, value + 1, k);
            } else {
                lua_pop(L, 2);
                break;
            }
        }
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, value + 1, i);
        add_top(L, list);
    }
}

static void add_row(lua_State *L, const char *where, const struct args_row *row)
{
    int value = lua_gettop(L), list = value - 1;
    switch (row->kind) {
    case ARGS_FLAG:
        if (lua_type(L, value) != LUA_TBOOLEAN)
            wants(L, where, row->name, "true or false", value);
        lua_pushstring(L, row->option);
        if (lua_toboolean(L, value))
            add_top(L, list);
        break;
    case ARGS_TEXT:
        lua_pushfstring(L, "%s=%s", row->option,
                        text_of(L, where, row->name, "a string", value));
        add_top(L, list);
        break;
    case ARGS_NUMBER:
        if (!lua_isinteger(L, value))
            wants(L, where, row->name, "a whole number", value);
        lua_pushfstring(L, "%s=%I", row->option, (LUAI_UACINT)lua_tointeger(L, value));
        add_top(L, list);
        break;
    case ARGS_LIST:
    case ARGS_JOINED:
        add_list(L, where, row);
        break;
    case ARGS_PAIRS:
        add_pairs(L, where, row);
        break;
    case ARGS_OTHER:
        break;
    }
    lua_settop(L, list);
}

void args_push(lua_State *L, int table, const char *where, const char *command,
               const struct args_row *rows)
{
    luaL_checkstack(L, 16, where);
    if (lua_type(L, table) != LUA_TTABLE)
        luaL_error(L, "%s wants a table of options, found %s", where,
                   luaL_typename(L, table));
    known_only(L, table, where, rows);
    lua_newtable(L);
    args_add(L, command);
    for (; rows->name; rows++) {
        lua_pushstring(L, rows->name);
        if (lua_rawget(L, table) != LUA_TNIL)
            add_row(L, where, rows);
        else
            lua_pop(L, 1);
    }
}
