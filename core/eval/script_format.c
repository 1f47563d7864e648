/* Text of values. No addresses: they would differ from run to run, and tell where the
 * process lies. */
#include "eval/script_int.h"

#include <stdio.h>
#include <string.h>

enum { CONVERSION_COST = 64 };

/* Tables and functions have no text. */
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

int format_tostring(lua_State *L)
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
    box_charge(L, CONVERSION_COST);
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
        box_charge_bytes(L, lua_rawlen(L, -1));
        luaL_addvalue(b);
        return;
    }
    if (n < 0 || (size_t)n >= sizeof out)
        luaL_error(L, "format: %s cannot be written", spec);
    luaL_addlstring(b, out, (size_t)n);
}

size_t format_spec(const char *f, const char *end)
{
    size_t n = 1 + strspn(f + 1, "-+ 0#");
    n += strspn(f + n, "0123456789");
    if (f[n] == '.')
        n += 1 + strspn(f + n + 1, "0123456789");
    if (n > 9 || f + n >= end || !f[n] || !strchr("dixXfgeEs", f[n]))
        return 0;
    return f[n] == 's' && n > 1 ? 0 : n + 1; /* %s plain */
}

/* The conversions of C that have no address in them: d i x X f g e E s and %%, width and
 * precision of at most two digits; %s plain. */
int format_push(lua_State *L, int arg)
{
    size_t len;
    const char *f = box_text(L, arg, &len), *end = f + len;
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
        size_t n = format_spec(f, end);
        if (!n) {
            memcpy(spec, f, n = strnlen(f, 4));
            spec[n] = '\0';
            luaL_error(L, "format: \"%s\" is not allowed: a percent sign is written %%%%",
                       spec);
        }
        memcpy(spec, f, n);
        spec[n] = '\0';
        if (++arg > last)
            luaL_error(L, "format: no value for %s", spec);
        convert(L, &b, spec, arg);
        f += n;
    }
    luaL_pushresult(&b);
    return arg;
}

int format_string(lua_State *L)
{
    format_push(L, 1);
    return 1;
}
