#include "script_rig.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/job.h"
#include "eval/run.h"
#include "eval/script_int.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct script_limits rig_limits = {.memory = RIG_MEMORY,
                                         .instructions = RIG_INSTRUCTIONS};
char rig_said[2048];

/* --- the resource --- */

#define ID "/subscriptions/S/resourceGroups/RG/providers/A.B/c/rsv-one"
static const char body[] =
    "{\"state\":\"Locked\",\"location\":\"westeurope\",\"days\":14.5,\"on\":true,"
    "\"off\":false,\"list\":[1,2,3],\"when\":\"2026-11-24T06:00:00Z\",\"keep\":\"P30D\","
    "\"self\":\"" ID "\",\"tags\":{\"owner\":\"us\",\"cost\":\"7\"},"
    "\"properties\":{\"roleName\":\"R\",\"permissions\":[{\"actions\":[\"*\"],"
    "\"notActions\":[\"Microsoft.Authorization/*/Write\"]},{\"actions\":"
    "[\"*/register/action\"],\"dataActions\":[\"Microsoft.Storage/*/read\"]}]}}";

static hf_set walk;

static const hf_resource *self(hf_ctx *c, const hf_resource *r, const char *type)
{
    (void)r;
    (void)type;
    return c->target;
}

static hf_set *some(hf_ctx *c, const hf_resource *r, const char *type)
{
    (void)c;
    (void)r;
    (void)type;
    walk.count = 3;
    return &walk;
}

static hf_set *some_of_all(hf_ctx *c, const char *type) { return some(c, NULL, type); }

static const hf_resource *next(hf_ctx *c, hf_set *set)
{
    return set && set->count ? set->count--, c->target : NULL;
}

static const hf_resource *find(hf_ctx *c, const char *id)
{
    return id ? c->target : NULL;
}

static hf_reach follow(hf_ctx *c, const hf_resource *r, const char *pointer,
                       const hf_resource **out)
{
    *out = c->target;
    return host_text(c, r, pointer) ? HF_REACHED : (*out = NULL, HF_NO_LINK);
}

static const char *gap(hf_ctx *c, const hf_resource *r, const char *type)
{
    (void)c;
    (void)r;
    return !strcmp(type, "A.B/gap") ? "no right" : NULL;
}

static const hf_host *toy_host(void)
{
    static hf_host host;
    host = *run_host();
    host.parent = self;
    host.child = self;
    host.children = some;
    host.referrers = some;
    host.all = some_of_all;
    host.next = next;
    host.find = find;
    host.follow = follow;
    host.gap = gap;
    return &host;
}

hf_ctx *rig_context(void)
{
    static char check[] = "zoo", days[] = "days", word[] = "word", thirty[] = "30",
                yes[] = "yes", id[] = ID, type[] = "A.B/c", key[sizeof ID];
    static struct job_setting settings[] = {{check, days, thirty, 0},
                                            {check, word, yes, 0}};
    static struct job job = {.now = 1700000000, .settings = settings, .n_settings = 2};
    static hf_resource target = {.id = id, .type = type, .key = key, .held = 1};
    static hf_ctx *c;
    if (c)
        return c;
    memcpy(key, ID, sizeof ID);
    text_lower(key, sizeof ID - 1);
    target.doc = doc_parse(body, sizeof body - 1, NULL);
    c = run_make(NULL, NULL, &job, 0);
    c->target = &target;
    return c;
}

/* --- runs --- */

struct script *rig_load(const char *text, struct err *e)
{
    *e = (struct err){0};
    return script_load("zoo.lua", text, strlen(text), &rig_limits, NULL, 0, e);
}

int rig_run(struct script *s, size_t check, struct err *e)
{
    hf_ctx *c = rig_context();
    *e = (struct err){0};
    run_begin(c, script_check(s, check));
    int status = (int)script_run(s, check, toy_host(), c, c->target, e);
    bool graded = status == HF_WARN || status == HF_FAIL;
    char severity[16] = "";
    if (graded)
        snprintf(severity, sizeof severity, "%d:", (int)c->severity);
    snprintf(rig_said, sizeof rig_said, "%s%s", severity,
             c->said == (hf_status)status ? buf_str(&c->message) : "");
    if (status && c->broken.len) {
        err_set(e, ERR_DATA, "%s", buf_str(&c->broken));
        status = 0;
    }
    run_end(c);
    return status;
}

int rig_body(const char *text, enum failure *f, struct err *e)
{
    static const char head[] =
        "return check { id = 'zoo', title = 'T', severity = 'high', targets = {'A.B/c'},"
        " settings = { days = {14, 'd'}, word = {'no', 'w'} }, run = function(v) ";
    struct buf all = buf_make(1 << 20);
    buf_fmt(&all, "%s%s end }", head, text);
    struct script *s = rig_load(buf_str(&all), e);
    buf_free(&all);
    int status = s ? rig_run(s, 0, e) : -1;
    if (s && f)
        *f = script_failure(s);
    script_free(s);
    return status;
}

/* --- files --- */

char *rig_file(const char *path, size_t *len, struct err *e)
{
    struct buf text = buf_make(1 << 20);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || io_read(fd, &text, e)) {
        err_set(e, ERR_NOINPUT, "%s cannot be read", path);
        buf_free(&text);
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    close(fd);
    *len = text.len;
    return buf_steal(&text);
}

const struct script_lib *rig_libs(const char *folder, size_t *n)
{
    static struct script_lib libs[32];
    DIR *d = opendir(folder);
    struct err e;
    *n = 0;
    for (struct dirent *entry; d && *n < 32 && (entry = readdir(d));) {
        const char *dot = strrchr(entry->d_name, '.');
        char path[1024];
        if (!dot || strcmp(dot, ".lua"))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        libs[*n].text = rig_file(path, &libs[*n].len, &e);
        libs[*n].name = mem_textn(entry->d_name, (size_t)(dot - entry->d_name));
        *n += libs[*n].text != NULL;
    }
    if (d)
        closedir(d);
    return libs;
}

/* --- everything reachable --- */

enum { SEEN = 1, DEPTH = 12 };

struct walking {
    lua_State *L;
    struct strs *out;
};

static void visit(struct walking *w, const char *path, int depth);

/* In order of names, so that the path on which something is met first is the same. */
static void visit_table(struct walking *w, const char *path, int depth)
{
    char below[512];
    struct strs names = {0};
    for (lua_pushnil(w->L); lua_next(w->L, -2); lua_pop(w->L, 1)) {
        if (lua_type(w->L, -2) == LUA_TSTRING)
            strs_add(&names, lua_tostring(w->L, -2));
        else
            strs_add(w->out, "a key that is no string");
    }
    strs_sort(&names);
    for (size_t i = 0; i < names.n; i++) {
        lua_getfield(w->L, -1, names.at[i]);
        snprintf(below, sizeof below, "%s.%s", path, names.at[i]);
        visit(w, below, depth + 1);
    }
    strs_free(&names);
}

static void visit_held(struct walking *w, const char *path, int depth)
{
    char below[512];
    for (int i = 1; lua_getupvalue(w->L, -1, i); i++) {
        snprintf(below, sizeof below, "%s<%d>", path, i);
        visit(w, below, depth + 1);
    }
}

/* The value on top, which it pops. What has been seen is named, not walked again. */
static void visit(struct walking *w, const char *path, int depth)
{
    char line[600], below[512];
    int type = lua_type(w->L, -1);
    bool inner = type == LUA_TTABLE || type == LUA_TFUNCTION || type == LUA_TUSERDATA;
    snprintf(line, sizeof line, "%s %s", path, lua_typename(w->L, type));
    strs_add_new(w->out, line);
    luaL_checkstack(w->L, 10, NULL);
    bool seen = false;
    if (inner) {
        lua_pushvalue(w->L, -1);
        seen = lua_rawget(w->L, SEEN) != LUA_TNIL;
        lua_pop(w->L, 1);
        lua_pushvalue(w->L, -1);
        lua_pushboolean(w->L, 1);
        lua_rawset(w->L, SEEN);
    }
    if (inner && !seen && depth < DEPTH) {
        if (type == LUA_TTABLE)
            visit_table(w, path, depth);
        if (type == LUA_TFUNCTION)
            visit_held(w, path, depth);
    }
    bool apart = type == LUA_TSTRING && depth; /* that of strings is walked once */
    if (!seen && !apart && lua_getmetatable(w->L, -1)) {
        snprintf(below, sizeof below, "%s<metatable>", path);
        visit(w, below, depth + 1);
    }
    lua_pop(w->L, 1);
}

static int walk_state(lua_State *L)
{
    struct walking w = {L, lua_touserdata(L, 1)};
    struct script *s = script_of(L);
    lua_settop(L, 0);
    lua_newtable(L); /* SEEN */
    lua_pushliteral(L, "");
    visit(&w, "string", 0);
    lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    visit(&w, "_ENV", 0);
    fact_push(L, s->ctx->target);
    visit(&w, "resource", 0);
    lua_getfield(L, LUA_REGISTRYINDEX, "holdfast.check");
    visit(&w, "check<metatable>", 0);
    return 0;
}

void rig_walk(struct script *s, struct strs *out)
{
    s->host = toy_host();
    s->ctx = rig_context();
    s->n_handed = 0;
    lua_sethook(s->L, NULL, 0, 0);
    lua_pushcfunction(s->L, walk_state);
    lua_pushlightuserdata(s->L, out);
    if (lua_pcall(s->L, 1, 0, 0))
        strs_add(out, lua_tostring(s->L, -1));
    s->ctx = NULL;
    strs_sort(out);
}
