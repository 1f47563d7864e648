/* Verdicts, evidence, remarks, settings, and the clock. */
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <stdlib.h>
#include <string.h>

/* A verdict is a light userdata that points here: no script can make one up. */
static const char marks[HF_UNKNOWN + 1] = {0};

static void *mark_of(hf_status status)
{
    union {
        const char *in;
        void *out;
    } u = {&marks[status]};
    return u.out;
}

int say_status(lua_State *L, int at)
{
    if (lua_type(L, at) != LUA_TLIGHTUSERDATA)
        return 0;
    const void *p = lua_touserdata(L, at);
    for (int i = HF_PASS; i <= HF_UNKNOWN; i++)
        if (p == mark_of((hf_status)i))
            return i;
    return 0;
}

/* What stands behind the last value of a format would be lost. */
static void surplus(lua_State *L, int arg, int nth)
{
    enum severity s;
    const char *format = lua_tostring(L, arg);
    if (severity_parse(format, &s))
        luaL_error(L,
                   "\"%s\" is taken for the message: a severity is given as "
                   "{ severity = \"%s\" }",
                   format, format);
    luaL_error(L, "format: it has no place for value %d: \"%s\"", nth, format);
}

/* The message from argument `arg` on; NULL when there is none. It stays on the stack. */
static const char *message(lua_State *L, int arg)
{
    int last = lua_gettop(L);
    if (lua_isnoneornil(L, arg))
        return NULL;
    int used = format_push(L, arg);
    if (used < last)
        surplus(L, arg, used + 1 - arg);
    return lua_tostring(L, -1);
}

static int finish(lua_State *L, hf_status status)
{
    fact_sound(L); /* it may have said another before */
    lua_pushlightuserdata(L, mark_of(status));
    return 1;
}

/* {severity = "high"} as the first argument; what follows is the message. */
static hf_severity severity_option(lua_State *L, int *arg)
{
    enum severity s;
    *arg = 1;
    if (lua_type(L, 1) != LUA_TTABLE)
        return HF_DEFAULT;
    lua_pushliteral(L, "severity");
    lua_rawget(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING || !severity_parse(lua_tostring(L, -1), &s))
        luaL_error(L, "severity: wants info, low, medium, high or critical");
    lua_pop(L, 1);
    *arg = 2;
    return (hf_severity)s; /* the same numbers */
}

static int say_pass(lua_State *L)
{
    struct script *s = fact_running(L);
    const char *m = message(L, 1);
    return finish(L, m ? s->host->pass(s->ctx, "%s", m) : s->host->pass(s->ctx, NULL));
}

static int say_not_applicable(lua_State *L)
{
    struct script *s = fact_running(L);
    const char *m = message(L, 1);
    return finish(L, m ? s->host->not_applicable(s->ctx, "%s", m)
                       : s->host->not_applicable(s->ctx, NULL));
}

static int say_unknown(lua_State *L)
{
    struct script *s = fact_running(L);
    luaL_checkstring(L, 1);
    return finish(L, s->host->unknown(s->ctx, "%s", message(L, 1)));
}

static int say_warn(lua_State *L)
{
    struct script *s = fact_running(L);
    int arg;
    hf_severity severity = severity_option(L, &arg);
    luaL_checkstring(L, arg);
    return finish(L, s->host->warn(s->ctx, severity, "%s", message(L, arg)));
}

static int say_fail(lua_State *L)
{
    struct script *s = fact_running(L);
    int arg;
    hf_severity severity = severity_option(L, &arg);
    luaL_checkstring(L, arg);
    return finish(L, s->host->fail(s->ctx, severity, "%s", message(L, arg)));
}

static int say_detail(lua_State *L)
{
    struct script *s = fact_running(L);
    const char *key = box_text(L, 1, NULL);
    luaL_checkstring(L, 2);
    s->host->detail(s->ctx, key, "%s", message(L, 2));
    return 0;
}

/* As its default: a number where that is one. */
static int say_setting(lua_State *L)
{
    struct script *s = fact_running(L);
    const char *name = box_text(L, 1, NULL);
    const char *text = s->host->setting_text(s->ctx, name);
    const struct check_info *info = &s->known[s->running];
    if (!text)
        return fact_sound(L), 0;
    for (size_t i = 0; i < info->n_settings; i++) {
        if (strcmp(info->settings[i].name, name) || !info->settings[i].numeric)
            continue;
        if (!lua_stringtonumber(L, text))
            return luaL_error(L, "setting %s is no number: %s", name, text);
        return 1;
    }
    lua_pushstring(L, text);
    return 1;
}

static int say_now(lua_State *L)
{
    struct script *s = fact_running(L);
    lua_pushinteger(L, s->host->now(s->ctx));
    return 1;
}

/* --- the rows --- */

#define FUNCTION(name, function, takes, gives, meaning)                                  \
    {                                                                                    \
        API_FUNCTION, name, function, takes, gives, meaning, "0.1"                       \
    }
#define FORMAT "format: string, ...: any"
#define SEVERE "format: {severity: string}|string, ...: any"

const struct api_row api_saying[] = {
    FUNCTION("pass", say_pass, "format?: string, ...: any", "verdict",
             "The verdict that all is well, and why. To be returned by run."),
    FUNCTION("not_applicable", say_not_applicable, "format?: string, ...: any", "verdict",
             "The verdict that the check has nothing to say about this resource."),
    FUNCTION("unknown", say_unknown, FORMAT, "verdict",
             "The verdict that it cannot be known, and why."),
    FUNCTION("warn", say_warn, SEVERE, "verdict",
             "The verdict of a lesser failing, one severity below the check's. With "
             "{ severity = \"high\" } before the format, of that severity."),
    FUNCTION("fail", say_fail, SEVERE, "verdict",
             "The verdict that it is wrong, and what follows from it. With "
             "{ severity = \"high\" } before the format, of that severity."),
    FUNCTION("detail", say_detail, "key: string, " FORMAT, NULL,
             "A remark of the report, by name. 32 at most."),
    FUNCTION("setting", say_setting, "name: string", "string|number",
             "The value of a setting that the check declares: a number where its default "
             "is one."),
    FUNCTION("now", say_now, NULL, "integer",
             "The clock of the scan, in seconds since 1970 UTC: the moment that the "
             "estate was read, or --now."),
    {0}};
