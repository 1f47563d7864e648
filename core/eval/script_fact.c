/* Resources as Lua sees them. A handle holds the number of the run that it was made in
 * and is refused in any other, so that what a script keeps cannot dangle. */
#include "data/armid.h"
#include "eval/run.h"
#include "eval/script_int.h"

#include <string.h>

static const char kind[] = "holdfast.resource";

struct handle {
    const hf_resource *r;
    uint64_t generation;
};

struct walk {
    hf_set *set;
    uint64_t generation;
};

struct script *fact_running(lua_State *L)
{
    struct script *s = script_of(L);
    if (!s->ctx)
        luaL_error(L, "only while a check runs");
    return s;
}

void fact_push(lua_State *L, const hf_resource *r)
{
    if (!r) {
        lua_pushnil(L);
        return;
    }
    struct handle *h = lua_newuserdatauv(L, sizeof *h, 0);
    h->r = r;
    h->generation = fact_running(L)->ctx->generation;
    luaL_setmetatable(L, kind);
}

const hf_resource *fact_check(lua_State *L, int arg)
{
    struct handle *h = luaL_checkudata(L, arg, kind);
    if (h->generation != fact_running(L)->ctx->generation)
        luaL_error(L, "a resource was used after its run");
    return h->r;
}

/* --- facts --- */

static int fact_any(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    const char *p = luaL_checkstring(L, 2);
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
    const char *text = s->host->text(s->ctx, r, luaL_checkstring(L, 2));
    text ? (void)lua_pushstring(L, text) : lua_pushnil(L);
    return 1;
}

static int fact_number(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    double v;
    if (s->host->number(s->ctx, r, luaL_checkstring(L, 2), &v))
        lua_pushnumber(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_truth(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    hf_truth t = s->host->truth(s->ctx, r, luaL_checkstring(L, 2));
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
    if (s->host->time(s->ctx, r, luaL_checkstring(L, 2), &v))
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
    if (s->host->duration(s->ctx, r, luaL_checkstring(L, 2), &v))
        lua_pushnumber(L, v);
    else
        lua_pushnil(L);
    return 1;
}

static int fact_length(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    lua_pushinteger(L, (lua_Integer)s->host->length(s->ctx, r, luaL_checkstring(L, 2)));
    return 1;
}

static int fact_member(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    const char *p = luaL_checkstring(L, 2);
    lua_Integer i = luaL_checkinteger(L, 3);
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
    lua_pushstring(L, words[s->host->presence(s->ctx, r, luaL_checkstring(L, 2))]);
    return 1;
}

static int fact_evidence(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    s->host->evidence(s->ctx, r, luaL_checkstring(L, 2));
    return 0;
}

static int fact_assume(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    const char *p = luaL_checkstring(L, 2), *value = luaL_checkstring(L, 3);
    struct script *s = fact_running(L);
    s->host->assume(s->ctx, r, p, value);
    return 0;
}

/* --- navigation --- */

static int walk_next(lua_State *L)
{
    struct walk *w = lua_touserdata(L, lua_upvalueindex(1));
    struct script *s = fact_running(L);
    if (w->generation != s->ctx->generation)
        return luaL_error(L, "a set of resources was used after its run");
    fact_push(L, s->host->next(s->ctx, w->set));
    return 1;
}

static int push_walk(lua_State *L, hf_set *set)
{
    struct walk *w = lua_newuserdatauv(L, sizeof *w, 0);
    w->set = set;
    w->generation = fact_running(L)->ctx->generation;
    lua_pushcclosure(L, walk_next, 1);
    return 1;
}

static int walk_children(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    return push_walk(L, s->host->children(s->ctx, r, luaL_checkstring(L, 2)));
}

static int walk_referrers(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    return push_walk(L, s->host->referrers(s->ctx, r, luaL_checkstring(L, 2)));
}

static int walk_all(lua_State *L)
{
    struct script *s = fact_running(L);
    return push_walk(L, s->host->all(s->ctx, luaL_checkstring(L, 1)));
}

static int walk_count(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    hf_set *set = s->host->children(s->ctx, r, luaL_checkstring(L, 2));
    lua_pushinteger(L, (lua_Integer)s->host->count(s->ctx, set));
    return 1;
}

static int walk_child(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    fact_push(L, s->host->child(s->ctx, r, luaL_checkstring(L, 2)));
    return 1;
}

static int walk_parent(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    fact_push(L, s->host->parent(s->ctx, r, luaL_optstring(L, 2, NULL)));
    return 1;
}

static int walk_follow(lua_State *L)
{
    static const char *const words[] = {"none", NULL, "gone", "out of reach"};
    const hf_resource *r = fact_check(L, 1), *to = NULL;
    struct script *s = fact_running(L);
    hf_reach reach = s->host->follow(s->ctx, r, luaL_checkstring(L, 2), &to);
    fact_push(L, to);
    lua_pushstring(L, words[reach]);
    return 2;
}

static int walk_find(lua_State *L)
{
    struct script *s = fact_running(L);
    fact_push(L, s->host->find(s->ctx, luaL_checkstring(L, 1)));
    return 1;
}

static int walk_gap(lua_State *L)
{
    const hf_resource *r = lua_isnoneornil(L, 1) ? NULL : fact_check(L, 1);
    struct script *s = fact_running(L);
    const char *why = s->host->gap(s->ctx, r, luaL_checkstring(L, 2));
    why ? (void)lua_pushstring(L, why) : lua_pushnil(L);
    return 1;
}

/* --- members --- */

static int identity(lua_State *L, const hf_resource *r, const char *name)
{
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
    else if (!strcmp(name, "subscription"))
        text = armid_subscription(id, &len);
    else
        return luaL_error(L, "a resource has no member %s", name);
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
    const char *name = luaL_checkstring(L, 2);
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(1));
    return lua_isnil(L, -1) ? identity(L, r, name) : 1;
}

static int fact_equal(lua_State *L)
{
    struct script *s = fact_running(L);
    const char *a = s->host->key(s->ctx, fact_check(L, 1));
    const char *b = s->host->key(s->ctx, fact_check(L, 2));
    lua_pushboolean(L, a && b && !strcmp(a, b));
    return 1;
}

void box_add_facts(lua_State *L)
{
    static const luaL_Reg methods[] = {{"text", fact_text},
                                       {"number", fact_number},
                                       {"truth", fact_truth},
                                       {"time", fact_time},
                                       {"duration", fact_duration},
                                       {"length", fact_length},
                                       {"member", fact_member},
                                       {"presence", fact_presence},
                                       {"evidence", fact_evidence},
                                       {"assume", fact_assume},
                                       {"children", walk_children},
                                       {"referrers", walk_referrers},
                                       {"count", walk_count},
                                       {"child", walk_child},
                                       {"parent", walk_parent},
                                       {"follow", walk_follow},
                                       {NULL, NULL}};
    static const luaL_Reg own[] = {
        {"all", walk_all}, {"find", walk_find}, {"gap", walk_gap}, {NULL, NULL}};
    luaL_newmetatable(L, kind);
    lua_pushcfunction(L, fact_any);
    lua_setfield(L, -2, "__call");
    lua_pushcfunction(L, fact_equal);
    lua_setfield(L, -2, "__eq");
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_pushcclosure(L, fact_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
    luaL_setfuncs(L, own, 0);
}
