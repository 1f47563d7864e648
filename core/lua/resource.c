#include "lua/resource.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "lua/estate.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>

static const char kind[] = "holdfast.resource", walk_kind[] = "holdfast.walk";

/* --- a resource: its user value has id, key, type, name and text; the document is made
 * when it is asked for --- */

struct resource {
    struct doc *d;
};

static const struct doc *body(lua_State *L)
{
    struct resource *r = luaL_checkudata(L, 1, kind);
    struct err e = {0};
    size_t len;
    if (r->d)
        return r->d;
    lua_getiuservalue(L, 1, 1);
    lua_getfield(L, -1, "text");
    const char *text = lua_tolstring(L, -1, &len);
    r->d = doc_parse(text, len, &e);
    if (!r->d)
        luaL_error(L, "resource: %s", e.text);
    lua_pop(L, 2);
    return r->d;
}

static int resource_get(lua_State *L)
{
    luaL_checkudata(L, 1, kind);
    const char *pointer = luaL_checkstring(L, 2);
    if (*pointer && *pointer != '/')
        return luaL_error(L, "get: a JSON Pointer begins with /, not %s", pointer);
    value_push(L, body(L), pointer);
    return 1;
}

static int resource_index(lua_State *L)
{
    luaL_checkudata(L, 1, kind);
    const char *name = luaL_checkstring(L, 2);
    if (!strcmp(name, "get")) {
        lua_pushcfunction(L, resource_get);
        return 1;
    }
    lua_getiuservalue(L, 1, 1);
    if (lua_getfield(L, -1, name) != LUA_TNIL)
        return 1;
    if (strcmp(name, "body") != 0)
        return luaL_error(L, "a resource has no %s", name);
    value_push(L, body(L), "");
    lua_pushvalue(L, -1);
    lua_setfield(L, 3, "body");
    return 1;
}

static int resource_gc(lua_State *L)
{
    struct resource *r = luaL_checkudata(L, 1, kind);
    doc_free(r->d);
    r->d = NULL;
    return 0;
}

static int resource_text(lua_State *L)
{
    luaL_checkudata(L, 1, kind);
    lua_getiuservalue(L, 1, 1);
    lua_getfield(L, -1, "id");
    return 1;
}

static void field(lua_State *L, const char *name, const char *text, size_t len)
{
    lua_pushlstring(L, text, len);
    lua_setfield(L, -2, name);
}

static void push(lua_State *L, const struct inventory_resource *r)
{
    struct resource *own = lua_newuserdatauv(L, sizeof *own, 1);
    own->d = NULL;
    luaL_setmetatable(L, kind);
    lua_createtable(L, 0, 6);
    const char *name = armid_name(r->id);
    field(L, "id", r->id, strlen(r->id));
    field(L, "key", r->key, strlen(r->key));
    field(L, "type", r->type, strlen(r->type));
    field(L, "name", name, strlen(name));
    field(L, "text", r->body, r->body_len);
    lua_setiuservalue(L, -2, 1);
}

/* --- a walk: its user value is the inventory --- */

struct walk {
    struct inventory_cursor *c;
    struct estate *s;
};

static int walk_gc(lua_State *L)
{
    struct walk *w = luaL_checkudata(L, 1, walk_kind);
    if (!w->s)
        return 0;
    inventory_end(w->c);
    estate_leave(w->s);
    *w = (struct walk){0};
    return 0;
}

static int walk_next(lua_State *L)
{
    struct walk *w = luaL_checkudata(L, lua_upvalueindex(1), walk_kind);
    struct inventory_resource r;
    struct err e = {0};
    int got = w->s ? inventory_next(w->c, &r, &e) : 0;
    if (got < 0)
        return luaL_error(L, "%s: %s", w->s->path, e.text);
    if (got)
        push(L, &r);
    else
        lua_pushnil(L);
    return 1;
}

int estate_resources(lua_State *L)
{
    struct estate *s = estate_check(L, 1);
    const char *type = luaL_optstring(L, 2, NULL);
    const struct catalog_row *row =
        type ? catalog_find(inventory_catalog(s->inv), type) : NULL;
    const char *const types[] = {row ? row->type : type, NULL};
    struct walk *w = lua_newuserdatauv(L, sizeof *w, 1);
    *w = (struct walk){0};
    luaL_setmetatable(L, walk_kind);
    lua_pushvalue(L, 1);
    lua_setiuservalue(L, -2, 1);
    w->c = inventory_walk(s->inv, type ? types : NULL, NULL, true);
    w->s = s;
    s->readers++;
    int at = lua_gettop(L);
    lua_pushvalue(L, at);
    lua_pushcclosure(L, walk_next, 1);
    lua_pushnil(L);
    lua_pushnil(L);
    lua_pushvalue(L, at); /* closed when the loop is left */
    return 4;
}

void resource_offer(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__index", resource_index},
                                    {"__gc", resource_gc},
                                    {"__tostring", resource_text},
                                    {NULL, NULL}};
    static const luaL_Reg walks[] = {
        {"__gc", walk_gc}, {"__close", walk_gc}, {NULL, NULL}};
    luaL_newmetatable(L, kind);
    luaL_setfuncs(L, meta, 0);
    luaL_newmetatable(L, walk_kind);
    luaL_setfuncs(L, walks, 0);
    lua_pop(L, 2);
}
