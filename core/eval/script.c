#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "eval/run.h"
#include "eval/script_int.h"

#include <stdlib.h>
#include <string.h>

enum { REASON_MAX = 512 };

/* --- the life of a state --- */

static void drop_state(struct script *s)
{
    if (s->L)
        lua_close(s->L);
    for (size_t i = 0; i < s->n; i++)
        checkinfo_free(&s->checks[i].info);
    free(s->checks);
    free(s->order);
    s->L = NULL;
    s->checks = NULL;
    s->order = NULL;
    s->n = s->n_order = 0;
}

/* Why a protected call failed, as one line. Error objects that are no strings are data
 * of a stranger: they are named, not asked for their text. */
static void reason(struct script *s, lua_State *L, int code, struct err *e)
{
    if (code == LUA_ERRMEM || s->reason == BOX_TOO_BIG)
        err_set(e, ERR_DATA, "%s: too big: it took more than %llu MiB", s->name,
                (unsigned long long)(s->limits.memory >> 20));
    else if (s->reason == BOX_TOO_SLOW)
        err_set(e, ERR_DATA, "%s: too slow: it took more than %llu instructions", s->name,
                (unsigned long long)s->limits.instructions);
    else if (lua_type(L, -1) == LUA_TSTRING)
        err_set(e, ERR_DATA, "%.*s", REASON_MAX, lua_tostring(L, -1));
    else
        err_set(e, ERR_DATA, "%s: it raised an error that is a %s", s->name,
                lua_typename(L, lua_type(L, -1)));
}

/* lib "name": the helper's value, loaded once a state. */
static int load_lib(lua_State *L)
{
    struct script *s = script_of(L);
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    lua_getfield(L, LUA_REGISTRYINDEX, "holdfast.libs");
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) != LUA_TNIL)
        return 1;
    for (size_t i = 0; i < s->n_libs; i++) {
        if (strcmp(s->libs[i].name, name))
            continue;
        char chunk[80];
        size_t n = text_show(chunk + 1, sizeof chunk - 5, name, strlen(name));
        chunk[0] = '@';
        memcpy(chunk + 1 + n, ".lua", 5);
        if (luaL_loadbufferx(L, s->libs[i].text, s->libs[i].len, chunk, "t"))
            return lua_error(L);
        lines_loaded(s->lines, L);
        lua_call(L, 0, 1);
        lua_pushvalue(L, 1);
        lua_pushvalue(L, -2);
        lua_rawset(L, 2);
        return 1;
    }
    return luaL_error(L, "lib: there is no helper library %s", name);
}

static void add_returned(lua_State *L, struct script *s, int at)
{
    size_t index;
    if (!read_handle(L, at, &index))
        luaL_error(L, "%s: it returned a %s among its checks: return check { … }",
                   s->name, luaL_typename(L, at));
    for (size_t i = 0; i < s->n_order; i++)
        if (s->order[i] == index)
            luaL_error(L, "%s: it returned a check twice", s->name);
    s->order = mem_grow(s->order, s->n_order + 1, sizeof *s->order);
    s->order[s->n_order++] = index;
}

static void read_returned(lua_State *L, struct script *s)
{
    int at = lua_gettop(L);
    size_t index;
    if (read_handle(L, at, &index)) {
        add_returned(L, s, at);
        return;
    }
    if (lua_type(L, at) != LUA_TTABLE)
        luaL_error(L, "%s: it returned a %s: return check { … }, or a list of them",
                   s->name, luaL_typename(L, at));
    for (lua_Integer i = 1; lua_rawgeti(L, at, i) != LUA_TNIL; i++, lua_pop(L, 1))
        add_returned(L, s, at + 1);
    lua_pop(L, 1);
    for (lua_pushnil(L); lua_next(L, at); lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            luaL_error(L, "%s: unknown field \"%s\" beside its checks", s->name,
                       lua_tostring(L, -2));
    if (!s->n_order)
        luaL_error(L, "%s: it returned no check", s->name);
}

static int load_all(lua_State *L)
{
    struct script *s = script_of(L);
    char chunk[80];
    box_environment(L);
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, "holdfast.libs");
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushcfunction(L, load_lib);
    lua_setfield(L, -2, "lib");
    lua_settop(L, 0);
    chunk[0] = '@';
    text_show(chunk + 1, sizeof chunk - 1, s->name, strlen(s->name));
    if (luaL_loadbufferx(L, s->text, s->len, chunk, "t"))
        return lua_error(L);
    lines_loaded(s->lines, L);
    lua_call(L, 0, 1);
    read_returned(L, s);
    return 0;
}

static int make_state(struct script *s, struct err *e)
{
    drop_state(s);
    s->L = box_state(s);
    if (!s->L)
        return err_set(e, ERR_DATA, "%s: no memory for a state", s->name);
    box_arm(s);
    s->reading = true;
    lua_pushcfunction(s->L, load_all);
    int code = lua_pcall(s->L, 0, 0, 0);
    s->reading = false;
    if (code) {
        reason(s, s->L, code, e);
        drop_state(s);
        return -ERR_DATA;
    }
    return 0;
}

/* --- the contract --- */

struct script *script_load(const char *name, const char *text, size_t len,
                           const struct script_limits *limits,
                           const struct script_lib *libs, size_t n_libs, struct err *e)
{
    struct script *s = mem_new(sizeof *s);
    *s = (struct script){.name = mem_text(name),
                         .text = text,
                         .len = len,
                         .limits = *limits,
                         .libs = libs,
                         .n_libs = n_libs,
                         .lines = limits->lines ? lines_make() : NULL};
    if (make_state(s, e)) {
        script_free(s);
        return NULL;
    }
    s->known = mem_new((s->n_order + 1) * sizeof *s->known);
    for (size_t i = 0; i < s->n_order; i++) {
        s->known[i] = s->checks[s->order[i]].info; /* what it is known for from now on */
        s->n_known++;
    }
    /* The state's own list goes on with copies that a reload makes; this one keeps none.
     */
    for (size_t i = 0; i < s->n_order; i++)
        s->checks[s->order[i]].info = (struct check_info){0};
    return s;
}

void script_free(struct script *s)
{
    if (!s)
        return;
    drop_state(s);
    for (size_t i = 0; i < s->n_known; i++)
        checkinfo_free(&s->known[i]);
    free(s->known);
    lines_free(s->lines);
    free(s->name);
    free(s);
}

void script_lines(const struct script *s, struct buf *out)
{
    lines_encode(s->lines, out);
}

size_t script_checks(const struct script *s) { return s->n_known; }

const struct check_info *script_check(const struct script *s, size_t i)
{
    return i < s->n_known ? &s->known[i] : NULL;
}

/* Argument 1: where the status goes. */
static int run_one(lua_State *L)
{
    struct script *s = script_of(L);
    int *status = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->checks[s->order[s->running]].run);
    fact_push(L, s->ctx->target);
    lua_call(L, 1, 1);
    *status = say_status(L, -1);
    if (!*status)
        return luaL_error(L,
                          "%s: check %s returned a %s: return pass(), fail(…) or another "
                          "verdict",
                          s->name, s->known[s->running].id, luaL_typename(L, -1));
    return 0;
}

hf_status script_run(struct script *s, size_t i, const hf_host *host, hf_ctx *ctx,
                     const hf_resource *target, struct err *e)
{
    (void)target; /* the context knows it */
    int status = 0;
    if (!s->L && make_state(s, e))
        return 0;
    if (i >= s->n_order || s->n_order != s->n_known) {
        err_set(e, ERR_DATA, "%s: loaded again it has other checks", s->name);
        return 0;
    }
    s->host = host;
    s->ctx = ctx;
    s->running = i;
    box_arm(s);
    lua_pushcfunction(s->L, run_one); /* a light function: allocates nothing */
    lua_pushlightuserdata(s->L, &status);
    int code = lua_pcall(s->L, 1, 0, 0);
    s->ctx = NULL;
    if (!code)
        return (hf_status)status;
    reason(s, s->L, code, e);
    drop_state(s);
    return 0;
}
