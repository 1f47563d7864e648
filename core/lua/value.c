#include "lua/value.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <string.h>

static const char array[] = "holdfast.array", doc_kind[] = "holdfast.doc",
                  buf_kind[] = "holdfast.buf";
enum { LEVELS = DOC_DEPTH };

/* --- memory of C in the hands of Lua --- */

static int doc_gc(lua_State *L)
{
    struct doc **d = lua_touserdata(L, 1);
    doc_free(*d);
    *d = NULL;
    return 0;
}

static int buf_gc(lua_State *L)
{
    buf_free(lua_touserdata(L, 1));
    return 0;
}

static void set_kind(lua_State *L, const char *kind, lua_CFunction gc)
{
    if (luaL_newmetatable(L, kind)) {
        lua_pushcfunction(L, gc);
        lua_setfield(L, -2, "__gc");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
}

void value_parse(lua_State *L, const char *text, size_t len, const char *where,
                 const struct doc **out)
{
    struct err e = {0};
    struct doc **d = lua_newuserdatauv(L, sizeof *d, 0);
    *d = NULL;
    set_kind(L, doc_kind, doc_gc);
    *d = doc_parse(text, len, &e);
    if (!*d)
        luaL_error(L, "%s: %s", where, e.text);
    *out = *d;
}

void value_drop(lua_State *L, int at)
{
    struct doc **d = luaL_checkudata(L, at, doc_kind);
    doc_free(*d);
    *d = NULL;
    lua_remove(L, at);
}

struct buf *value_buf(lua_State *L, size_t max)
{
    struct buf *b = lua_newuserdatauv(L, sizeof *b, 0);
    *b = buf_make(max);
    set_kind(L, buf_kind, buf_gc);
    return b;
}

void value_mark_array(lua_State *L)
{
    luaL_newmetatable(L, array);
    lua_setmetatable(L, -2);
}

/* --- from JSON --- */

static void push_at(lua_State *L, const struct doc *d, struct buf *at, bool in_array);

static void add_segment(struct buf *at, const char *name)
{
    buf_char(at, '/');
    for (; *name; name++)
        if (*name == '~' || *name == '/')
            buf_text(at, *name == '~' ? "~0" : "~1");
        else
            buf_char(at, *name);
}

static void cut(struct buf *at, size_t len)
{
    at->len = len;
    if (at->data)
        at->data[len] = '\0';
}

static void push_object(lua_State *L, const struct doc *d, struct buf *at)
{
    size_t len = at->len, n = doc_length(d, buf_str(at));
    lua_createtable(L, 0, (int)(n < 1024 ? n : 1024));
    for (size_t i = 0; i < n; i++) {
        const char *name = doc_member(d, buf_str(at), i);
        add_segment(at, name);
        push_at(L, d, at, false);
        lua_setfield(L, -2, name); /* nil: no member */
        cut(at, len);
    }
}

static void push_array(lua_State *L, const struct doc *d, struct buf *at)
{
    size_t len = at->len, n = doc_length(d, buf_str(at));
    lua_createtable(L, (int)(n < 1024 ? n : 1024), 0);
    for (size_t i = 0; i < n; i++) {
        buf_fmt(at, "/%zu", i);
        push_at(L, d, at, true);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
        cut(at, len);
    }
    value_mark_array(L);
}

static void push_at(lua_State *L, const struct doc *d, struct buf *at, bool in_array)
{
    const char *pointer = buf_str(at);
    int64_t integer = 0;
    double real = 0;
    luaL_checkstack(L, 8, "JSON");
    switch (doc_type(d, pointer)) {
    case DOC_OBJECT:
        push_object(L, d, at);
        return;
    case DOC_ARRAY:
        push_array(L, d, at);
        return;
    case DOC_STRING:
        lua_pushstring(L, doc_text(d, pointer));
        return;
    case DOC_INTEGER:
        doc_integer(d, pointer, &integer);
        lua_pushinteger(L, integer);
        return;
    case DOC_REAL:
        doc_number(d, pointer, &real);
        lua_pushnumber(L, real);
        return;
    case DOC_TRUE:
    case DOC_FALSE:
        lua_pushboolean(L, doc_truth(d, pointer) == 1);
        return;
    case DOC_ABSENT:
        break;
    }
    in_array ? lua_pushlightuserdata(L, NULL) : lua_pushnil(L);
}

void value_push(lua_State *L, const struct doc *d, const char *pointer)
{
    struct buf *at = value_buf(L, 1 << 20);
    buf_text(at, pointer);
    push_at(L, d, at, false);
    buf_free(at);
    lua_remove(L, -2);
}

/* --- to JSON --- */

static void print_at(lua_State *L, int at, struct buf *out, int level);

static bool is_array(lua_State *L, int at)
{
    bool marked = false;
    if (lua_getmetatable(L, at)) {
        luaL_getmetatable(L, array);
        marked = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
    }
    return marked || lua_rawlen(L, at) > 0;
}

static void print_list(lua_State *L, int at, struct buf *out, int level)
{
    lua_Integer n = (lua_Integer)lua_rawlen(L, at);
    buf_char(out, '[');
    for (lua_Integer i = 1; i <= n; i++) {
        buf_text(out, i > 1 ? "," : "");
        lua_rawgeti(L, at, i);
        print_at(L, lua_gettop(L), out, level + 1);
        lua_pop(L, 1);
    }
    buf_char(out, ']');
}

static void print_members(lua_State *L, int at, struct buf *out, int level)
{
    bool any = false;
    buf_char(out, '{');
    for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1)) {
        size_t len;
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "JSON: a table with a key that is a %s", luaL_typename(L, -2));
        const char *key = lua_tolstring(L, -2, &len);
        buf_text(out, any ? "," : "");
        any = true;
        json_textn(out, key, len);
        buf_char(out, ':');
        print_at(L, lua_gettop(L), out, level + 1);
    }
    buf_char(out, '}');
}

static void print_at(lua_State *L, int at, struct buf *out, int level)
{
    size_t len;
    int type = lua_type(L, at);
    luaL_checkstack(L, 8, "JSON");
    if (level > LEVELS)
        luaL_error(L, "JSON: more than %d levels deep", LEVELS);
    if (type == LUA_TTABLE) {
        is_array(L, at) ? print_list(L, at, out, level)
                        : print_members(L, at, out, level);
    } else if (type == LUA_TSTRING) {
        const char *text = lua_tolstring(L, at, &len);
        json_textn(out, text, len);
    } else if (type == LUA_TBOOLEAN) {
        buf_text(out, lua_toboolean(L, at) ? "true" : "false");
    } else if (type == LUA_TNIL ||
               (type == LUA_TLIGHTUSERDATA && !lua_touserdata(L, at))) {
        buf_text(out, "null");
    } else if (lua_isinteger(L, at)) {
        buf_fmt(out, "%lld", (long long)lua_tointeger(L, at));
    } else if (type == LUA_TNUMBER && isfinite(lua_tonumber(L, at))) {
        buf_fmt(out, "%.17g", lua_tonumber(L, at));
    } else {
        luaL_error(L, "JSON has no word for %s",
                   type == LUA_TNUMBER ? "a number that is not finite"
                                       : lua_typename(L, type));
    }
    if (out->full)
        luaL_error(L, "JSON: too long");
}

void value_print(lua_State *L, int at, struct buf *out)
{
    print_at(L, lua_absindex(L, at), out, 1);
}

/* --- in the module --- */

static int make_array(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    value_mark_array(L);
    return 1;
}

static int ask_array(lua_State *L)
{
    lua_pushboolean(L, lua_type(L, 1) == LUA_TTABLE && is_array(L, 1));
    return 1;
}

void value_offer(lua_State *L)
{
    lua_pushcfunction(L, make_array);
    lua_setfield(L, -2, "array");
    lua_pushcfunction(L, ask_array);
    lua_setfield(L, -2, "is_array");
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, -2, "null");
}
