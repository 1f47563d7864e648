#include "eval/conf.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"
#include "data/job.h"
#include "data/jsonout.h"
#include "eval/checks.h"
#include "eval/script_int.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a configuration may name: values, and what makes values of values. */
static const char *const names[] = {"assert",   "error",    "ipairs", "math",
                                    "pairs",    "select",   "string", "table",
                                    "tonumber", "tostring", "type",   NULL};

struct conf {
    struct script box; /* first: what the box's own functions see */
    struct buf text, out, path;
};

static struct conf *conf_of(lua_State *L) { return (struct conf *)(void *)script_of(L); }

/* The environment of scripts, cut down to the names above: what is added to scripts does
 * not reach configurations by itself. */
static void set_environment(lua_State *L)
{
    box_environment(L);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_newtable(L);
    for (const char *const *name = names; *name; name++) {
        lua_getfield(L, -2, *name);
        lua_setfield(L, -2, *name);
    }
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_settop(L, 0);
}

/* --- values --- */

static void put_value(lua_State *L, struct conf *c, int depth);

static _Noreturn void refuse(lua_State *L, struct conf *c, const char *what)
{
    const char *path = c->path.len ? buf_str(&c->path) : "what it returned";
    path += *path == '.';
    luaL_error(L, "%s: %s: %s", c->box.name, path, what);
    __builtin_unreachable();
}

static void cut_path(struct conf *c, size_t len)
{
    c->path.len = len;
    if (c->path.data)
        c->path.data[len] = '\0';
}

static void put_text(lua_State *L, struct conf *c, int at)
{
    size_t len;
    const char *text = lua_tolstring(L, at, &len);
    if (len > CONF_TEXT_MAX)
        refuse(L, c, "a string that is too long");
    if (!text_utf8(text, len))
        refuse(L, c, "a string with a NUL, or that is no UTF-8");
    box_charge(L, len);
    json_textn(&c->out, text, len);
}

static void put_number(lua_State *L, struct conf *c)
{
    double d = lua_tonumber(L, -1);
    if (lua_isinteger(L, -1))
        buf_fmt(&c->out, "%lld", (long long)lua_tointeger(L, -1));
    else if (!isfinite(d))
        refuse(L, c, "a number that is not finite");
    else
        buf_fmt(&c->out, "%.17g", d);
}

static void put_list(lua_State *L, struct conf *c, lua_Integer n, int depth)
{
    int table = lua_gettop(L);
    size_t len = c->path.len;
    buf_char(&c->out, '[');
    for (lua_Integer i = 1; i <= n; i++) {
        buf_text(&c->out, i > 1 ? "," : "");
        buf_fmt(&c->path, "[%lld]", (long long)i);
        lua_rawgeti(L, table, i);
        put_value(L, c, depth + 1);
        lua_pop(L, 1);
        cut_path(c, len);
    }
    buf_char(&c->out, ']');
}

static void put_members(lua_State *L, struct conf *c, int depth)
{
    int table = lua_gettop(L);
    size_t len = c->path.len;
    bool any = false;
    buf_char(&c->out, '{');
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            refuse(L, c, "wants names, or a list from 1 on without holes");
        buf_text(&c->out, any ? "," : "");
        any = true;
        put_text(L, c, -2);
        buf_char(&c->out, ':');
        buf_char(&c->path, '.');
        text_show_buf(&c->path, lua_tostring(L, -2), lua_rawlen(L, -2));
        put_value(L, c, depth + 1);
        cut_path(c, len);
    }
    buf_char(&c->out, '}');
}

static void put_table(lua_State *L, struct conf *c, int depth)
{
    lua_Integer n = 0, all = 0;
    if (depth > CONF_DEPTH)
        refuse(L, c, "nested too deep");
    luaL_checkstack(L, 8, "nested too deep");
    while (lua_rawgeti(L, -1, n + 1) != LUA_TNIL) {
        n++;
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1))
        all++;
    box_charge(L, (uint64_t)(n + all + 1));
    /* An empty table is a list as well as none of members: the reader takes either. */
    n &&n == all ? put_list(L, c, n, depth) : put_members(L, c, depth);
}

static void put_value(lua_State *L, struct conf *c, int depth)
{
    static const char no_value[] = "is no value of a configuration";
    char what[64];
    int type = lua_type(L, -1);
    box_charge(L, 1);
    if (type == LUA_TTABLE)
        put_table(L, c, depth);
    else if (type == LUA_TSTRING)
        put_text(L, c, -1);
    else if (type == LUA_TNUMBER)
        put_number(L, c);
    else if (type == LUA_TBOOLEAN)
        buf_text(&c->out, lua_toboolean(L, -1) ? "true" : "false");
    else {
        snprintf(what, sizeof what, "a %s %s", lua_typename(L, type), no_value);
        refuse(L, c, what);
    }
    if (c->out.full || c->path.full)
        refuse(L, c, "it says too much");
}

/* --- the chunk --- */

/* Lua quotes the text that it stumbled over. A word or a sign shows what is meant; a
 * string or a number is a value, and nobody's but the user's. */
static _Noreturn void refuse_syntax(lua_State *L)
{
    const char *text = lua_tostring(L, -1);
    const char *at = text ? strstr(text, " near ") : NULL;
    if (at && strchr("\"'[0123456789", at[7]))
        lua_pushlstring(L, text, (size_t)(at - text));
    lua_error(L);
    __builtin_unreachable();
}

static int run(lua_State *L)
{
    struct conf *c = conf_of(L);
    char chunk[80] = "@";
    set_environment(L);
    text_show(chunk + 1, sizeof chunk - 1, c->box.name, strlen(c->box.name));
    if (luaL_loadbufferx(L, c->box.text, c->box.len, chunk, "t"))
        refuse_syntax(L);
    lua_call(L, 0, 1);
    if (lua_type(L, -1) != LUA_TTABLE)
        return luaL_error(L, "%s: it returned a %s: return { … }", c->box.name,
                          luaL_typename(L, -1));
    put_value(L, c, 1);
    return 0;
}

static int evaluate(struct conf *c, struct err *e)
{
    struct script *s = &c->box;
    s->L = box_state(s);
    if (!s->L)
        return err_set(e, ERR_DATA, "%s: no memory for a state", s->name);
    box_arm(s);
    lua_pushcfunction(s->L, run);
    int code = lua_pcall(s->L, 0, 0, 0);
    if (code)
        script_reason(s, s->L, code, e);
    lua_close(s->L);
    return code ? -ERR_DATA : 0;
}

void conf_answer(const struct job *job, struct buf *answer)
{
    struct err e = {0};
    struct conf c = {.text = buf_make(CONF_BYTES),
                     .out = buf_make(CONF_BYTES),
                     .path = buf_make(1024)};
    int rc = job->n_files == 1 ? checks_read_file(0, &c.text, &e)
                               : err_set(&e, ERR_DATA, "one file is wanted");
    c.box.name = rc ? NULL : job->files[0].name;
    c.box.text = buf_str(&c.text);
    c.box.len = c.text.len;
    c.box.limits = (struct script_limits){job->memory, job->instructions, 0, false};
    if (!rc)
        rc = evaluate(&c, &e);
    if (rc) {
        buf_text(answer, "{\"refused\":{");
        json_member_int(answer, "file", 0);
        json_member(answer, "reason", e.text);
        buf_text(answer, "}}\n");
    } else {
        buf_text(answer, "{\"config\":");
        buf_add(answer, buf_str(&c.out), c.out.len);
        buf_text(answer, "}\n");
    }
    buf_free(&c.text);
    buf_free(&c.out);
    buf_free(&c.path);
}
