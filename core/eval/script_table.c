/* Tables, and order. Sorting is ours: it is stable, it has no order function that it
 * would call invalid, and each comparison is charged by its length. What it works on is
 * memory of Lua, so that an error in the middle leaves nothing behind. */
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <string.h>

enum { UNPACK_MAX = 256, ITEM_COST = 4, LIST_MAX = 1 << 20 };

static size_t list_length(lua_State *L, int arg)
{
    luaL_checktype(L, arg, LUA_TTABLE);
    lua_Unsigned n = lua_rawlen(L, arg);
    if (n > LIST_MAX)
        luaL_argerror(L, arg, "a list of more than 1048576 entries");
    return (size_t)n;
}

static int table_concat(lua_State *L)
{
    size_t n = list_length(L, 1), sep_len = 0;
    const char *sep = lua_isnoneornil(L, 2) ? "" : box_text(L, 2, &sep_len);
    lua_Integer from = luaL_optinteger(L, 3, 1);
    lua_Integer to = luaL_optinteger(L, 4, (lua_Integer)n);
    luaL_Buffer b;
    luaL_argcheck(L, from >= 1 && to <= LIST_MAX, 3, "out of range");
    luaL_buffinit(L, &b);
    for (lua_Integer i = from; i <= to; i++) {
        int type = lua_rawgeti(L, 1, i);
        if (type != LUA_TSTRING && type != LUA_TNUMBER)
            return luaL_error(L, "concat: entry %d is a %s", (int)i,
                              lua_typename(L, type));
        size_t len = type == LUA_TSTRING ? lua_rawlen(L, -1) : 16;
        box_charge(L, ITEM_COST + (len + sep_len) / 8);
        luaL_addvalue(&b);
        if (i < to)
            luaL_addlstring(&b, sep, sep_len);
    }
    luaL_pushresult(&b);
    return 1;
}

static int table_insert(lua_State *L)
{
    size_t n = list_length(L, 1);
    int args = lua_gettop(L);
    lua_Integer at = args == 2 ? (lua_Integer)n + 1 : luaL_checkinteger(L, 2);
    if (args != 2 && args != 3)
        return luaL_error(L, "insert: wants a list, a place if any, and a value");
    luaL_argcheck(L, at >= 1 && (size_t)at <= n + 1, 2, "outside of the list");
    box_charge(L, n + 1 - (size_t)at + 1);
    for (lua_Integer i = (lua_Integer)n; i >= at; i--) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 1, i + 1);
    }
    lua_rawseti(L, 1, at); /* the value is on top */
    return 0;
}

static int table_remove(lua_State *L)
{
    size_t n = list_length(L, 1);
    lua_Integer at = luaL_optinteger(L, 2, (lua_Integer)n);
    if (!n && (at == 0 || at == 1)) {
        lua_pushnil(L);
        return 1;
    }
    luaL_argcheck(L, at >= 1 && (size_t)at <= n, 2, "outside of the list");
    box_charge(L, n - (size_t)at + 1);
    lua_rawgeti(L, 1, at);
    for (lua_Integer i = at; i < (lua_Integer)n; i++) {
        lua_rawgeti(L, 1, i + 1);
        lua_rawseti(L, 1, i);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, (lua_Integer)n);
    return 1;
}

static int table_unpack(lua_State *L)
{
    size_t n = list_length(L, 1);
    lua_Integer from = luaL_optinteger(L, 2, 1);
    lua_Integer to = luaL_optinteger(L, 3, (lua_Integer)n);
    if (from > to)
        return 0;
    if ((lua_Unsigned)to - (lua_Unsigned)from >= UNPACK_MAX)
        return luaL_error(L, "unpack: more than %d values", UNPACK_MAX);
    box_charge(L, (uint64_t)(to - from) + 1);
    luaL_checkstack(L, UNPACK_MAX, "unpack");
    for (lua_Integer i = from;; i++) {
        lua_rawgeti(L, 1, i);
        if (i == to)
            return (int)(to - from) + 1;
    }
}

/* --- order --- */

/* Entry i of what is sorted; text belongs to a string that the table keeps. */
struct entry {
    size_t index; /* of the list; of the keys */
    int kind;     /* 0 number, 1 string, 2 boolean */
    bool whole;
    union {
        lua_Integer integer;
        lua_Number number;
        struct {
            const char *at;
            size_t len;
        } text;
    } v;
};

struct sorting {
    lua_State *L;
    int list, order; /* places of the list and of the script's function; 0: none */
};

static int compare_numbers(const struct entry *a, const struct entry *b)
{
    if (a->whole && b->whole)
        return (a->v.integer > b->v.integer) - (a->v.integer < b->v.integer);
    lua_Number x = a->whole ? (lua_Number)a->v.integer : a->v.number;
    lua_Number y = b->whole ? (lua_Number)b->v.integer : b->v.number;
    return (x > y) - (x < y);
}

/* Numbers, strings by byte, false, true. */
static int compare(struct sorting *s, const struct entry *a, const struct entry *b)
{
    if (a->kind != b->kind)
        return a->kind - b->kind;
    if (a->kind == 0)
        return compare_numbers(a, b);
    if (a->kind == 2)
        return (int)(a->v.integer - b->v.integer);
    size_t n = a->v.text.len < b->v.text.len ? a->v.text.len : b->v.text.len;
    box_charge_bytes(s->L, n);
    int c = memcmp(a->v.text.at, b->v.text.at, n);
    return c ? c : (a->v.text.len > b->v.text.len) - (a->v.text.len < b->v.text.len);
}

/* Whether b goes before a. */
static bool swapped(struct sorting *s, const struct entry *a, const struct entry *b)
{
    box_charge(s->L, ITEM_COST);
    if (!s->order)
        return compare(s, a, b) > 0;
    lua_pushvalue(s->L, s->order);
    lua_rawgeti(s->L, s->list, (lua_Integer)b->index);
    lua_rawgeti(s->L, s->list, (lua_Integer)a->index);
    lua_call(s->L, 2, 1);
    bool yes = lua_toboolean(s->L, -1);
    lua_pop(s->L, 1);
    return yes;
}

/* Merges runs of growing width from one half of the memory to the other; returns the half
 * that holds the result. */
static struct entry *sort(struct sorting *s, struct entry *a, size_t n)
{
    struct entry *b = a + n;
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t low = 0; low < n; low += 2 * width) {
            size_t mid = low + width < n ? low + width : n;
            size_t high = low + 2 * width < n ? low + 2 * width : n;
            size_t i = low, k = mid;
            for (size_t at = low; at < high; at++) {
                bool right = i == mid || (k < high && swapped(s, &a[i], &a[k]));
                b[at] = right ? a[k++] : a[i++];
            }
        }
        struct entry *swap = a;
        a = b;
        b = swap;
    }
    return a;
}

static struct entry *push_entries(lua_State *L, size_t n)
{
    box_charge(L, (uint64_t)n * ITEM_COST + 1);
    return lua_newuserdatauv(L, 2 * n * sizeof(struct entry) + 1, 0);
}

/* What stands at `at`; false when it has no order. */
static bool read_entry(lua_State *L, int at, size_t index, struct entry *e)
{
    int type = lua_type(L, at);
    *e = (struct entry){.index = index};
    if (type == LUA_TNUMBER && lua_isinteger(L, at)) {
        e->whole = true;
        e->v.integer = lua_tointeger(L, at);
    } else if (type == LUA_TNUMBER) {
        e->v.number = lua_tonumber(L, at);
    } else if (type == LUA_TSTRING) {
        e->kind = 1;
        e->v.text.at = lua_tolstring(L, at, &e->v.text.len);
    } else if (type == LUA_TBOOLEAN) {
        e->kind = 2;
        e->v.integer = lua_toboolean(L, at);
    } else {
        return false;
    }
    return true;
}

static int table_sort(lua_State *L)
{
    size_t n = list_length(L, 1);
    bool own = !lua_isnoneornil(L, 2);
    if (own)
        luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_settop(L, 2);
    struct entry *all = push_entries(L, n);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(L, 1, (lua_Integer)i + 1);
        bool known = read_entry(L, -1, i + 1, &all[i]);
        if (!own && (!known || all[i].kind != all[0].kind || all[i].kind == 2))
            return luaL_error(L,
                              "sort: entry %d is a %s: wants only numbers or only "
                              "strings, or a function",
                              (int)i + 1, luaL_typename(L, -1));
        lua_pop(L, 1);
    }
    struct sorting s = {L, 1, own ? 2 : 0};
    const struct entry *done = sort(&s, all, n);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(L, 1, (lua_Integer)done[i].index);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    for (size_t i = 1; i <= n; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i);
        lua_rawseti(L, 1, (lua_Integer)i);
    }
    return 0;
}

/* Upvalues: the table, its keys in order, the last one given. */
static int next_sorted(lua_State *L)
{
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(3)) + 1;
    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(3));
    if (lua_rawgeti(L, lua_upvalueindex(2), i) == LUA_TNIL)
        return 1;
    lua_pushvalue(L, -1);
    lua_rawget(L, lua_upvalueindex(1));
    return 2;
}

static int base_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_newtable(L);
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        int type = lua_type(L, -2);
        if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN)
            return luaL_error(L, "pairs: a key that is a %s has no order",
                              lua_typename(L, type));
        box_charge(L, ITEM_COST);
        lua_pushvalue(L, -2);
        lua_rawseti(L, 2, (lua_Integer)++n);
    }
    struct entry *all = push_entries(L, n);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(L, 2, (lua_Integer)i + 1);
        read_entry(L, -1, i + 1, &all[i]);
        lua_pop(L, 1);
    }
    struct sorting s = {L, 0, 0};
    const struct entry *done = sort(&s, all, n);
    lua_pushvalue(L, 1);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        lua_rawgeti(L, 2, (lua_Integer)done[i].index);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_sorted, 3);
    return 1;
}

/* --- the rows --- */

#define FUNCTION(name, function, takes, gives, meaning)                                  \
    {                                                                                    \
        API_FUNCTION, name, function, takes, gives, meaning, "0.1"                       \
    }

const struct api_row api_tables[] = {
    FUNCTION("pairs", base_pairs, "t: table", "fun(): any, any",
             "Walks a table in the order of its keys: numbers, strings by byte, false, "
             "true. Other keys have no order and are an error."),
    FUNCTION("table.concat", table_concat,
             "list: table, separator?: string, from?: integer, to?: integer", "string",
             "The entries, texts or numbers, as one string."),
    FUNCTION("table.insert", table_insert, "list: table, at: integer|any, value?: any",
             NULL, "Puts a value at a place, or at the end when no place is given."),
    FUNCTION("table.remove", table_remove, "list: table, at?: integer", "any",
             "Takes out the entry at a place, else the last, and returns it."),
    FUNCTION("table.sort", table_sort,
             "list: table, before?: fun(a: any, b: any): boolean", NULL,
             "Sorts in place. Equal entries keep their order."),
    FUNCTION("table.unpack", table_unpack, "list: table, from?: integer, to?: integer",
             "any ...", "The entries as values; 256 at most."),
    {0}};
