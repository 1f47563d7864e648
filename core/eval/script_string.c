/* Strings. Lua's patterns are not here: they backtrack, and no limit of lengths bounds
 * the time that one takes. */
#include "base/text.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <string.h>

enum { GLOB_MAX = 4096, PIECE_COST = 16, BYTES_MAX = 256 };

static int str_starts(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *t = box_text(L, 2, &m);
    lua_pushboolean(L, n >= m && !memcmp(s, t, m));
    return 1;
}

static int str_ends(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *t = box_text(L, 2, &m);
    lua_pushboolean(L, n >= m && !memcmp(s + n - m, t, m));
    return 1;
}

static int str_contains(lua_State *L)
{
    size_t n, m;
    const char *s = box_text(L, 1, &n), *t = box_text(L, 2, &m);
    lua_pushboolean(L, memmem(s, n, t, m) != NULL);
    return 1;
}

/* Where a place of a string is, counted from 1, from its end when negative; at most one
 * behind it. */
static size_t place(lua_Integer at, size_t len)
{
    if (at < 0)
        at = at < -(lua_Integer)len ? 1 : (lua_Integer)len + at + 1;
    return at < 1 ? 1 : at > (lua_Integer)len + 1 ? len + 1 : (size_t)at;
}

static int str_position(lua_State *L)
{
    size_t n, m;
    const char *s = box_text(L, 1, &n), *t = box_text(L, 2, &m);
    size_t from = place(luaL_optinteger(L, 3, 1), n) - 1;
    const char *at = memmem(s + from, n - from, t, m);
    at ? lua_pushinteger(L, (lua_Integer)(at - s) + 1) : lua_pushnil(L);
    return 1;
}

int string_same(lua_State *L)
{
    size_t n = 0, m = 0;
    const char *s = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &n) : NULL;
    const char *t = lua_type(L, 2) == LUA_TSTRING ? lua_tolstring(L, 2, &m) : NULL;
    box_charge_bytes(L, n);
    lua_pushboolean(L, s && t && n == m && text_same_n(s, t, n));
    return 1;
}

static int str_like(lua_State *L)
{
    size_t n, m;
    const char *s = luaL_checklstring(L, 1, &n), *glob = luaL_checklstring(L, 2, &m);
    if (n > GLOB_MAX || m > GLOB_MAX || strlen(s) != n || strlen(glob) != m)
        return luaL_error(L, "like: wants text of at most %d bytes", GLOB_MAX);
    box_charge_bytes(L, (n + 1) * (m + 1));
    lua_pushboolean(L, text_like(s, glob));
    return 1;
}

static int str_split(lua_State *L)
{
    size_t n, m;
    const char *s = box_text(L, 1, &n), *sep = box_text(L, 2, &m);
    luaL_argcheck(L, m > 0, 2, "an empty separator");
    lua_newtable(L);
    for (lua_Integer i = 1;; i++) {
        const char *at = memmem(s, n, sep, m);
        size_t len = at ? (size_t)(at - s) : n;
        box_charge(L, PIECE_COST);
        lua_pushlstring(L, s, len);
        lua_rawseti(L, -2, i);
        if (!at)
            return 1;
        s += len + m;
        n -= len + m;
    }
}

/* The result is made at its place, so that a length that cannot be is refused first. */
static int str_rep(lua_State *L)
{
    size_t n;
    const char *s = luaL_checklstring(L, 1, &n);
    lua_Integer times = luaL_checkinteger(L, 2);
    if (times <= 0 || !n) {
        lua_pushliteral(L, "");
        return 1;
    }
    if (n > BOX_STRING_MAX || (uint64_t)times > BOX_STRING_MAX / n)
        return box_too_big(L);
    size_t len = n * (size_t)times;
    box_charge_bytes(L, len);
    luaL_Buffer b;
    char *p = luaL_buffinitsize(L, &b, len);
    memcpy(p, s, n);
    for (size_t done = n; done < len; done += done < len - done ? done : len - done)
        memcpy(p + done, p, done < len - done ? done : len - done);
    luaL_pushresultsize(&b, len);
    return 1;
}

static int push_case(lua_State *L, bool lower)
{
    size_t n;
    const char *s = box_text(L, 1, &n);
    luaL_Buffer b;
    char *p = luaL_buffinitsize(L, &b, n);
    for (size_t i = 0; i < n; i++)
        p[i] = lower                        ? text_lower_char(s[i])
               : s[i] >= 'a' && s[i] <= 'z' ? (char)(s[i] - 32)
                                            : s[i];
    luaL_pushresultsize(&b, n);
    return 1;
}

static int str_lower(lua_State *L) { return push_case(L, true); }

static int str_upper(lua_State *L) { return push_case(L, false); }

static int str_trim(lua_State *L)
{
    static const char blank[] = " \t\r\n\v\f";
    size_t n, from = 0;
    const char *s = box_text(L, 1, &n);
    while (from < n && memchr(blank, s[from], sizeof blank - 1))
        from++;
    while (n > from && memchr(blank, s[n - 1], sizeof blank - 1))
        n--;
    lua_pushlstring(L, s + from, n - from);
    return 1;
}

static int str_byte(lua_State *L)
{
    size_t n;
    const char *s = luaL_checklstring(L, 1, &n);
    lua_Integer first = luaL_optinteger(L, 2, 1);
    lua_Integer last = luaL_optinteger(L, 3, first);
    size_t from = place(first, n);
    size_t to = last < 0 && last < -(lua_Integer)n ? 0 : place(last, n);
    if (first > (lua_Integer)n || last == 0)
        return 0;
    to = to > n ? n : to;
    if (to < from)
        return 0;
    luaL_argcheck(L, to - from < BYTES_MAX, 3, "more than 256 bytes at once");
    box_charge(L, to - from + 1);
    luaL_checkstack(L, BYTES_MAX, "byte");
    for (size_t i = from; i <= to; i++)
        lua_pushinteger(L, (unsigned char)s[i - 1]);
    return (int)(to - from + 1);
}

static int str_char(lua_State *L)
{
    int n = lua_gettop(L);
    char out[BYTES_MAX];
    if (n > BYTES_MAX)
        return luaL_error(L, "char: more than %d bytes at once", BYTES_MAX);
    box_charge(L, (uint64_t)n);
    for (int i = 1; i <= n; i++) {
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 255, i, "no byte");
        out[i - 1] = (char)c;
    }
    lua_pushlstring(L, out, (size_t)n);
    return 1;
}

/* All strings share one metatable: it leads to our library and is not to be had. */
void string_lock(lua_State *L, int library)
{
    lua_pushliteral(L, "");
    lua_newtable(L);
    lua_pushvalue(L, library);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

/* --- the rows --- */

#define FUNCTION(name, function, takes, gives, meaning)                                  \
    {                                                                                    \
        API_FUNCTION, name, function, takes, gives, meaning, "0.1"                       \
    }
#define TWO "s: string, part: string"

const struct api_row api_strings[] = {
    FUNCTION("same", string_same, "a: any, b: any", "boolean",
             "Whether both are texts, and equal without regard to the case of A to Z: "
             "Azure is not consistent about it."),
    FUNCTION("tostring", format_tostring, "value: any", "string",
             "The text of a string, number, boolean or nil. Others have none."),
    FUNCTION("string.byte", str_byte, "s: string, from?: integer, to?: integer",
             "integer ...",
             "The bytes from one place to another as numbers; 256 at most."),
    FUNCTION("string.char", str_char, "...: integer", "string",
             "The string of these bytes; 256 at most."),
    FUNCTION("string.contains", str_contains, TWO, "boolean",
             "Whether the part is in it."),
    FUNCTION("string.ends", str_ends, TWO, "boolean", "Whether it ends with the part."),
    FUNCTION(
        "string.format", format_string, "format: string, ...: any", "string",
        "As Lua's, with d i x X f g e E s and %%; width and precision of at most two "
        "digits, %s without."),
    FUNCTION("string.like", str_like, "s: string, glob: string", "boolean",
             "Whether the whole fits a pattern: * any run of bytes, ? one byte. Both of "
             "at most 4096 bytes."),
    FUNCTION("string.lower", str_lower, "s: string", "string", "A to Z in lower case."),
    FUNCTION("string.position", str_position, TWO ", from?: integer", "integer?",
             "Where the part begins, at or behind a place; nil when it is not in it."),
    FUNCTION("string.rep", str_rep, "s: string, times: integer", "string",
             "The string so many times."),
    FUNCTION("string.split", str_split, "s: string, separator: string", "string[]",
             "The pieces between separators; empty ones too."),
    FUNCTION("string.starts", str_starts, TWO, "boolean",
             "Whether it begins with the part."),
    FUNCTION("string.trim", str_trim, "s: string", "string",
             "Without blanks at both ends."),
    FUNCTION("string.upper", str_upper, "s: string", "string", "A to Z in upper case."),
    {0}};
