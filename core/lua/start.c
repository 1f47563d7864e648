#include "lua/start.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "cage/spawn.h"
#include "lua/module.h"
#include "lua/value.h"

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = 1 << 16, RESULTS = 64 };
static const char kind[] = "holdfast.file";

/* --- files --- */

static int file_gc(lua_State *L)
{
    int *fd = lua_touserdata(L, 1);
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
    return 0;
}

static int *new_file(lua_State *L)
{
    int *fd = lua_newuserdatauv(L, sizeof *fd, 0);
    *fd = -1;
    if (luaL_newmetatable(L, kind)) {
        lua_pushcfunction(L, file_gc);
        lua_setfield(L, -2, "__gc");
        lua_pushcfunction(L, file_gc);
        lua_setfield(L, -2, "__close");
    }
    lua_setmetatable(L, -2);
    return fd;
}

int start_file(lua_State *L)
{
    struct err e = {0};
    int *fd = new_file(L);
    *fd = io_temp(module_host(L)->temp, &e);
    return *fd < 0 ? luaL_error(L, "%s", e.text) : *fd;
}

/* Through /proc: a duplicate would share its place in the file with the first one. */
int start_reopen(lua_State *L, int fd)
{
    char path[40];
    int *own = new_file(L);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    *own = open(path, O_RDONLY | O_CLOEXEC);
    return *own < 0 ? luaL_error(L, "%s: %s", path, strerror(errno)) : *own;
}

/* --- environment and arguments, in memory of Lua's --- */

static bool overridden(lua_State *L, int env, const char *variable)
{
    const char *equal = strchr(variable, '=');
    if (!env || !equal)
        return false;
    lua_pushlstring(L, variable, (size_t)(equal - variable));
    bool there = lua_rawget(L, env) != LUA_TNIL;
    lua_pop(L, 1);
    return there;
}

static char *writable(const char *text) { return (char *)(uintptr_t)text; }

/* Pushes the array, and a table that keeps its strings. */
static char **make_env(lua_State *L, int env)
{
    size_t n = 0, most = 1;
    for (char **v = environ; *v; v++)
        most++;
    if (env)
        for (lua_pushnil(L); lua_next(L, env); lua_pop(L, 1))
            most++;
    char **list = lua_newuserdatauv(L, most * sizeof *list, 0);
    for (char **v = environ; *v; v++)
        if (!overridden(L, env, *v))
            list[n++] = *v;
    lua_newtable(L);
    int kept = lua_gettop(L);
    lua_pushnil(L);
    while (env && lua_next(L, env)) {
        if (lua_type(L, -1) == LUA_TSTRING) {
            list[n++] = writable(
                lua_pushfstring(L, "%s=%s", lua_tostring(L, -2), lua_tostring(L, -1)));
            lua_rawseti(L, kept, (lua_Integer)n);
        }
        lua_pop(L, 1);
    }
    lua_settop(L, kept);
    list[n] = NULL;
    return list;
}

static char **make_argv(lua_State *L, int args)
{
    lua_Integer n = (lua_Integer)lua_rawlen(L, args);
    char **argv = lua_newuserdatauv(L, ((size_t)n + 2) * sizeof *argv, 0);
    argv[0] = writable("holdfast");
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, args, i); /* stays in the list: its text stays too */
        argv[i] = writable(lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    argv[n + 1] = NULL;
    return argv;
}

/* --- what it says --- */

/* Passes on each line when the next one comes: the last one is kept, for it may be why
 * the child failed. */
static void relay(int from, struct buf *last)
{
    struct io_lines l = io_lines_make(from, LINE_MOST);
    struct err e;
    char *line;
    size_t len;
    while (io_lines_next(&l, &line, &len, &e) == 1) {
        if (last->len) {
            buf_char(last, '\n');
            (void)io_write(STDERR_FILENO, buf_str(last), last->len, &e);
        }
        buf_clear(last);
        buf_add(last, line, len);
    }
    io_lines_free(&l);
}

static int launch(lua_State *L, char **argv, char **env, int in, int out, int *said)
{
    struct err e = {0};
    int ends[2];
    if (spawn_pipe(ends, &e))
        return luaL_error(L, "%s", e.text);
    int fds[] = {in, out, ends[1]};
    pid_t pid = spawn_program(module_host(L)->program, argv, fds, 3, env, &e);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return luaL_error(L, "%s", e.text);
    }
    *said = ends[0];
    return (int)pid;
}

int start_run(lua_State *L, int args, int env, int in, int out)
{
    char how[96], text[1200];
    int top = lua_gettop(L), said = -1;
    struct buf *last = value_buf(L, LINE_MOST + 16);
    char **list = make_env(L, env), **argv = make_argv(L, args);
    int pid = launch(L, argv, list, in, out, &said);
    relay(said, last);
    close(said);
    int code = spawn_wait(pid, how, sizeof how);
    struct err e;
    const char *line = buf_str(last);
    line += text_starts(line, "holdfast: ") ? strlen("holdfast: ") : 0;
    snprintf(text, sizeof text, "%s", *line ? line : how);
    if (code >= 0 && code < RESULTS && last->len) {
        buf_char(last, '\n');
        (void)io_write(STDERR_FILENO, buf_str(last), last->len, &e);
    }
    lua_settop(L, top);
    return code >= 0 && code < RESULTS ? code : luaL_error(L, "%s", text);
}
