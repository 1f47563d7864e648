/* Strings, tables and order. Every function here that loops over its input charges the
 * budget by its size, since the count of instructions does not see inside C. */
#include "base/text.h"
#include "eval/script_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GLOB_MAX = 4096 };

static void charge_bytes(lua_State *L, size_t n) { box_charge(L, n / 8 + 1); }

static int str_starts(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *t = luaL_checklstring(L, 2, &m);
    lua_pushboolean(L, n >= m && !memcmp(s, t, m));
    return 1;
}

static int str_ends(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *t = luaL_checklstring(L, 2, &m);
    lua_pushboolean(L, n >= m && !memcmp(s + n - m, t, m));
    return 1;
}

static int str_contains(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *t = luaL_checklstring(L, 2, &m);
    charge_bytes(L, n + m);
    lua_pushboolean(L, memmem(s, n, t, m) != NULL);
    return 1;
}

static int str_same(lua_State *L)
{
    size_t n = 0, m = 0;
    const char *s = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : NULL;
    const char *t = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &m) : NULL;
    charge_bytes(L, n);
    lua_pushboolean(L, s && t && n == m && text_same_n(s, t, n));
    return 1;
}

static int str_like(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *glob = luaL_checklstring(L, 2, &m);
    if (n > GLOB_MAX || m > GLOB_MAX || strlen(s) != n || strlen(glob) != m)
        return luaL_error(L, "like: wants text of at most %d bytes", GLOB_MAX);
    charge_bytes(L, (n + 1) * (m + 1));
    lua_pushboolean(L, text_like(s, glob));
    return 1;
}

static int str_split(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *sep = luaL_checklstring(L, 2, &m);
    luaL_argcheck(L, m > 0, 2, "an empty separator");
    box_charge(L, n);
    lua_newtable(L);
    for (lua_Integer i = 1;; i++) {
        const char *at = memmem(s, n, sep, m);
        size_t len = at ? (size_t)(at - s) : n;
        lua_pushlstring(L, s, len);
        lua_rawseti(L, -2, i);
        if (!at)
            return 1;
        s += len + m;
        n -= len + m;
    }
}

static int str_rep(lua_State *L)
{
    size_t n;
    const char *s = luaL_checklstring(L, 1, &n);
    lua_Integer times = luaL_checkinteger(L, 2);
    struct script *box = script_of(L);
    if (times <= 0 || !n) {
        lua_pushliteral(L, "");
        return 1;
    }
    if ((uint64_t)times > box->limits.memory / n)
        return luaL_error(L, "rep: the result is too long");
    charge_bytes(L, n * (size_t)times);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (lua_Integer i = 0; i < times; i++)
        luaL_addlstring(&b, s, n);
    luaL_pushresult(&b);
    return 1;
}

static int str_case(lua_State *L, bool lower)
{
    size_t n;
    const char *s = luaL_checklstring(L, 1, &n);
    charge_bytes(L, n);
    luaL_Buffer b;
    char *p = luaL_buffinitsize(L, &b, n);
    for (size_t i = 0; i < n; i++)
        p[i] = lower                        ? text_lower_char(s[i])
               : s[i] >= 'a' && s[i] <= 'z' ? (char)(s[i] - 32)
                                            : s[i];
    luaL_pushresultsize(&b, n);
    return 1;
}

static int str_lower(lua_State *L) { return str_case(L, true); }

static int str_upper(lua_State *L) { return str_case(L, false); }

/* --- text of values --- */

/* No addresses: tables and functions have no text. */
static void push_text(lua_State *L, int at)
{
    int type = lua_type(L, at);
    if (type == LUA_TSTRING || type == LUA_TNUMBER) {
        lua_pushvalue(L, at);
        lua_tostring(L, -1);
    } else if (type == LUA_TBOOLEAN) {
        lua_pushstring(L, lua_toboolean(L, at) ? "true" : "false");
    } else if (type == LUA_TNIL) {
        lua_pushliteral(L, "nil");
    } else {
        luaL_error(L, "a %s has no text", lua_typename(L, type));
    }
}

static int base_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    push_text(L, 1);
    return 1;
}

/* One conversion from `spec` ("%-5d"), of argument `arg`, onto the buffer. */
static void convert(lua_State *L, luaL_Buffer *b, const char *spec, int arg)
{
    char kind = spec[strlen(spec) - 1], form[32], out[512];
    int n = -1;
    if (strchr("dixX", kind)) {
        snprintf(form, sizeof form, "%.*sll%c", (int)strlen(spec) - 1, spec, kind);
        _Pragma("GCC diagnostic push")
            _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"") n =
                snprintf(out, sizeof out, form, (long long)luaL_checkinteger(L, arg));
        _Pragma("GCC diagnostic pop")
    } else if (strchr("fgeE", kind)) {
        _Pragma("GCC diagnostic push")
            _Pragma("GCC diagnostic ignored \"-Wformat-nonliteral\"") n =
                snprintf(out, sizeof out, spec, (double)luaL_checknumber(L, arg));
        _Pragma("GCC diagnostic pop")
    } else if (kind == 's' && spec[1] == 's') {
        push_text(L, arg);
        charge_bytes(L, lua_rawlen(L, -1));
        luaL_addvalue(b);
        return;
    }
    if (n < 0 || (size_t)n >= sizeof out)
        luaL_error(L, "format: %s cannot be written", spec);
    luaL_addlstring(b, out, (size_t)n);
}

/* The conversions of C that have no address in them: d i x X f g e E s and %%, width and
 * precision of at most two digits; %s plain. */
void string_format(lua_State *L, int arg)
{
    size_t len;
    const char *f = luaL_checklstring(L, arg, &len), *end = f + len;
    charge_bytes(L, len);
    int last = lua_gettop(L); /* the buffer may put something of its own on top */
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    while (f < end) {
        if (*f != '%') {
            luaL_addchar(&b, *f++);
            continue;
        }
        if (f + 1 < end && f[1] == '%') {
            luaL_addchar(&b, '%');
            f += 2;
            continue;
        }
        char spec[16];
        size_t n = 1 + strspn(f + 1, "-+ 0#");
        n += strspn(f + n, "0123456789");
        if (f[n] == '.')
            n += 1 + strspn(f + n + 1, "0123456789");
        if (n > 9 || f + n >= end || !strchr("dixXfgeEs", f[n]))
            luaL_error(L, "format: %%%c or its width is not allowed", f[n] ? f[n] : ' ');
        memcpy(spec, f, n + 1);
        spec[n + 1] = '\0';
        if (++arg > last)
            luaL_error(L, "format: no value for %s", spec);
        convert(L, &b, spec, arg);
        f += n + 1;
    }
    luaL_pushresult(&b);
}

static int str_format(lua_State *L)
{
    string_format(L, 1);
    return 1;
}

/* --- tables --- */

/* Calls the library's function (upvalue 1) after charging for the table's length. */
static int charged(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Unsigned n = lua_rawlen(L, 1);
    bool append = lua_toboolean(L, lua_upvalueindex(2)) && lua_gettop(L) == 2;
    box_charge(L, append ? 1 : n + 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static void add_table(lua_State *L)
{
    static const char *const names[] = {"concat", "insert", "remove", "sort", "unpack"};
    lua_newtable(L);
    lua_pushcfunction(L, luaopen_table);
    lua_call(L, 0, 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_getfield(L, -1, names[i]);
        lua_pushboolean(L, !strcmp(names[i], "insert"));
        lua_pushcclosure(L, charged, 2);
        lua_setfield(L, -3, names[i]);
    }
    lua_getfield(L, -1, "sort");
    lua_setfield(L, LUA_REGISTRYINDEX, "holdfast.sort");
    lua_pop(L, 1);
    lua_setfield(L, -2, "table");
}

static int rank(lua_State *L, int at)
{
    int type = lua_type(L, at);
    return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

static int key_less(lua_State *L)
{
    int a = rank(L, 1), b = rank(L, 2);
    if (a == 2 || b == 2)
        lua_pushboolean(L,
                        a < b || (a == b && lua_toboolean(L, 1) < lua_toboolean(L, 2)));
    else
        lua_pushboolean(L, a != b ? a < b : lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
}

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

/* pairs in order of keys: numbers, strings, booleans. */
static int base_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_newtable(L);
    lua_Integer n = 0;
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        int type = lua_type(L, -2);
        if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN)
            return luaL_error(L, "pairs: a key that is a %s has no order",
                              lua_typename(L, type));
        lua_pushvalue(L, -2);
        lua_rawseti(L, 2, ++n);
    }
    box_charge(L, (uint64_t)n * 8 + 1);
    lua_getfield(L, LUA_REGISTRYINDEX, "holdfast.sort");
    lua_pushvalue(L, 2);
    lua_pushcfunction(L, key_less);
    lua_call(L, 2, 0);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_sorted, 3);
    return 1;
}

/* --- in place --- */

static void lock_strings(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_newtable(L);
    lua_pushvalue(L, -3); /* the reduced library */
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void box_add_strings(lua_State *L)
{
    static const luaL_Reg own[] = {
        {"starts", str_starts}, {"ends", str_ends},   {"contains", str_contains},
        {"split", str_split},   {"like", str_like},   {"same", str_same},
        {"rep", str_rep},       {"lower", str_lower}, {"upper", str_upper},
        {"format", str_format}, {NULL, NULL}};
    static const char *const kept[] = {"len", "sub", NULL};
    lua_newtable(L);
    lua_pushcfunction(L, luaopen_string);
    lua_call(L, 0, 1);
    for (const char *const *name = kept; *name; name++) {
        lua_getfield(L, -1, *name);
        lua_setfield(L, -3, *name);
    }
    lua_pop(L, 1);
    luaL_setfuncs(L, own, 0);
    lock_strings(L);
    lua_setfield(L, -2, "string");
    add_table(L);
    lua_pushcfunction(L, base_pairs);
    lua_setfield(L, -2, "pairs");
    lua_pushcfunction(L, base_tostring);
    lua_setfield(L, -2, "tostring");
    lua_pushcfunction(L, str_same);
    lua_setfield(L, -2, "same");
}
