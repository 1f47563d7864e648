#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "eval/run.h"
#include "eval/script_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_MAX = 512 };

/* --- the life of a state --- */

static void drop_state(struct script *s)
{
    lua_State *L = s->L;
    s->L = NULL; /* the allocator leaves a state alone that is going */
    if (L)
        lua_close(L);
    for (size_t i = 0; i < s->n; i++)
        checkinfo_free(&s->checks[i].info);
    free(s->checks);
    free(s->order);
    typerows_free(&s->types);
    defects_free(&s->found);
    s->checks = NULL;
    s->order = NULL;
    s->n = s->n_order = 0;
}

/* A block that was refused, or a stack without room: Lua says both by words too. */
static bool is_too_big(int code, const char *text)
{
    return code == LUA_ERRMEM || code == LUA_ERRERR ||
           (text &&
            (!strcmp(text, "not enough memory") || strstr(text, "stack overflow")));
}

/* Why a protected call failed, as one line and as a kind. Error objects that are no
 * strings are data of a stranger: they are named, not asked for their text. */
void script_reason(struct script *s, lua_State *L, int code, struct err *e)
{
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    if (s->failure == FAILURE_NONE)
        s->failure = is_too_big(code, text) ? FAILURE_TOO_BIG : FAILURE_RAISED;
    if (s->failure == FAILURE_TOO_BIG)
        err_set(e, ERR_DATA,
                "%s: too big: more than %llu MiB, a string of more than %d KiB, or calls "
                "too deep",
                s->name, (unsigned long long)(s->limits.memory >> 20),
                BOX_STRING_MAX >> 10);
    else if (s->failure == FAILURE_TOO_SLOW)
        err_set(e, ERR_DATA, "%s: too slow: it took more than %llu instructions", s->name,
                (unsigned long long)s->limits.instructions);
    else if (text)
        err_set(e, ERR_DATA, "%.*s", REASON_MAX, text);
    else
        err_set(e, ERR_DATA, "%s: it raised an error that is a %s", s->name,
                lua_typename(L, lua_type(L, -1)));
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
        if (lua_type(L, -2) == LUA_TSTRING && !strcmp(lua_tostring(L, -2), "types"))
            types_read(L, s);
        else if (lua_type(L, -2) == LUA_TSTRING)
            luaL_error(L, "%s: unknown field \"%s\" beside its checks", s->name,
                       lua_tostring(L, -2));
    if (!s->n_order)
        luaL_error(L, "%s: it returned no check", s->name);
}

static int load_all(lua_State *L)
{
    struct script *s = script_of(L);
    char chunk[sizeof s->chunk + 1] = "@";
    box_environment(L);
    lua_settop(L, 0);
    memcpy(chunk + 1, s->chunk, sizeof s->chunk);
    s->stage = SCRIPT_COMPILING;
    if (luaL_loadbufferx(L, s->text, s->len, chunk, "t"))
        return lua_error(L);
    ran_loaded(s->ran, L);
    s->stage = SCRIPT_RUNNING;
    lua_call(L, 0, 1);
    s->stage = SCRIPT_RETURNED;
    read_returned(L, s);
    return 0;
}

int script_try(struct script *s, lua_CFunction what, struct err *e)
{
    drop_state(s);
    s->L = box_state(s);
    if (!s->L) {
        s->failure = FAILURE_TOO_BIG;
        return err_set(e, ERR_DATA, "%s: too big: no memory for a state", s->name);
    }
    box_arm(s);
    s->reading = true;
    lua_pushcfunction(s->L, what);
    int code = lua_pcall(s->L, 0, 0, 0);
    s->reading = false;
    if (code)
        script_reason(s, s->L, code, e);
    return code ? -ERR_DATA : 0;
}

int script_make_state(struct script *s, struct err *e)
{
    return script_try(s, load_all, e);
}

/* One defect speaks for all of them: a field that is misspelt, since what is missing is
 * often no more than that; else the first. */
static int refuse(struct script *s, struct err *e)
{
    defects_sort(&s->found);
    const struct defect *first = &s->found.at[0];
    char more[80] = "";
    for (size_t i = s->found.n; i--;)
        if (s->found.at[i].rule == DEFECT_UNKNOWN_FIELD)
            first = &s->found.at[i];
    if (s->found.n > 1)
        snprintf(more, sizeof more, " (and %zu more: see holdfast validate)",
                 s->found.n - 1);
    return err_set(e, ERR_DATA, "%s:%u: check: %s%s", s->name, first->line,
                   first->message, more);
}

static int make_state(struct script *s, struct err *e)
{
    int rc = script_make_state(s, e);
    if (s->found.n)
        rc = refuse(s, e);
    if (rc)
        drop_state(s);
    lines_free(&s->lines);
    return rc;
}

struct script *script_make(const char *name, const char *text, size_t len,
                           const struct script_limits *limits,
                           const struct script_lib *libs, size_t n_libs)
{
    struct script *s = mem_new(sizeof *s);
    *s = (struct script){.name = mem_text(name),
                         .text = text,
                         .len = len,
                         .limits = *limits,
                         .libs = libs,
                         .n_libs = n_libs,
                         .ran = limits->ran ? ran_make() : NULL};
    text_show(s->chunk, sizeof s->chunk, name, strlen(name));
    return s;
}

/* --- the contract --- */

struct script *script_load(const char *name, const char *text, size_t len,
                           const struct script_limits *limits,
                           const struct script_lib *libs, size_t n_libs, struct err *e)
{
    struct script *s = script_make(name, text, len, limits, libs, n_libs);
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
    lines_free(&s->lines);
    for (size_t i = 0; i < s->n_known; i++)
        checkinfo_free(&s->known[i]);
    free(s->known);
    ran_free(s->ran);
    free(s->handed);
    free(s->walks);
    free(s->name);
    free(s);
}

void script_ran(const struct script *s, struct buf *out) { ran_encode(s->ran, out); }

size_t script_checks(const struct script *s) { return s->n_known; }

const struct check_info *script_check(const struct script *s, size_t i)
{
    return i < s->n_known ? &s->known[i] : NULL;
}

const struct typerows *script_types(const struct script *s) { return &s->types; }
enum failure script_failure(const struct script *s) { return s->failure; }

/* Argument 1: where the status goes. */
static int run_one(lua_State *L)
{
    struct script *s = script_of(L);
    int *status = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, s->checks[s->order[s->running]].run);
    fact_push(L, s->ctx->target);
    lua_call(L, 1, 1);
    *status = say_status(L, -1);
    if (!*status) {
        s->failure = FAILURE_WRONG_TYPE;
        return luaL_error(L,
                          "%s: check %s returned a %s: return pass(), fail(…) or another "
                          "verdict",
                          s->name, s->known[s->running].id, luaL_typename(L, -1));
    }
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
        s->failure = FAILURE_RAISED;
        err_set(e, ERR_DATA, "%s: loaded again it has other checks", s->name);
        return 0;
    }
    s->host = host;
    s->ctx = ctx;
    s->running = i;
    s->n_handed = s->n_walks = 0;
    box_arm(s);
    lua_pushcfunction(s->L, run_one); /* a light function: allocates nothing */
    lua_pushlightuserdata(s->L, &status);
    int code = lua_pcall(s->L, 1, 0, 0);
    s->ctx = NULL;
    if (!code)
        return (hf_status)status;
    script_reason(s, s->L, code, e);
    drop_state(s);
    return 0;
}
