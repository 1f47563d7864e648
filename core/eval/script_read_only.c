/* The field `only` of check{…}: what of targets and needs the verdicts hang on. */
#include "base/mem.h"
#include "eval/script_read.h"

#include <string.h>

/* A member that may be absent and is a string else. */
static char *text_member(struct reading *r, int table, const char *name, struct spot at)
{
    int type = read_raw(r->L, table, name);
    size_t len = 0;
    const char *text = type == LUA_TSTRING ? lua_tolstring(r->L, -1, &len) : NULL;
    box_charge_bytes(r->L, len);
    if (text ? strlen(text) != len : type != LUA_TNIL)
        read_say(r, text ? DEFECT_BAD_TEXT : DEFECT_WRONG_TYPE, at,
                 "only: %s wants a string, found %s", name,
                 text ? "one with a NUL" : lua_typename(r->L, type));
    char *copy = mem_text(text);
    lua_pop(r->L, 1);
    return copy;
}

/* A member that may be absent and is a list of strings else. */
static void words_member(struct reading *r, int table, const char *name, struct spot at,
                         struct strs *out)
{
    int type = read_raw(r->L, table, name), list = lua_gettop(r->L);
    lua_Integer n = type == LUA_TTABLE ? (lua_Integer)lua_rawlen(r->L, list) : 0;
    if ((type != LUA_TTABLE && type != LUA_TNIL) || n > CHECK_LIST_MAX)
        read_say(r, DEFECT_WRONG_TYPE, at, "only: %s wants a list of up to %d words",
                 name, CHECK_LIST_MAX);
    for (lua_Integer i = 1; i <= n && i <= CHECK_LIST_MAX; i++, lua_pop(r->L, 1)) {
        size_t len = 0;
        type = lua_rawgeti(r->L, list, i);
        const char *text = type == LUA_TSTRING ? lua_tolstring(r->L, -1, &len) : NULL;
        box_charge_bytes(r->L, len);
        if (text)
            strs_add(out, text);
        else
            read_say(r, DEFECT_WRONG_TYPE, at, "only: entry %d of %s is no string",
                     (int)i, name);
    }
    lua_pop(r->L, 1);
}

static void read_unless(struct reading *r, int table, struct check_only *o,
                        struct spot at)
{
    static const char *const names[] = {"at", "is", "below"};
    int type = read_raw(r->L, table, "unless");
    if (type == LUA_TTABLE) {
        int unless = lua_gettop(r->L);
        o->unless = text_member(r, unless, "at", at);
        o->below = text_member(r, unless, "below", at);
        words_member(r, unless, "is", at, &o->is);
        read_members(r, unless, names, 3, at);
        if (!o->unless) {
            read_say(r, DEFECT_MISSING_FIELD, at,
                     "only: unless wants `at`, a pointer to a fact");
            o->unless = mem_text("/"); /* it has had its say */
        }
    } else if (type != LUA_TNIL) {
        read_say(r, DEFECT_WRONG_TYPE, at, "only: unless wants a table, found %s",
                 lua_typename(r->L, type));
    }
    lua_pop(r->L, 1);
}

static void read_entry(struct reading *r, int entry, struct spot at)
{
    static const char *const names[] = {"type", "kinds", "unless"};
    struct check_info *c = r->c;
    char *type = text_member(r, entry, "type", at);
    if (!type) {
        read_say(r, DEFECT_MISSING_FIELD, at,
                 "only: an entry without type: wants { type = \"…\" }");
        return;
    }
    /* Counted from the start: reading on may end in an error of memory. */
    struct check_only *o = &c->only[c->n_only++];
    r->source[CHECK_ONLY][c->n_only - 1] = (unsigned char)at.nth;
    o->type = type;
    words_member(r, entry, "kinds", at, &o->kinds);
    read_unless(r, entry, o, at);
    read_members(r, entry, names, 3, at);
}

void read_only(struct reading *r)
{
    struct check_info *c = r->c;
    int list = read_table_field(r, CHECK_ONLY, "list");
    if (!list)
        return;
    c->only = mem_new((CHECK_LIST_MAX + 1) * sizeof *c->only);
    for (lua_Integer i = 1; read_next_entry(r, CHECK_ONLY, list, i);
         i++, lua_pop(r->L, 1)) {
        struct spot at = {CHECK_ONLY, (size_t)i, NULL};
        int entry = lua_gettop(r->L);
        if (lua_type(r->L, entry) != LUA_TTABLE) {
            read_say(r, DEFECT_WRONG_TYPE, at, "only: entry %d is no table", (int)i);
            continue;
        }
        read_entry(r, entry, at);
    }
    lua_pop(r->L, 1);
}
