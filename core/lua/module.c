#include "lua/module.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "data/doc.h"
#include "lua/args.h"
#include "lua/estate.h"
#include "lua/scan.h"
#include "lua/start.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include <unistd.h>

static const char host_key[] = "holdfast.host";
enum { OUTPUT_MOST = 1 << 30 };

/* Options that more than one function takes. */
#define SIGN_IN                                                                          \
    {"subscriptions", "--subscription", ARGS_LIST}, {"auth", "--auth", ARGS_TEXT},       \
        {"cloud", "--cloud", ARGS_TEXT}, {"ca_file", "--ca-file", ARGS_TEXT},            \
        {"proxy", "--proxy", ARGS_TEXT},                                                 \
        {"max_requests", "--max-requests", ARGS_NUMBER},                                 \
        {"timeout", "--timeout", ARGS_NUMBER},                                           \
    {                                                                                    \
        "env", NULL, ARGS_OTHER                                                          \
    }
#define SELECT                                                                           \
    {"checks", "--check", ARGS_LIST}, {"skip", "--skip", ARGS_LIST},                     \
        {"protections", "--protection", ARGS_LIST},                                      \
    {                                                                                    \
        "controls", "--control", ARGS_LIST                                               \
    }
#define CODE                                                                             \
    {"check_dirs", "--check-dir", ARGS_LIST}, {"config", "--config", ARGS_TEXT},         \
        {"profile", "--profile", ARGS_TEXT}, {"quiet", "--quiet", ARGS_FLAG},            \
    {                                                                                    \
        "verbose", "--verbose", ARGS_FLAG                                                \
    }

static const struct args_row collect_rows[] = {SIGN_IN,
                                               SELECT,
                                               CODE,
                                               {"output", "--output", ARGS_TEXT},
                                               {"now", "--now", ARGS_TEXT},
                                               {NULL, NULL, ARGS_OTHER}};

static const struct args_row scan_rows[] = {
    SIGN_IN,
    SELECT,
    CODE,
    {"from", NULL, ARGS_OTHER},
    {"save", "--save", ARGS_TEXT},
    {"resource_groups", "--resource-group", ARGS_LIST},
    {"vaults", "--vault", ARGS_LIST},
    {"settings", "--set", ARGS_PAIRS},
    {"assume_complete", "--assume-complete", ARGS_FLAG},
    {"allow_incomplete", "--allow-incomplete", ARGS_FLAG},
    {"fail_on", "--fail-on", ARGS_TEXT},
    {"status", "--status", ARGS_JOINED},
    {"reports", "--report", ARGS_PAIRS},
    {"now", "--now", ARGS_TEXT},
    {"jobs", "--jobs", ARGS_NUMBER},
    {"check_timeout", "--check-timeout", ARGS_NUMBER},
    {NULL, NULL, ARGS_OTHER}};

static const struct args_row checks_rows[] = {CODE, {NULL, NULL, ARGS_OTHER}};

const struct module_host *module_host(lua_State *L)
{
    lua_getfield(L, LUA_REGISTRYINDEX, host_key);
    const struct module_host *host = lua_touserdata(L, -1);
    lua_pop(L, 1);
    return host;
}

/* The field env of the options, checked: its index on the stack, 0 for none. */
static int environment(lua_State *L, const char *where)
{
    if (lua_getfield(L, 1, "env") == LUA_TNIL)
        return lua_pop(L, 1), 0;
    if (lua_type(L, -1) != LUA_TTABLE)
        luaL_error(L, "%s: option env wants a table of variables, found %s", where,
                   luaL_typename(L, -1));
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        size_t len = 0, value = 0;
        const char *name =
            lua_type(L, -2) == LUA_TSTRING ? lua_tolstring(L, -2, &len) : "";
        const char *text =
            lua_type(L, -1) == LUA_TSTRING ? lua_tolstring(L, -1, &value) : "";
        bool taken = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
        if (!*name || strchr(name, '=') || strlen(name) != len)
            luaL_error(L, "%s: option env has a name that is none of a variable", where);
        if ((!taken && lua_type(L, -1) != LUA_TSTRING) || strlen(text) != value)
            luaL_error(L, "%s: option env: %s wants a string, or false to take it away",
                       where, name);
    }
    return lua_gettop(L);
}

static bool has_option(lua_State *L, const char *name)
{
    bool there = lua_getfield(L, 1, name) != LUA_TNIL;
    lua_pop(L, 1);
    return there;
}

/* --- collect, scan, load --- */

/* holdfast.collect{ output = FILE, … } → path, whole */
static int collect(lua_State *L)
{
    static const char where[] = "collect";
    lua_settop(L, 1);
    args_push(L, 1, where, where, collect_rows);
    if (!has_option(L, "output"))
        return luaL_error(L, "%s: option output is missing", where);
    int env = environment(L, where);
    int code = start_run(L, 2, env, -1, -1);
    lua_getfield(L, 1, "output");
    lua_pushboolean(L, code == 0);
    return 2;
}

/* The list of arguments is on top. */
static void add_from(lua_State *L, const char *where)
{
    int list = lua_gettop(L);
    int type = lua_getfield(L, 1, "from");
    if (type == LUA_TNIL) {
        lua_pop(L, 1);
        return;
    }
    const struct estate *s = estate_test(L, -1) ? estate_check(L, -1) : NULL;
    if (!s && type != LUA_TSTRING)
        luaL_error(L, "%s: option from wants a file or an inventory, found %s", where,
                   luaL_typename(L, -1));
    lua_pushfstring(L, "--from=%s", s ? s->path : lua_tostring(L, -1));
    lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
    lua_settop(L, list);
}

/* holdfast.scan{ from = FILE | inventory, checks = {…}, … } → scan */
static int scan(lua_State *L)
{
    static const char where[] = "scan";
    lua_settop(L, 1);
    args_push(L, 1, where, where, scan_rows);
    add_from(L, where);
    args_add(L, "--format=jsonl");
    args_add(L, "--output=-");
    int env = environment(L, where);
    int fd = start_file(L);
    scan_push(L, start_run(L, 2, env, -1, fd));
    return 1;
}

/* The list of arguments of `holdfast report`. */
static void report_args(lua_State *L, const char *format, const char *output,
                        const char *input)
{
    lua_newtable(L);
    args_add(L, "report");
    lua_pushfstring(L, "--format=%s", format);
    args_add_top(L);
    lua_pushfstring(L, "--output=%s", output);
    args_add_top(L);
    args_add(L, "--");
    args_add(L, input);
}

/* holdfast.load(file) → scan */
static int load(lua_State *L)
{
    const char *file = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    report_args(L, "jsonl", "-", file);
    int fd = start_file(L);
    start_run(L, 2, 0, -1, fd);
    scan_push(L, -1);
    return 1;
}

/* --- report, checks --- */

/* Pushes what stands in a file. */
static void push_file(lua_State *L, int fd)
{
    struct err e = {0};
    struct buf *b = value_buf(L, OUTPUT_MOST);
    if (lseek(fd, 0, SEEK_SET) || io_read(fd, b, &e))
        luaL_error(L, "the output cannot be read: %s", e.text);
    lua_pushlstring(L, buf_str(b), b->len);
    buf_free(b);
}

/* holdfast.report(scan | list | FILE, format [, file]) → the text, without a file */
static int report(lua_State *L)
{
    const char *format = luaL_checkstring(L, 2), *file = luaL_optstring(L, 3, NULL);
    struct scan *s = scan_test(L, 1) ? scan_check(L, 1) : NULL;
    int type = lua_type(L, 1), in = -1;
    lua_settop(L, 3);
    if (!s && type != LUA_TTABLE && type != LUA_TSTRING)
        return luaL_error(L,
                          "report wants a scan, a list of findings or a file, found %s",
                          luaL_typename(L, 1));
    report_args(L, format, file ? file : "-",
                type == LUA_TSTRING ? lua_tostring(L, 1) : "-");
    if (s) {
        in = start_reopen(L, s->fd);
    } else if (type == LUA_TTABLE) {
        in = start_file(L);
        scan_write_list(L, 1, in);
        in = start_reopen(L, in);
    }
    int out = file ? -1 : start_file(L);
    start_run(L, 4, 0, in, out);
    if (file)
        return 0;
    push_file(L, out);
    return 1;
}

/* holdfast.checks{ check_dirs = {…} } → list of tables */
static int checks(lua_State *L)
{
    static const char where[] = "checks";
    const struct doc *d;
    size_t len;
    if (lua_isnoneornil(L, 1)) {
        lua_settop(L, 0);
        lua_newtable(L);
    }
    lua_settop(L, 1);
    args_push(L, 1, where, where, checks_rows);
    args_add(L, "--format=json");
    int out = start_file(L);
    start_run(L, 2, 0, -1, out);
    push_file(L, out);
    const char *text = lua_tolstring(L, -1, &len);
    value_parse(L, text, len, where, &d);
    value_push(L, d, "/checks");
    return 1;
}

/* holdfast.show(text) → as it may stand on a terminal: one line, no controls */
static int show(lua_State *L)
{
    size_t len;
    const char *text = luaL_checklstring(L, 1, &len);
    struct buf *b = value_buf(L, OUTPUT_MOST);
    text_show_buf(b, text, len);
    lua_pushlstring(L, buf_str(b), b->len);
    buf_free(b);
    return 1;
}

static int offer(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"collect", collect}, {"open", estate_open}, {"scan", scan}, {"load", load},
        {"report", report},   {"checks", checks},    {"show", show}, {NULL, NULL}};
    luaL_newlib(L, functions);
    value_offer(L);
    lua_pushstring(L, module_host(L)->version);
    lua_setfield(L, -2, "version");
    return 1;
}

void module_offer(lua_State *L, const struct module_host *host)
{
    lua_pushlightuserdata(L, (void *)(uintptr_t)host);
    lua_setfield(L, LUA_REGISTRYINDEX, host_key);
    scan_offer(L);
    estate_offer(L);
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
    lua_pushcfunction(L, offer);
    lua_setfield(L, -2, "holdfast");
    lua_pop(L, 1);
}
