#include "lua/estate.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/ask.h"
#include "data/inventory.h"
#include "lua/args.h"
#include "lua/module.h"
#include "lua/resource.h"
#include "lua/start.h"
#include "lua/value.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char kind[] = "holdfast.inventory", query_kind[] = "holdfast.query";

/* --- life --- */

struct estate *estate_test(lua_State *L, int at) { return luaL_testudata(L, at, kind); }

struct estate *estate_check(lua_State *L, int at)
{
    struct estate *s = luaL_checkudata(L, at, kind);
    if (s->closed)
        luaL_error(L, "the inventory is closed");
    return s;
}

static void shut(struct estate *s)
{
    inventory_close(s->inv);
    s->inv = NULL;
    if (s->temporary)
        unlink(s->path);
    s->temporary = false;
    free(s->path);
    s->path = NULL;
}

void estate_leave(struct estate *s)
{
    if (!--s->readers && s->closed)
        shut(s);
}

static int estate_close(lua_State *L)
{
    struct estate *s = luaL_checkudata(L, 1, kind);
    if (!s->closed && !s->readers)
        shut(s);
    s->closed = true;
    return 0;
}

static bool is_inventory(const char *file)
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof magic] = {0};
    int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd < 0 ? 0 : read(fd, head, sizeof head);
    if (fd >= 0)
        close(fd);
    return n == (ssize_t)sizeof head && !memcmp(head, magic, sizeof magic);
}

/* Text is loaded by holdfast into a file that goes with the object. */
static void load(lua_State *L, struct estate *s, const char *file)
{
    const char *folder = module_host(L)->temp;
    size_t n = strlen(folder) + 32;
    s->path = mem_new(n);
    snprintf(s->path, n, "%s/holdfast.XXXXXX", folder);
    int fd = mkostemp(s->path, O_CLOEXEC);
    if (fd < 0)
        luaL_error(L, "cannot create a file in %s: %s", folder, strerror(errno));
    close(fd);
    s->temporary = true;
    lua_newtable(L);
    static const char *const args[] = {"inventory", "load", "-q"};
    for (size_t i = 0; i < 3; i++)
        args_add(L, args[i]);
    lua_pushfstring(L, "--output=%s", s->path);
    args_add_top(L);
    args_add(L, "--");
    args_add(L, file);
    start_run(L, lua_gettop(L), 0, -1, -1);
    lua_pop(L, 1);
}

int estate_open(lua_State *L)
{
    struct err e = {0};
    const char *file = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    struct estate *s = lua_newuserdatauv(L, sizeof *s, 0);
    *s = (struct estate){0};
    luaL_setmetatable(L, kind);
    if (access(file, R_OK))
        return luaL_error(L, "%s: %s", file, strerror(errno));
    if (is_inventory(file))
        s->path = mem_text(file);
    else
        load(L, s, file);
    s->inv = inventory_open(s->path, &e);
    return s->inv ? 1 : luaL_error(L, "%s", e.text);
}

/* --- SQL --- */

struct query { /* its user value is the inventory */
    struct ask *a;
    struct estate *s;
};

static int query_gc(lua_State *L)
{
    struct query *q = luaL_checkudata(L, 1, query_kind);
    if (!q->s)
        return 0;
    ask_close(q->a);
    estate_leave(q->s);
    *q = (struct query){0};
    return 0;
}

static int query_next(lua_State *L)
{
    struct query *q = luaL_checkudata(L, lua_upvalueindex(1), query_kind);
    struct err e = {0};
    int got = q->s ? ask_next(q->a, &e) : 0;
    if (got < 0)
        return luaL_error(L, "%s", e.text);
    if (!got) {
        lua_pushnil(L);
        return 1;
    }
    lua_newtable(L);
    for (size_t i = 0; i < ask_columns(q->a); i++) {
        struct ask_value v = ask_value(q->a, i);
        if (v.type == ASK_INTEGER)
            lua_pushinteger(L, v.integer);
        else if (v.type == ASK_REAL)
            lua_pushnumber(L, v.real);
        else if (v.type == ASK_TEXT)
            lua_pushlstring(L, v.text, v.len);
        else
            lua_pushnil(L);
        lua_setfield(L, -2, ask_name(q->a, i));
    }
    return 1;
}

static void give(lua_State *L, struct query *q, size_t i, int at)
{
    struct err e = {0};
    struct ask_value v = {.type = ASK_NULL};
    int type = lua_type(L, at);
    if (type == LUA_TNUMBER && lua_isinteger(L, at)) {
        v.type = ASK_INTEGER;
        v.integer = lua_tointeger(L, at);
    } else if (type == LUA_TNUMBER) {
        v.type = ASK_REAL;
        v.real = lua_tonumber(L, at);
    } else if (type == LUA_TSTRING) {
        v.type = ASK_TEXT;
        v.text = lua_tolstring(L, at, &v.len);
    } else if (type == LUA_TBOOLEAN) {
        v.type = ASK_INTEGER;
        v.integer = lua_toboolean(L, at);
    } else if (type != LUA_TNIL) {
        luaL_error(L, "query: value %d is a %s", (int)i, lua_typename(L, type));
    }
    if (ask_give(q->a, i, &v, &e))
        luaL_error(L, "%s", e.text);
}

static int estate_query(lua_State *L)
{
    struct err e = {0};
    struct estate *s = estate_check(L, 1);
    const char *sql = luaL_checkstring(L, 2);
    size_t given = (size_t)lua_gettop(L) - 2;
    struct query *q = lua_newuserdatauv(L, sizeof *q, 1);
    *q = (struct query){0};
    luaL_setmetatable(L, query_kind);
    int at = lua_gettop(L);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, at, 1);
    q->a = ask_open(s->inv, sql, &e);
    if (!q->a)
        return luaL_error(L, "%s", e.text);
    q->s = s;
    s->readers++;
    if (ask_wants(q->a) != given)
        return luaL_error(L, "query: the statement wants %d values, %d were given",
                          (int)ask_wants(q->a), (int)given);
    for (size_t i = 1; i <= given; i++)
        give(L, q, i, (int)i + 2);
    lua_pushvalue(L, at);
    lua_pushcclosure(L, query_next, 1);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, at); /* closed when the loop is left */
    return 4;
}

/* --- what holds for all of it --- */

static int estate_meta(lua_State *L)
{
    static const char *const names[] = {"collected", "cloud", "tenant", "tool"};
    struct estate *s = estate_check(L, 1);
    lua_newtable(L);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_pushstring(L, inventory_meta(s->inv, names[i])); /* NULL: nil */
        lua_setfield(L, -2, names[i]);
    }
    return 1;
}

static void text_field(lua_State *L, const char *name, const char *text)
{
    lua_pushstring(L, text && *text ? text : NULL);
    lua_setfield(L, -2, name);
}

static int add_gap(void *ctx, const struct inventory_gap *g)
{
    lua_State *L = ctx;
    lua_createtable(L, 0, 6);
    text_field(L, "scope", g->scope);
    text_field(L, "type", g->type);
    text_field(L, "code", g->code);
    text_field(L, "message", g->message);
    text_field(L, "action", g->action);
    lua_pushinteger(L, g->status);
    lua_setfield(L, -2, "status");
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    return 0;
}

static int estate_gaps(lua_State *L)
{
    struct estate *s = estate_check(L, 1);
    lua_newtable(L);
    value_mark_array(L);
    if (inventory_each_gap(s->inv, add_gap, L))
        return luaL_error(L, "%s: its gaps cannot be read", s->path);
    return 1;
}

static int estate_text(lua_State *L)
{
    struct estate *s = luaL_checkudata(L, 1, kind);
    lua_pushfstring(L, "inventory %s", s->path ? s->path : "(closed)");
    return 1;
}

void estate_offer(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", estate_close},
                                    {"__close", estate_close},
                                    {"__tostring", estate_text},
                                    {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"resources", estate_resources}, {"query", estate_query}, {"meta", estate_meta},
        {"gaps", estate_gaps},           {"close", estate_close}, {NULL, NULL}};
    static const luaL_Reg queries[] = {
        {"__gc", query_gc}, {"__close", query_gc}, {NULL, NULL}};
    luaL_newmetatable(L, kind);
    luaL_setfuncs(L, meta, 0);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
    luaL_newmetatable(L, query_kind);
    luaL_setfuncs(L, queries, 0);
    lua_pop(L, 2);
    resource_offer(L);
}
