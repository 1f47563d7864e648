#include "lua/scan.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/jsonout.h"
#include "lua/module.h"
#include "lua/start.h"
#include "lua/value.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = DOC_BYTES, PIECE = 1 << 16 };
static const char kind[] = "holdfast.scan";

struct scan *scan_test(lua_State *L, int at) { return luaL_testudata(L, at, kind); }

struct scan *scan_check(lua_State *L, int at)
{
    struct scan *s = luaL_checkudata(L, at, kind);
    if (s->fd < 0)
        luaL_error(L, "the scan is closed");
    return s;
}

/* --- reading --- */

/* Lines as userdata, so that an error on the way frees them. */
static int lines_gc(lua_State *L)
{
    struct io_lines *l = lua_touserdata(L, 1);
    io_lines_free(l);
    *l = (struct io_lines){.fd = -1};
    return 0;
}

static struct io_lines *new_lines(lua_State *L, int fd)
{
    struct io_lines *l = lua_newuserdatauv(L, sizeof *l, 0);
    *l = io_lines_make(fd, LINE_MOST);
    if (luaL_newmetatable(L, "holdfast.lines")) {
        lua_pushcfunction(L, lines_gc);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return l;
}

/* Appends the value at `pointer` to the list in field `name` of the table at `fields`. */
static void append(lua_State *L, int fields, const char *name, const struct doc *d,
                   const char *pointer)
{
    lua_getfield(L, fields, name);
    value_push(L, d, pointer);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    lua_pop(L, 1);
}

static void set(lua_State *L, int fields, const char *name, const struct doc *d,
                const char *pointer)
{
    value_push(L, d, pointer);
    lua_setfield(L, fields, name);
}

static void read_line(lua_State *L, int fields, const char *line, size_t len)
{
    const struct doc *d;
    value_parse(L, line, len, "report", &d);
    const char *type = doc_text(d, "/type");
    if (text_same(type, "scan")) {
        set(L, fields, "info", d, "/scan");
        set(L, fields, "tool", d, "/tool");
    } else if (text_same(type, "gap")) {
        append(L, fields, "gaps", d, "/gap");
    } else if (text_same(type, "refused")) {
        append(L, fields, "refused", d, "/refused");
    } else if (text_same(type, "summary")) {
        set(L, fields, "summary", d, "/summary");
    }
    value_drop(L, lua_gettop(L));
}

static void read_report(lua_State *L, struct scan *s, int fields)
{
    static const char finding[] = "{\"type\":\"finding\"";
    struct err e = {0};
    char *line;
    size_t len;
    int got;
    struct io_lines *l = new_lines(L, start_reopen(L, s->fd));
    while ((got = io_lines_next(l, &line, &len, &e)) == 1) {
        if (l->line == 1)
            s->first = (off_t)len + 1;
        if (text_starts(line, finding))
            s->findings++;
        else
            read_line(L, fields, line, len);
    }
    if (got < 0)
        luaL_error(L, "report: %s", e.text);
    lua_getfield(L, fields, "summary");
    if (lua_isnil(L, -1))
        luaL_error(L, "report: it is cut: its last line is no summary");
    lua_settop(L, fields);
}

void scan_push(lua_State *L, int exit)
{
    int file = lua_gettop(L);
    struct scan *s = lua_newuserdatauv(L, sizeof *s, 1);
    *s = (struct scan){.fd = -1};
    luaL_setmetatable(L, kind);
    int *fd = lua_touserdata(L, file);
    s->fd = *fd; /* from one owner to the other */
    *fd = -1;
    lua_newtable(L);
    int fields = lua_gettop(L);
    static const char *const lists[] = {"gaps", "refused"};
    for (size_t i = 0; i < 2; i++) {
        lua_newtable(L);
        value_mark_array(L);
        lua_setfield(L, fields, lists[i]);
    }
    read_report(L, s, fields);
    if (exit >= 0) {
        lua_pushinteger(L, exit);
        lua_setfield(L, fields, "exit");
    }
    lua_setiuservalue(L, file + 1, 1);
    lua_replace(L, file);
}

/* --- the object --- */

static int scan_gc(lua_State *L)
{
    struct scan *s = luaL_checkudata(L, 1, kind);
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    return 0;
}

static int scan_len(lua_State *L)
{
    struct scan *s = luaL_checkudata(L, 1, kind);
    lua_pushinteger(L, s->findings);
    return 1;
}

static int scan_index(lua_State *L)
{
    luaL_checkudata(L, 1, kind);
    lua_getiuservalue(L, 1, 1);
    lua_pushvalue(L, 2);
    if (lua_rawget(L, -2) != LUA_TNIL)
        return 1;
    lua_pushvalue(L, 2);
    lua_rawget(L, lua_upvalueindex(1));
    if (lua_isnil(L, -1) && lua_type(L, 2) == LUA_TSTRING &&
        strcmp(lua_tostring(L, 2), "exit") != 0)
        return luaL_error(L, "a scan has no %s", lua_tostring(L, 2));
    return 1;
}

static int scan_text(lua_State *L)
{
    struct scan *s = luaL_checkudata(L, 1, kind);
    lua_pushfstring(L, "scan with %d finding%s", (int)s->findings,
                    text_plural((uint64_t)s->findings));
    return 1;
}

void scan_offer(lua_State *L)
{
    static const luaL_Reg meta[] = {{"__gc", scan_gc},
                                    {"__close", scan_gc},
                                    {"__len", scan_len},
                                    {"__tostring", scan_text},
                                    {NULL, NULL}};
    static const luaL_Reg methods[] = {
        {"findings", scan_findings}, {"close", scan_gc}, {NULL, NULL}};
    luaL_newmetatable(L, kind);
    luaL_setfuncs(L, meta, 0);
    luaL_newlib(L, methods);
    lua_pushcclosure(L, scan_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

/* --- a list of findings as a report --- */

struct totals {
    lua_Integer status[VERDICT_COUNT], failure[FAILURE_COUNT], severity[SEVERITY_COUNT],
        findings, resources;
};

/* Counts the resource of the finding on top once; `seen` is a table of ids. */
static void count_resource(lua_State *L, struct totals *t, int seen)
{
    lua_getfield(L, -1, "resource");
    if (lua_type(L, -1) == LUA_TTABLE)
        lua_getfield(L, -1, "id");
    if (lua_type(L, -1) == LUA_TSTRING) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, seen) == LUA_TNIL) {
            t->resources++;
            lua_pushvalue(L, -2);
            lua_pushboolean(L, 1);
            lua_rawset(L, seen);
        }
    }
}

static void count(lua_State *L, struct totals *t, lua_Integer i)
{
    enum severity severity = SEVERITY_NONE;
    int v = VERDICT_PASS;
    if (lua_type(L, -1) != LUA_TTABLE)
        luaL_error(L, "finding %d of the list is a %s", (int)i, luaL_typename(L, -1));
    lua_getfield(L, -1, "status");
    lua_getfield(L, -2, "severity");
    lua_getfield(L, -3, "reason");
    const char *status = lua_tostring(L, -3), *word = lua_tostring(L, -2);
    enum failure failure = failure_parse(lua_tostring(L, -1));
    while (status && v < VERDICT_COUNT && strcmp(verdict_name((enum verdict)v), status))
        v++;
    if (!status || v == VERDICT_COUNT || !word || !severity_parse(word, &severity))
        luaL_error(L, "finding %d of the list has no usable status and severity", (int)i);
    if ((v == VERDICT_ERROR) != (failure != FAILURE_NONE))
        luaL_error(L, "finding %d of the list: an error has a reason, and nothing else",
                   (int)i);
    lua_pop(L, 3);
    t->findings++;
    t->status[v]++;
    t->failure[failure] += v == VERDICT_ERROR;
    if (v == VERDICT_WARN || v == VERDICT_FAIL)
        t->severity[severity]++;
}

static void put_head(lua_State *L, struct buf *b)
{
    char now[32];
    clock_format(clock_now(), now);
    buf_text(b, "{\"type\":\"scan\",\"schema\":\"holdfast.report/1\",\"tool\":{");
    json_member(b, "name", "holdfast");
    json_member(b, "version", module_host(L)->version);
    buf_text(b, "},\"scan\":{");
    json_member(b, "started", now);
    json_member(b, "finished", now);
    json_member(b, "inventory_time", now);
    buf_text(b,
             ",\"source\":\"file\",\"cloud\":null,\"tenant\":null,\"subscriptions\":[],"
             "\"complete\":false,\"cage\":\"of each scan\",\"requests\":0,"
             "\"throttled\":0}}\n");
}

/* What the list leaves out, nobody knows: so it never claims to be all. */
static void put_end(struct buf *b, const struct totals *t)
{
    buf_text(b, "{\"type\":\"gap\",\"gap\":{\"scope\":\"/\",\"type\":null,\"status\":0,"
                "\"code\":\"Selected\",\"message\":\"a list that a program made says "
                "nothing of what could not be read\",\"action\":null}}\n"
                "{\"type\":\"summary\",\"summary\":{");
    json_member_int(b, "resources", t->resources);
    json_member_int(b, "findings", t->findings);
    buf_text(b, ",\"status\":{");
    for (int v = VERDICT_PASS; v < VERDICT_COUNT; v++)
        json_member_int(b, verdict_name((enum verdict)v), t->status[v]);
    buf_text(b, "},\"errors\":{");
    for (int f = FAILURE_BLOCKED; f < FAILURE_COUNT; f++)
        json_member_int(b, failure_name((enum failure)f), t->failure[f]);
    buf_text(b, "},\"muted\":0,\"severity\":{");
    for (int v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--)
        json_member_int(b, severity_name((enum severity)v), t->severity[v]);
    buf_text(b, "},\"security_level\":{\"Excellent\":0,\"Good\":0,\"Fair\":0,"
                "\"Poor\":0}}}\n");
}

static void flush(lua_State *L, struct buf *b, int fd)
{
    struct err e = {0};
    if (b->full || io_write(fd, buf_str(b), b->len, &e))
        luaL_error(L, "%s", b->full ? "a finding is too long" : e.text);
    buf_clear(b);
}

void scan_write_list(lua_State *L, int list, int fd)
{
    struct totals t = {0};
    struct buf *b = value_buf(L, LINE_MOST);
    lua_Integer n = (lua_Integer)lua_rawlen(L, list);
    put_head(L, b);
    lua_newtable(L);
    int seen = lua_gettop(L);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, list, i);
        count(L, &t, i);
        count_resource(L, &t, seen);
        lua_settop(L, seen + 1);
        buf_text(b, "{\"type\":\"finding\",");
        size_t at = b->len;
        value_print(L, -1, b);
        memmove(b->data + at, b->data + at + 1, b->len - at); /* its opening brace */
        b->len--;
        buf_char(b, '\n');
        lua_pop(L, 1);
        if (b->len > PIECE)
            flush(L, b, fd);
    }
    put_end(b, &t);
    flush(L, b, fd);
    lua_pop(L, 2);
}
