/* types = { ["PROVIDER/KIND"] = {…} } beside the checks of a script: rows for the
 * catalogue. Raw access only; every refusal names type and field. What is allocated here
 * belongs to the script at once, so that an error frees it. */
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "eval/script_int.h"

#include <stdlib.h>
#include <string.h>

/* --- fields; the row's table is at `at` --- */

static void known_fields_only(lua_State *L, int at, const char *type)
{
    static const char *const fields[] = {"parent", "path",      "graph",
                                         "action", "singleton", "extension",
                                         "refs",   "filters",   "api_version"};
    for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        bool known = false;
        for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
            known |= !strcmp(name, fields[i]);
        if (!known)
            luaL_error(L, "types: %s: unknown field \"%s\"", type, name);
    }
}

static int raw_field(lua_State *L, int at, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, at);
}

/* The string on top of the stack. */
static char *copy(lua_State *L, const char *type, const char *field)
{
    size_t len;
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &len) : NULL;
    if (!text)
        luaL_error(L, "types: %s: %s wants a string, found %s", type, field,
                   luaL_typename(L, -1));
    if (strlen(text) != len)
        luaL_error(L, "types: %s: %s holds a NUL", type, field);
    return mem_textn(text, len);
}

static char *text_field(lua_State *L, int at, const char *type, const char *name)
{
    char *text = NULL;
    if (raw_field(L, at, name) != LUA_TNIL)
        text = copy(L, type, name);
    lua_pop(L, 1);
    return text;
}

static bool truth_field(lua_State *L, int at, const char *type, const char *name)
{
    int found = raw_field(L, at, name);
    if (found != LUA_TNIL && found != LUA_TBOOLEAN)
        luaL_error(L, "types: %s: %s wants true or false", type, name);
    bool truth = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return truth;
}

static void list_field(lua_State *L, int at, const char *name, struct typerow *t,
                       struct strs *out)
{
    int found = raw_field(L, at, name), list = lua_gettop(L);
    if (found != LUA_TNIL && found != LUA_TTABLE)
        luaL_error(L, "types: %s: %s wants a list", t->type, name);
    for (lua_Integer i = 1; found == LUA_TTABLE && lua_rawgeti(L, list, i) != LUA_TNIL;
         i++, lua_pop(L, 1)) {
        if (out->n > TYPEROW_LIST_MAX)
            luaL_error(L, "types: %s: %s are too many", t->type, name);
        char *text = copy(L, t->type, name);
        strs_add(out, text);
        free(text);
    }
    lua_settop(L, list - 1);
}

/* graph = { TABLE } or { TABLE, TYPE }: the type is what the rows are asked by, and that
 * is the row's own. */
static void graph_field(lua_State *L, int at, struct typerow *t)
{
    int found = raw_field(L, at, "graph"), list = lua_gettop(L);
    if (found != LUA_TNIL && found != LUA_TTABLE)
        luaL_error(L, "types: %s: graph wants { TABLE, TYPE }", t->type);
    if (found == LUA_TTABLE) {
        lua_rawgeti(L, list, 1);
        t->table = copy(L, t->type, "graph");
        bool other = lua_rawgeti(L, list, 2) != LUA_TNIL;
        char *type = other ? copy(L, t->type, "graph") : NULL;
        other = type && !text_same(type, t->type);
        free(type);
        if (other)
            luaL_error(L, "types: %s: graph wants the same type as the row", t->type);
    }
    lua_settop(L, list - 1);
}

static void read_row(lua_State *L, struct script *s)
{
    struct err e = {0};
    int at = lua_gettop(L);
    if (lua_type(L, at - 1) != LUA_TSTRING || lua_type(L, at) != LUA_TTABLE)
        luaL_error(L, "types: wants [\"PROVIDER/KIND\"] = { … }");
    if (s->types.n == TYPEROW_FILE_MAX)
        luaL_error(L, "types: more than %d", TYPEROW_FILE_MAX);
    struct typerow empty = {0};
    typerows_add(&s->types, &empty);
    struct typerow *t = &s->types.at[s->types.n - 1];
    lua_pushvalue(L, at - 1);
    t->type = copy(L, "the name of a type", "it");
    lua_pop(L, 1);
    known_fields_only(L, at, t->type);
    t->parent = text_field(L, at, t->type, "parent");
    t->path = text_field(L, at, t->type, "path");
    t->api_version = text_field(L, at, t->type, "api_version");
    t->action = text_field(L, at, t->type, "action");
    t->singleton = truth_field(L, at, t->type, "singleton");
    t->extension = truth_field(L, at, t->type, "extension");
    list_field(L, at, "refs", t, &t->refs);
    list_field(L, at, "filters", t, &t->filters);
    graph_field(L, at, t);
    if (typerow_valid(t, &e))
        luaL_error(L, "%s", e.text);
}

static int by_type(const void *a, const void *b)
{
    return strcmp(((const struct typerow *)a)->type, ((const struct typerow *)b)->type);
}

void types_read(lua_State *L, struct script *s)
{
    int table = lua_gettop(L);
    luaL_checkstack(L, 20, "types");
    if (lua_type(L, table) != LUA_TTABLE)
        luaL_error(L, "types: wants a table, found %s", luaL_typename(L, table));
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        read_row(L, s);
    if (s->types.n)
        qsort(s->types.at, s->types.n, sizeof *s->types.at, by_type);
}
