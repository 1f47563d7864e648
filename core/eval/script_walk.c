/* Navigation. Each start asks the inventory, so it costs more than an instruction. */
#include "base/mem.h"
#include "eval/run.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <string.h>

enum { START_COST = 200, STEP_COST = 16 };

struct walk {
    size_t index; /* of the script's walks */
    uint64_t generation;
};

static int walk_next(lua_State *L)
{
    struct walk *w = lua_touserdata(L, lua_upvalueindex(1));
    struct script *s = fact_running(L);
    if (w->generation != s->ctx->generation || w->index >= s->n_walks)
        return luaL_error(L, "a set of resources was used after its run");
    box_charge(L, STEP_COST);
    fact_push(L, s->host->next(s->ctx, s->walks[w->index]));
    return 1;
}

static int push_walk(lua_State *L, hf_set *set)
{
    fact_sound(L);
    struct script *s = fact_running(L);
    struct walk *w = lua_newuserdatauv(L, sizeof *w, 0);
    s->walks = mem_grow(s->walks, s->n_walks + 1, sizeof(hf_set *));
    s->walks[s->n_walks] = set;
    *w = (struct walk){s->n_walks++, s->ctx->generation};
    lua_pushcclosure(L, walk_next, 1);
    return 1;
}

/* A type's name, or an id: what a look-up starts from. */
static const char *sought(lua_State *L, int arg)
{
    box_charge(L, START_COST);
    return box_text(L, arg, NULL);
}

static int walk_children(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    return push_walk(L, s->host->children(s->ctx, r, sought(L, 2)));
}

static int walk_referrers(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    return push_walk(L, s->host->referrers(s->ctx, r, sought(L, 2)));
}

static int walk_all(lua_State *L)
{
    struct script *s = fact_running(L);
    return push_walk(L, s->host->all(s->ctx, sought(L, 1)));
}

static int walk_count(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    hf_set *set = s->host->children(s->ctx, r, sought(L, 2));
    fact_sound(L);
    lua_pushinteger(L, (lua_Integer)s->host->count(s->ctx, set));
    return 1;
}

static int walk_child(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    fact_push(L, s->host->child(s->ctx, r, sought(L, 2)));
    return 1;
}

static int walk_parent(lua_State *L)
{
    const hf_resource *r = fact_check(L, 1);
    struct script *s = fact_running(L);
    fact_push(L, s->host->parent(s->ctx, r, lua_isnoneornil(L, 2) ? NULL : sought(L, 2)));
    return 1;
}

static int walk_follow(lua_State *L)
{
    static const char *const words[] = {"none", NULL, "gone", "out of reach"};
    const hf_resource *r = fact_check(L, 1), *to = NULL;
    struct script *s = fact_running(L);
    box_charge(L, START_COST);
    hf_reach reach = s->host->follow(s->ctx, r, fact_pointer(L, 2), &to);
    fact_push(L, to);
    lua_pushstring(L, words[reach]);
    return 2;
}

static int walk_find(lua_State *L)
{
    struct script *s = fact_running(L);
    fact_push(L, s->host->find(s->ctx, sought(L, 1)));
    return 1;
}

static int walk_gap(lua_State *L)
{
    const hf_resource *r = lua_isnoneornil(L, 1) ? NULL : fact_check(L, 1);
    struct script *s = fact_running(L);
    const char *why = s->host->gap(s->ctx, r, sought(L, 2));
    fact_sound(L);
    why ? (void)lua_pushstring(L, why) : lua_pushnil(L);
    return 1;
}

/* --- the rows --- */

#define METHOD(name, function, takes, gives, meaning)                                    \
    {                                                                                    \
        API_METHOD, "resource:" name, function, takes, gives, meaning, "0.1"             \
    }
#define FUNCTION(name, function, takes, gives, meaning)                                  \
    {                                                                                    \
        API_FUNCTION, name, function, takes, gives, meaning, "0.1"                       \
    }

const struct api_row api_walks[] = {
    METHOD("children", walk_children, "type: string", "fun(): resource?",
           "Walks what of that type lies below: for item in vault:children(TYPE) do. The "
           "type must be a target or a need of the check."),
    METHOD("count", walk_count, "type: string", "integer",
           "How many of that type lie below."),
    METHOD("child", walk_child, "type: string", "resource?",
           "The first of that type below, or nil."),
    METHOD("parent", walk_parent, "type?: string", "resource?",
           "What it lies in: the next above, or the next of that type."),
    METHOD("follow", walk_follow, "pointer: string",
           "resource?, \"none\"|\"gone\"|\"out of reach\"|nil",
           "The resource whose id stands there. If it cannot be had: nil, and whether "
           "there is no id, nothing behind it, or it was not read."),
    METHOD("referrers", walk_referrers, "type: string", "fun(): resource?",
           "Walks what of that type names this resource."),
    FUNCTION("all", walk_all, "type: string", "fun(): resource?",
             "Walks everything of that type."),
    FUNCTION("find", walk_find, "id: string", "resource?",
             "The resource of that id, or nil."),
    FUNCTION("gap", walk_gap, "resource: resource?, type: string", "string?",
             "Why what of that type lies below the resource (nil: anywhere) was not read "
             "in full; nil when it was."),
    {0}};
