/* Resources as Lua sees them. A handle holds a number of what was handed out in its run,
 * and the number of that run: in any other it is refused, so that what a script keeps
 * cannot dangle. */
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "eval/run.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <string.h>

static const char kind[] = "holdfast.resource";

enum { FACT_COST = 8, QUOTE_COST = 64, MEMBER_AT = sizeof "resource." - 1 };

struct handle {
    size_t index;
    uint64_t generation;
};

struct script *fact_running(lua_State *L)
{
    struct script *s = script_of(L);
    if (!s->ctx)
        luaL_error(L, "only while a check runs");
    return s;
}

void fact_sound(lua_State *L)
{
    const struct buf *broken = &fact_running(L)->ctx->broken;
    if (broken->len)
        luaL_error(L, "%s", buf_str(broken));
}

void fact_push(lua_State *L, const hf_resource *r)
{
    fact_sound(L);
    if (!r) {
        lua_pushnil(L);
        return;
    }
    struct script *s = fact_running(L);
    struct handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    s->handed = mem_grow(s->handed, s->n_handed + 1, sizeof *s->handed);
    s->handed[s->n_handed] = r;
    *h = (struct handle){s->n_handed++, s->ctx->generation};
    luaL_setmetatable(L, kind);
}

/* item.text(POINTER) in place of item:text(POINTER) is the usual way here. */
static void no_resource(lua_State *L, int arg)
{
    lua_Debug ar = {0};
    if (arg == 1 && lua_type(L, 1) == LUA_TSTRING && lua_getstack(L, 0, &ar) &&
        lua_getinfo(L, "n", &ar) && ar.name && ar.namewhat &&
        !strcmp(ar.namewhat, "field"))
        luaL_error(L, "a colon, not a dot: write resource:%s(…)", ar.name);
    luaL_checkudata(L, arg, kind);
}

const hf_resource *fact_check(lua_State *L, int arg)
{
    struct handle *h = luaL_testudata(L, arg, kind);
    if (!h)
        no_resource(L, arg);
    struct script *s = fact_running(L);
    if (h->generation != s->ctx->generation || h->index >= s->n_handed)
        luaL_error(L, "a resource was used after its run");
    return s->handed[h->index];
}

const char *fact_pointer(lua_State *L, int arg)
{
    box_charge(L, FACT_COST);
    const char *pointer = box_text(L, arg, NULL);
    if (!run_pointer(fact_running(L)->ctx, pointer))
        fact_sound(L);
    return pointer;
}

/* --- facts --- */

static int fact_any(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    const char *p = fact_pointer(L, 2);
    struct script *s = fact_running(L);
    double number;
    const char *text = s->host->text(s->ctx, r, p);
    hf_truth truth = text ? HF_ABSENT : s->host->truth(s->ctx, r, p);
    if (text)
        lua_pushstring(L, text);
    else if (truth != HF_ABSENT)
        lua_pushboolean(L, truth == HF_YES);
    else if (s->host->number(s->ctx, r, p, &number))
        lua_pushnumber(L, number);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_text(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    const char *text = s->host->text(s->ctx, r, fact_pointer(L, 2));
    text ? (void)lua_pushstring(L, text) : lua_pushnil(L);
    return 1;
}

static int fact_number(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    double v;
    if (s->host->number(s->ctx, r, fact_pointer(L, 2), &v))
        lua_pushnumber(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_truth(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    hf_truth t = s->host->truth(s->ctx, r, fact_pointer(L, 2));
    if (t == HF_ABSENT)
        lua_pushnil(L);
    else
        lua_pushboolean(L, t == HF_YES);
    return 1;
}

static int fact_time(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    int64_t v;
    if (s->host->time(s->ctx, r, fact_pointer(L, 2), &v))
        lua_pushinteger(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_duration(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    double v;
    if (s->host->duration(s->ctx, r, fact_pointer(L, 2), &v))
        lua_pushnumber(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_length(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    lua_pushinteger(L, (lua_Integer)s->host->length(s->ctx, r, fact_pointer(L, 2)));
    return 1;
}

static int fact_member(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    const char *p = fact_pointer(L, 2);
    lua_Integer i = luaL_checkinteger(L, 3);
    box_charge(L, i > 0 ? (uint64_t)i / 4 : 0); /* it counts up to it */
    struct script *s = fact_running(L);
    const char *name = i > 0 ? s->host->member(s->ctx, r, p, (size_t)i - 1) : NULL;
    name ? (void)lua_pushstring(L, name) : lua_pushnil(L);
    return 1;
}

static int fact_presence(lua_State *L)
{
    static const char *const words[] = {"absent", "present", "unread"};
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    lua_pushstring(L, words[s->host->presence(s->ctx, r, fact_pointer(L, 2))]);
    return 1;
}

static int fact_evidence(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    box_charge(L, QUOTE_COST);
    s->host->evidence(s->ctx, r, fact_pointer(L, 2));
    return 0;
}

static int fact_assume(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    const char *p = fact_pointer(L, 2), *value = box_text(L, 3, NULL);
    struct script *s = fact_running(L);
    s->host->assume(s->ctx, r, p, value);
    return 0;
}

/* --- members --- */

static bool is_member(const char *name)
{
    const struct api_row *row = api_facts;
    while (row->kind && (row->kind != API_MEMBER || strcmp(row->name + MEMBER_AT, name)))
        row++;
    return row->kind != API_END;
}

/* Of a resource's own members and methods; all else of it is asked for by pointer. */
static int no_member(lua_State *L, const char *name)
{
    const char *names[64];
    const struct api_row *const lists[] = {api_facts, api_walks};
    size_t n = 0;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (const struct api_row *row = lists[i]; row->kind; row++)
            if (n < sizeof names / sizeof *names &&
                (row->kind == API_MEMBER || row->kind == API_METHOD))
                names[n++] = row->name + MEMBER_AT;
    const char *near = text_nearest(name, names, n);
    if (near)
        return luaL_error(L, "a resource has no member %s: did you mean %s?", name, near);
    return luaL_error(L,
                      "a resource has no member %s: facts are asked for by pointer: "
                      "resource \"/%s\"",
                      name, name);
}

static int push_member(lua_State *L, const hf_resource *r, const char *name)
{
    if (!is_member(name))
        return no_member(L, name);
    struct script *s = fact_running(L);
    const char *id = s->host->id(s->ctx, r), *text = NULL;
    size_t len = 0;
    if (!strcmp(name, "id"))
        text = id;
    else if (!strcmp(name, "key"))
        text = s->host->key(s->ctx, r);
    else if (!strcmp(name, "type"))
        text = s->host->type(s->ctx, r);
    else if (!strcmp(name, "name"))
        text = s->host->name(s->ctx, r);
    else if (!strcmp(name, "location"))
        text = s->host->text(s->ctx, r, "/location");
    else if (!strcmp(name, "group"))
        text = armid_group(id, &len);
    else
        text = armid_subscription(id, &len);
    if (text && len)
        lua_pushlstring(L, text, len);
    else if (text && *text && strcmp(name, "group") && strcmp(name, "subscription"))
        lua_pushstring(L, text);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_index(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    box_charge(L, FACT_COST);
    const char *name = box_text(L, 2, NULL);
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(1));
    return lua_isnil(L, -1) ? push_member(L, r, name) : 1;
}

static int fact_equal(lua_State *L)
{
    struct script *s = fact_running(L);
    const char *a = s->host->key(s->ctx, fact_check(L, 1));
    const char *b = s->host->key(s->ctx, fact_check(L, 2));
    lua_pushboolean(L, a && b && !strcmp(a, b));
    return 1;
}

static void add_methods(lua_State *L, const struct api_row *row)
{
    for (; row->kind; row++) {
        if (row->kind != API_METHOD)
            continue;
        lua_pushcfunction(L, row->function);
        lua_setfield(L, -2, strchr(row->name, ':') + 1);
    }
}

void fact_prepare(lua_State *L)
{
    luaL_newmetatable(L, kind);
    lua_pushcfunction(L, fact_any);
    lua_setfield(L, -2, "__call");
    lua_pushcfunction(L, fact_equal);
    lua_setfield(L, -2, "__eq");
    lua_newtable(L);
    add_methods(L, api_facts);
    add_methods(L, api_walks);
    lua_pushcclosure(L, fact_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}

/* --- the rows --- */

#define METHOD(name, function, takes, gives, meaning)                                    \
    {                                                                                    \
        API_METHOD, "resource:" name, function, takes, gives, meaning, "0.1"             \
    }
#define MEMBER(name, gives, meaning)                                                     \
    {                                                                                    \
        API_MEMBER, "resource." name, NULL, NULL, gives, meaning, "0.1"                  \
    }
#define POINTER "pointer: string"

const struct api_row api_facts[] = {
    {API_CALL, "resource", NULL, POINTER, "string|boolean|number|nil",
     "The text, boolean or number that a JSON Pointer leads to; nil for anything else, "
     "and "
     "where there is nothing. What was not read makes the verdict unknown.",
     "0.1"},
    MEMBER("id", "string", "The resource id as Azure spells it."),
    MEMBER("key", "string", "The id in lower case: equal for equal resources."),
    MEMBER("type", "string", "\"Microsoft.RecoveryServices/vaults\"."),
    MEMBER("name", "string", "The last segment of the id."),
    MEMBER("location", "string?", "The region, or nil."),
    MEMBER("group", "string?", "The resource group's name, or nil."),
    MEMBER("subscription", "string?", "The subscription's id, or nil."),
    METHOD("text", fact_text, POINTER, "string?", "The text there, or nil."),
    METHOD("number", fact_number, POINTER, "number?", "The number there, or nil."),
    METHOD("truth", fact_truth, POINTER, "boolean?", "The boolean there, or nil."),
    METHOD("time", fact_time, POINTER, "integer?",
           "The moment there, in seconds since 1970 UTC, or nil."),
    METHOD("duration", fact_duration, POINTER, "number?",
           "The ISO 8601 duration there, in seconds, or nil."),
    METHOD("length", fact_length, POINTER, "integer",
           "How many entries the list or object there has; 0 for anything else. Entries "
           "of a list are \"/0\", \"/1\" …"),
    METHOD("member", fact_member, POINTER ", number: integer", "string?",
           "The name of a member of the object there, counted from 1, or nil."),
    METHOD("presence", fact_presence, POINTER, "\"present\"|\"absent\"|\"unread\"",
           "Whether there is something; \"unread\" when nobody asked Azure for it."),
    METHOD("evidence", fact_evidence, POINTER, NULL,
           "The report quotes what stands there: what the verdict rests on. 32 at most."),
    METHOD("assume", fact_assume, POINTER ", value: string", NULL,
           "Evidence that Azure sent nothing and its documented default stands."),
    {0}};
