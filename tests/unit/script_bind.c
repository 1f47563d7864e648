/* The bindings, called with what nobody would call them with. */
#include "script_rig.h"

#include "eval/run.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    const uint8_t *at;
    size_t left;
};

static unsigned take(struct bytes *b)
{
    if (!b->left)
        return 0;
    b->left--;
    return *b->at++;
}

static void push_string(lua_State *L, struct bytes *b)
{
    static const char *const texts[] = {"",
                                        "/state",
                                        "/list/0",
                                        "/tags",
                                        "A.B/c",
                                        "%s%d",
                                        "%99.9f",
                                        "%p%n",
                                        "/self",
                                        "days",
                                        "\xff\xfe\x1b[31m",
                                        "id",
                                        "text",
                                        "time",
                                        "*?*",
                                        "/keep/~1~0"};
    unsigned choice = take(b);
    if (choice < 192) {
        lua_pushstring(L, texts[choice % (sizeof texts / sizeof *texts)]);
        return;
    }
    size_t len = (size_t)take(b) << (choice % 10);
    luaL_Buffer buffer;
    char *p = luaL_buffinitsize(L, &buffer, len);
    memset(p, (int)take(b), len);
    luaL_pushresultsize(&buffer, len);
}

static void push_number(lua_State *L, struct bytes *b)
{
    static const lua_Integer whole[] = {
        0, 1, -1, 2, 255, 256, 65536, LUA_MAXINTEGER, LUA_MININTEGER, 1000000};
    static const lua_Number broken[] = {0.5, -0.0, 1e308, -1e308, 1e-300};
    unsigned choice = take(b);
    if (choice < 128)
        lua_pushinteger(L, whole[choice % 10]);
    else if (choice < 160)
        lua_pushinteger(L, (lua_Integer)(int8_t)take(b));
    else if (choice < 200)
        lua_pushnumber(L, choice % 2 ? (lua_Number)NAN : (lua_Number)INFINITY);
    else
        lua_pushnumber(L, broken[choice % 5]);
}

static void push_table(lua_State *L, struct bytes *b)
{
    lua_newtable(L);
    for (unsigned n = take(b) % 40, i = 1; i <= n; i++) {
        if (n % 3)
            push_number(L, b);
        else
            push_string(L, b);
        lua_rawseti(L, -2, (lua_Integer)(n % 5 ? i : i * 1000));
    }
    if (take(b) % 4 == 0) {
        lua_pushvalue(L, -1); /* itself */
        lua_setfield(L, -2, "severity");
    }
}

static int returns_junk(lua_State *L)
{
    lua_pushinteger(L, lua_gettop(L) % 2);
    return 1;
}

static void push_value(lua_State *L, struct bytes *b)
{
    switch (take(b) % 10) {
    case 0:
        lua_pushnil(L);
        break;
    case 1:
        lua_pushboolean(L, (int)take(b) & 1);
        break;
    case 2:
    case 3:
        push_number(L, b);
        break;
    case 4:
    case 5:
        push_string(L, b);
        break;
    case 6:
        push_table(L, b);
        break;
    case 7:
        lua_pushcfunction(L, returns_junk);
        break;
    case 8:
        lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
        break;
    default:
        fact_push(L, script_of(L)->ctx->target);
    }
}

/* The function that a row stands for, as a script would come by it. */
static bool push_function(lua_State *L, const struct api_row *row)
{
    const char *dot = strchr(row->name, '.');
    if (row->kind == API_METHOD) {
        lua_pushcfunction(L, row->function);
        return true;
    }
    if (row->kind != API_FUNCTION && row->kind != API_LUA)
        return false;
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    if (dot) {
        lua_pushlstring(L, row->name, (size_t)(dot - row->name));
        lua_rawget(L, -2);
    }
    lua_pushstring(L, dot ? dot + 1 : row->name);
    lua_rawget(L, -2);
    return lua_isfunction(L, -1);
}

static const struct api_row *choose(struct bytes *b)
{
    size_t rooms = 0, rows = 0;
    while (api_rooms()[rooms])
        rooms++;
    const struct api_row *room = api_rooms()[take(b) % rooms];
    while (room[rows].kind)
        rows++;
    return &room[take(b) % rows];
}

/* One call. Argument 1: the bytes. */
static int call_one(lua_State *L)
{
    struct bytes *b = lua_touserdata(L, 1);
    const struct api_row *row = choose(b);
    lua_settop(L, 0);
    if (!push_function(L, row))
        return 0;
    int at = lua_gettop(L);
    unsigned n = take(b) % 6;
    if (row->kind == API_METHOD && take(b) % 8) /* mostly on a resource */
        fact_push(L, script_of(L)->ctx->target);
    for (unsigned i = 0; i < n; i++)
        push_value(L, b);
    lua_call(L, lua_gettop(L) - at, LUA_MULTRET);
    return 0;
}

static int count_calls(lua_State *L)
{
    int *good = lua_touserdata(L, 2);
    struct bytes *b = lua_touserdata(L, 1);
    while (b->left) {
        lua_settop(L, 0);
        box_arm(script_of(L));
        lua_pushcfunction(L, call_one);
        lua_pushlightuserdata(L, b);
        *good += lua_pcall(L, 1, 0, 0) == LUA_OK;
        if (b->left < 4)
            b->left = 0;
    }
    return 0;
}

static int *good_of(hf_ctx *c, const uint8_t *data, size_t size, struct script *s)
{
    static int good;
    struct bytes b = {data, size};
    good = 0;
    s->ctx = c;
    s->reading = true; /* check{…} too */
    lua_pushcfunction(s->L, count_calls);
    lua_pushlightuserdata(s->L, &b);
    lua_pushlightuserdata(s->L, &good);
    if (lua_pcall(s->L, 2, 0, 0))
        lua_pop(s->L, 1);
    s->ctx = NULL;
    s->reading = false;
    return &good;
}

int rig_bindings(const uint8_t *data, size_t size)
{
    static const char text[] =
        "return check { id = 'zoo', title = 'T', severity = 'low', targets = {'A.B/c'},"
        " settings = { days = {14, 'd'} }, run = function() return pass() end }";
    struct err e;
    struct script *s = rig_load(text, &e);
    if (!s || rig_run(s, 0, &e) != HF_PASS) /* leaves the host and the target */
        abort();
    hf_ctx *c = rig_context();
    run_begin(c, script_check(s, 0));
    int good = *good_of(c, data, size, s);
    run_end(c);
    script_free(s);
    return good;
}
