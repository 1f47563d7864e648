/* check{…}: a table of the script becomes what a check says of itself. Raw access only;
 * every refusal names the field. What is allocated here belongs to the script at once, so
 * that an error frees it. */
#include "base/err.h"
#include "base/mem.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kind[] = "holdfast.check";

bool read_handle(lua_State *L, int at, size_t *index)
{
    size_t *h = luaL_testudata(L, at, kind);
    if (h)
        *index = *h;
    return h != NULL;
}

/* --- fields; the check's table is argument 1 --- */

/* Of several that are not known the first in order: a table has none. */
static void known_fields_only(lua_State *L)
{
    const char *odd = NULL;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            luaL_error(L, "check: wants named fields, found entry [%s]",
                       lua_type(L, -2) == LUA_TNUMBER ? "a number" : "?");
        const char *name = lua_tostring(L, -2);
        if (!api_has(API_FIELD, name) && (!odd || strcmp(name, odd) < 0))
            odd = name;
    }
    if (odd)
        luaL_error(L, "check: unknown field \"%s\"", odd);
}

static int raw_field(lua_State *L, int table, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, table);
}

static char *text_field(lua_State *L, const char *name, bool must)
{
    int type = raw_field(L, 1, name);
    if (type == LUA_TNIL && !must)
        return lua_pop(L, 1), NULL;
    if (type != LUA_TSTRING)
        luaL_error(L, "check: field %s wants a string, found %s", name,
                   lua_typename(L, type));
    size_t len;
    const char *text = lua_tolstring(L, -1, &len);
    if (strlen(text) != len)
        luaL_error(L, "check: field %s holds a NUL", name);
    box_charge_bytes(L, len);
    char *copy = mem_textn(text, len);
    lua_pop(L, 1);
    return copy;
}

static void list_field(lua_State *L, const char *name, struct strs *out)
{
    int type = raw_field(L, 1, name);
    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (type != LUA_TTABLE)
        luaL_error(L, "check: field %s wants a list, found %s", name,
                   lua_typename(L, type));
    int list = lua_gettop(L);
    for (lua_Integer i = 1; lua_rawgeti(L, list, i) != LUA_TNIL; i++, lua_pop(L, 1)) {
        if (lua_type(L, -1) != LUA_TSTRING)
            luaL_error(L, "check: field %s: entry %d is no string", name, (int)i);
        box_charge_bytes(L, lua_rawlen(L, -1));
        if (out->n > CHECK_LIST_MAX)
            luaL_error(L, "check: field %s: more than %d", name, CHECK_LIST_MAX);
        strs_add(out, lua_tostring(L, -1));
    }
    lua_pop(L, 2);
}

static void read_need_table(lua_State *L, int at, struct check_need *need)
{
    static const char *const wheres[] = {"below", "above", "followed", "scope"};
    if (raw_field(L, at, "type") != LUA_TSTRING)
        luaL_error(L, "check: field needs: an entry without type");
    need->type = mem_text(lua_tostring(L, -1));
    lua_pop(L, 1);
    int type = raw_field(L, at, "where");
    if (type != LUA_TNIL) {
        size_t w = 0;
        const char *word = type == LUA_TSTRING ? lua_tostring(L, -1) : "";
        while (w < 4 && strcmp(word, wheres[w]))
            w++;
        if (w == 4)
            luaL_error(L,
                       "check: field needs: where wants below, above, followed or scope");
        need->where = (enum needs_where)w;
    }
    lua_pop(L, 1);
    type = raw_field(L, at, "optional");
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        luaL_error(L, "check: field needs: optional wants true or false");
    need->optional = lua_toboolean(L, -1);
    lua_pop(L, 1);
    for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1)) {
        const char *k = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        if (strcmp(k, "type") && strcmp(k, "where") && strcmp(k, "optional"))
            luaL_error(L, "check: field needs: unknown field \"%s\"", k);
    }
}

static void read_needs(lua_State *L, struct check_info *c)
{
    int type = raw_field(L, 1, "needs");
    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    if (type != LUA_TTABLE)
        luaL_error(L, "check: field needs wants a list, found %s", lua_typename(L, type));
    int list = lua_gettop(L);
    c->needs = mem_new((CHECK_LIST_MAX + 1) * sizeof *c->needs);
    for (lua_Integer i = 1; lua_rawgeti(L, list, i) != LUA_TNIL; i++, lua_pop(L, 1)) {
        if (c->n_needs == CHECK_LIST_MAX)
            luaL_error(L, "check: field needs: more than %d", CHECK_LIST_MAX);
        struct check_need *need = &c->needs[c->n_needs++];
        if (lua_type(L, -1) == LUA_TSTRING)
            need->type = mem_text(lua_tostring(L, -1));
        else if (lua_type(L, -1) == LUA_TTABLE)
            read_need_table(L, lua_gettop(L), need);
        else
            luaL_error(L, "check: field needs: entry %d is no type and no table", (int)i);
    }
    lua_pop(L, 2);
}

/* name = { default, "meaning" } */
static void read_setting(lua_State *L, struct check_setting *s)
{
    if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TTABLE)
        luaL_error(L, "check: field settings wants name = { default, \"meaning\" }");
    int at = lua_gettop(L);
    s->name = mem_text(lua_tostring(L, -2));
    int type = lua_rawgeti(L, at, 1);
    if (type != LUA_TNUMBER && type != LUA_TSTRING)
        luaL_error(L, "check: setting %s: its default wants a number or a string",
                   s->name);
    s->numeric = type == LUA_TNUMBER;
    s->value = mem_text(lua_tostring(L, -1));
    if (lua_rawgeti(L, at, 2) != LUA_TSTRING)
        luaL_error(L, "check: setting %s: wants a meaning", s->name);
    s->meaning = mem_text(lua_tostring(L, -1));
    lua_pop(L, 2);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct check_setting *)a)->name,
                  ((const struct check_setting *)b)->name);
}

static void read_settings(lua_State *L, struct check_info *c)
{
    int type = raw_field(L, 1, "settings");
    if (type != LUA_TNIL && type != LUA_TTABLE)
        luaL_error(L, "check: field settings wants a table, found %s",
                   lua_typename(L, type));
    if (type == LUA_TTABLE) {
        c->settings = mem_new((CHECK_LIST_MAX + 1) * sizeof *c->settings);
        for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
            if (c->n_settings == CHECK_LIST_MAX)
                luaL_error(L, "check: field settings: more than %d", CHECK_LIST_MAX);
            read_setting(L, &c->settings[c->n_settings++]);
        }
        if (c->n_settings)
            qsort(c->settings, c->n_settings, sizeof *c->settings, by_name);
    }
    lua_pop(L, 1);
}

/* "monitoring.lua" groups its checks under "monitoring". */
static char *file_stem(const char *name)
{
    const char *dot = strrchr(name, '.');
    return mem_textn(name, dot ? (size_t)(dot - name) : strlen(name));
}

static void read_rest(lua_State *L, struct script *s, struct check_info *c)
{
    struct err e = {0};
    int type = raw_field(L, 1, "severity");
    if (type != LUA_TSTRING || !severity_parse(lua_tostring(L, -1), &c->severity))
        luaL_error(L, "check: field severity wants info, low, medium, high or critical");
    type = raw_field(L, 1, "fixed_severity");
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        luaL_error(L, "check: field fixed_severity wants true or false");
    c->fixed_severity = lua_toboolean(L, -1);
    lua_pop(L, 2);
    if (!c->protection)
        c->protection = file_stem(s->name);
    if (checkinfo_valid(c, &e))
        luaL_error(L, "check: field %s", e.text);
    type = raw_field(L, 1, "run");
    if (type != LUA_TFUNCTION)
        luaL_error(L, "check: field run wants a function, found %s",
                   lua_typename(L, type));
}

int read_check(lua_State *L)
{
    struct script *s = script_of(L);
    if (!s->reading)
        return luaL_error(L, "check: only while the script is loaded");
    if (s->n == CHECKS_MAX)
        return luaL_error(L, "check: more than %d", CHECKS_MAX);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    size_t *handle = lua_newuserdatauv(L, sizeof *handle, 0);
    *handle = s->n;
    luaL_setmetatable(L, kind);
    known_fields_only(L);
    s->checks = mem_grow(s->checks, s->n + 1, sizeof *s->checks);
    struct script_entry *entry = &s->checks[s->n++];
    *entry = (struct script_entry){.run = LUA_NOREF};
    struct check_info *c = &entry->info;
    c->id = text_field(L, "id", true);
    c->title = text_field(L, "title", true);
    c->protection = text_field(L, "protection", false);
    c->why = text_field(L, "why", false);
    c->remedy = text_field(L, "remedy", false);
    list_field(L, "targets", &c->targets);
    list_field(L, "controls", &c->controls);
    list_field(L, "refs", &c->refs);
    read_needs(L, c);
    read_settings(L, c);
    read_rest(L, s, c);
    entry->run = luaL_ref(L, LUA_REGISTRYINDEX);
    return 1; /* the handle */
}

void read_prepare(lua_State *L)
{
    luaL_newmetatable(L, kind);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
