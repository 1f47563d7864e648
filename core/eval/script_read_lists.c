/* The fields of check{…} that hold tables: lists, needs, settings. */
#include "base/mem.h"
#include "base/text.h"
#include "eval/script_read.h"

#include <stdlib.h>
#include <string.h>

int read_table_field(struct reading *r, enum check_field f, const char *wanted)
{
    int type = read_raw(r->L, 1, checkinfo_field(f));
    if (type == LUA_TTABLE)
        return lua_gettop(r->L);
    if (type != LUA_TNIL)
        READ_BAD(r, DEFECT_WRONG_TYPE, f, "%s wants a %s, found %s", checkinfo_field(f),
                 wanted, lua_typename(r->L, type));
    lua_pop(r->L, 1);
    return 0;
}

/* What stands in a list beside its entries 1 to n: mostly a field that slipped in. */
static void plain_list(struct reading *r, enum check_field f, int list, lua_Integer n)
{
    bool odd = false;
    for (lua_pushnil(r->L); lua_next(r->L, list); lua_pop(r->L, 1))
        odd |= !lua_isinteger(r->L, -2) || lua_tointeger(r->L, -2) < 1 ||
               lua_tointeger(r->L, -2) > n;
    if (odd)
        read_say(r, DEFECT_BAD_LIST, (struct spot){.field = f},
                 "%s holds more than its entries: wants a plain list",
                 checkinfo_field(f));
}

bool read_next_entry(struct reading *r, enum check_field f, int list, lua_Integer i)
{
    bool there = lua_rawgeti(r->L, list, i) != LUA_TNIL;
    if (there && i > CHECK_LIST_MAX)
        READ_BAD(r, DEFECT_BAD_LIST, f, "%s: more than %d", checkinfo_field(f),
                 CHECK_LIST_MAX);
    if (there && i <= CHECK_LIST_MAX)
        return true;
    lua_pop(r->L, 1);
    if (!there)
        plain_list(r, f, list, i - 1);
    return false;
}

void read_list(struct reading *r, enum check_field f, struct strs *out)
{
    int list = read_table_field(r, f, "list");
    if (!list) {
        if (f == CHECK_TARGETS && !(r->entry->bad & 1u << f))
            READ_BAD(r, DEFECT_MISSING_FIELD, f,
                     "targets wants a list of resource types, "
                     "found nil");
        return;
    }
    for (lua_Integer i = 1; read_next_entry(r, f, list, i); i++, lua_pop(r->L, 1)) {
        size_t len = 0;
        const char *text =
            lua_type(r->L, -1) == LUA_TSTRING ? lua_tolstring(r->L, -1, &len) : NULL;
        box_charge_bytes(r->L, len);
        if (!text || strlen(text) != len) {
            read_say(r, text ? DEFECT_BAD_TEXT : DEFECT_WRONG_TYPE,
                     (struct spot){f, (size_t)i, NULL}, "%s: entry %d %s",
                     checkinfo_field(f), (int)i, text ? "holds a NUL" : "is no string");
            continue;
        }
        r->source[f][out->n] = (unsigned char)i;
        strs_add(out, text);
    }
    if (!out->n && lua_rawlen(r->L, list))
        r->entry->bad |= 1u << f; /* each entry had its defect */
    lua_pop(r->L, 1);
}

void read_members(struct reading *r, int table, const char *const *names, size_t n,
                  struct spot at)
{
    for (lua_pushnil(r->L); lua_next(r->L, table); lua_pop(r->L, 1)) {
        const char *k = lua_type(r->L, -2) == LUA_TSTRING ? lua_tostring(r->L, -2) : "?";
        bool known = false;
        for (size_t i = 0; i < n; i++)
            known |= !strcmp(k, names[i]);
        const char *near = known ? NULL : text_nearest(k, names, n);
        if (!known)
            read_say(r, DEFECT_UNKNOWN_FIELD, at, "%s: unknown field \"%s\"%s%s%s",
                     checkinfo_field(at.field), k, near ? ": did you mean " : "",
                     near ? near : "", near ? "?" : "");
    }
}

/* --- needs --- */

static void need_where(struct reading *r, int table, struct check_need *need,
                       struct spot at)
{
    static const char *const wheres[] = {"below", "above", "followed", "scope"};
    int type = read_raw(r->L, table, "where");
    size_t w = 0;
    if (type != LUA_TNIL) {
        const char *word = type == LUA_TSTRING ? lua_tostring(r->L, -1) : "";
        while (w < 4 && strcmp(word, wheres[w]))
            w++;
        if (w == 4)
            read_say(
                r, DEFECT_BAD_WHERE, at,
                "needs: where wants below, above, followed or scope, found %s%.80s%s",
                *word ? "\"" : "", *word ? word : lua_typename(r->L, type),
                *word ? "\"" : "");
        need->where = (enum needs_where)(w % 4);
    }
    lua_pop(r->L, 1);
}

static void read_need_table(struct reading *r, int table, struct check_need *need,
                            struct spot at)
{
    static const char *const names[] = {"type", "where", "optional"};
    if (read_raw(r->L, table, "type") == LUA_TSTRING)
        need->type = mem_text(lua_tostring(r->L, -1));
    else
        read_say(r, DEFECT_MISSING_FIELD, at,
                 "needs: an entry without type: wants { type = \"…\" }");
    lua_pop(r->L, 1);
    need_where(r, table, need, at);
    int type = read_raw(r->L, table, "optional");
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        read_say(r, DEFECT_WRONG_TYPE, at,
                 "needs: optional wants true or false, found %s",
                 lua_typename(r->L, type));
    need->optional = lua_toboolean(r->L, -1);
    lua_pop(r->L, 1);
    read_members(r, table, names, 3, at);
}

void read_needs(struct reading *r)
{
    struct check_info *c = r->c;
    int list = read_table_field(r, CHECK_NEEDS, "list");
    if (!list)
        return;
    c->needs = mem_new((CHECK_LIST_MAX + 1) * sizeof *c->needs);
    for (lua_Integer i = 1; read_next_entry(r, CHECK_NEEDS, list, i);
         i++, lua_pop(r->L, 1)) {
        /* Counted from the start: reading on may end in an error of memory. */
        struct check_need *need = &c->needs[c->n_needs++];
        struct spot at = {CHECK_NEEDS, (size_t)i, NULL};
        if (lua_type(r->L, -1) == LUA_TSTRING)
            need->type = mem_text(lua_tostring(r->L, -1));
        else if (lua_type(r->L, -1) == LUA_TTABLE)
            read_need_table(r, lua_gettop(r->L), need, at);
        else
            read_say(r, DEFECT_WRONG_TYPE, at, "needs: entry %d is no type and no table",
                     (int)i);
        if (!need->type) { /* it has had its say */
            *need = (struct check_need){0};
            c->n_needs--;
            continue;
        }
        r->source[CHECK_NEEDS][c->n_needs - 1] = (unsigned char)i;
    }
    lua_pop(r->L, 1);
}

/* --- settings --- */

/* The key stands below the value, which is at the top: name = { default, "meaning" }. */
static void read_setting(struct reading *r, struct check_setting *s)
{
    if (lua_type(r->L, -2) != LUA_TSTRING || lua_type(r->L, -1) != LUA_TTABLE) {
        const char *name =
            lua_type(r->L, -2) == LUA_TSTRING ? lua_tostring(r->L, -2) : "";
        read_say(r, DEFECT_BAD_SETTING, (struct spot){CHECK_SETTINGS, 0, name},
                 "settings%s%.64s wants name = { default, \"meaning\" }, found %s",
                 *name ? ": " : "", name, luaL_typename(r->L, -1));
        return;
    }
    int pair = lua_gettop(r->L);
    s->name = mem_text(lua_tostring(r->L, -2));
    r->c->n_settings++;
    struct spot at = {CHECK_SETTINGS, 0, s->name};
    int type = lua_rawgeti(r->L, pair, 1);
    s->numeric = type == LUA_TNUMBER;
    if (type == LUA_TNUMBER || type == LUA_TSTRING)
        s->value = mem_text(lua_tostring(r->L, -1));
    else
        read_say(r, DEFECT_BAD_SETTING, at,
                 "setting %.64s: its default wants a number or a string, found %s",
                 s->name, lua_typename(r->L, type));
    int meaning = lua_rawgeti(r->L, pair, 2);
    if (meaning == LUA_TSTRING)
        s->meaning = mem_text(lua_tostring(r->L, -1));
    else
        read_say(r, DEFECT_BAD_SETTING, at, "setting %.64s: wants a meaning, found %s",
                 s->name, lua_typename(r->L, meaning));
    lua_pop(r->L, 2);
    /* It has had its say: the loading is refused, and nobody judges it again. */
    s->value = s->value ? s->value : mem_text("0");
    s->meaning = s->meaning ? s->meaning : mem_text("?");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct check_setting *)a)->name,
                  ((const struct check_setting *)b)->name);
}

void read_settings(struct reading *r)
{
    struct check_info *c = r->c;
    int table = read_table_field(r, CHECK_SETTINGS, "table");
    if (!table)
        return;
    c->settings = mem_new((CHECK_LIST_MAX + 1) * sizeof *c->settings);
    for (lua_pushnil(r->L); lua_next(r->L, table); lua_pop(r->L, 1)) {
        if (c->n_settings == CHECK_LIST_MAX) {
            READ_BAD(r, DEFECT_BAD_LIST, CHECK_SETTINGS, "settings: more than %d",
                     CHECK_LIST_MAX);
            lua_pop(r->L, 2);
            break;
        }
        read_setting(r, &c->settings[c->n_settings]);
    }
    if (c->n_settings)
        qsort(c->settings, c->n_settings, sizeof *c->settings, by_name);
    lua_pop(r->L, 1);
}
