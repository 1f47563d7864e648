/* check{…}: a table of the script becomes what a check says of itself. Raw access only.
 * What is wrong is added to the script's list of defects, field by field, and reading
 * goes on. What is allocated here belongs to the script at once, so that an error of Lua
 * frees it. */
#include "eval/script_read.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkjudge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char kind[] = "holdfast.check";

bool read_handle(lua_State *L, int at, size_t *index)
{
    size_t *h = luaL_testudata(L, at, kind);
    if (h)
        *index = *h;
    return h != NULL;
}

/* --- defects and their places --- */

const struct lines *read_lines(struct script *s)
{
    if (!s->lines.at)
        lines_make(&s->lines, s->text, s->len);
    return &s->lines;
}

void read_locate(struct script *s, size_t i)
{
    struct script_entry *entry = &s->checks[i];
    const struct lines *l = read_lines(s);
    if (entry->located)
        return;
    entry->located = true;
    entry->open = entry->at_call ? lines_call(l, "check", entry->line, entry->before) : 0;
    if (entry->open) /* `check` stands before it, perhaps with a bracket between */
        entry->column =
            lines_column(l, entry->open - (lines_is(l, entry->open - 1, "(") ? 2 : 1));
}

void read_defect(struct script *s, size_t i, size_t token, struct defect *d)
{
    const struct script_entry *entry = i < s->n ? &s->checks[i] : NULL;
    if (token && token < read_lines(s)->n) {
        d->line = s->lines.at[token].line;
        d->column = lines_column(&s->lines, token);
    } else if (entry) {
        d->line = entry->line;
        d->column = entry->column;
    }
    d->check = entry ? entry->info.id : NULL;
    defects_add(&s->found, d);
}

/* The token at a spot; 0 when the table is not written in the call. */
static size_t token_at(const struct lines *l, size_t open, const struct spot *at)
{
    size_t field = 0, list = open;
    if (at->field < CHECK_FIELDS) {
        field = lines_key(l, open, checkinfo_field(at->field));
        list = lines_value(l, open, checkinfo_field(at->field));
    }
    size_t token = at->key   ? lines_key(l, list, at->key)
                   : at->nth ? lines_nth(l, list, at->nth)
                             : 0;
    return token ? token : field;
}

static void add(struct reading *r, enum defect_rule rule, const struct spot *at,
                const char *message)
{
    char field[DEFECT_FIELD_MAX] = "", text[DEFECT_MESSAGE_MAX + 1];
    size_t i = (size_t)(r->entry - r->s->checks);
    if (r->s->found.n >= DEFECTS_MAX) /* a script may make them by the million */
        return;
    read_locate(r->s, i);
    if (at->field < CHECK_FIELDS)
        snprintf(field, sizeof field, "%s", checkinfo_field(at->field));
    snprintf(text, sizeof text, "%s", message);
    read_defect(
        r->s, i, token_at(read_lines(r->s), r->entry->open, at),
        &(struct defect){.rule = rule, .field = *field ? field : NULL, .message = text});
}

void read_say(struct reading *r, enum defect_rule rule, struct spot at, const char *fmt,
              ...)
{
    char message[DEFECT_MESSAGE_MAX + 1];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    add(r, rule, &at, message);
}

/* Of a list the judge knows what was read: entry i may be another one of the table. */
static void judged(void *ctx, const struct judged *j)
{
    struct reading *r = ctx;
    struct spot at = {.field = j->field};
    if (j->entry && j->entry <= CHECK_LIST_MAX && j->field == CHECK_SETTINGS)
        at.key = r->c->settings[j->entry - 1].name;
    else if (j->entry && j->entry <= CHECK_LIST_MAX)
        at.nth = r->source[j->field][j->entry - 1];
    add(r, j->rule, &at, j->message);
}

/* --- fields --- */

int read_raw(lua_State *L, int table, const char *name)
{
    lua_pushstring(L, name);
    return lua_rawget(L, table);
}

static void known_fields_only(struct reading *r)
{
    const char *names[CHECK_FIELDS];
    bool unnamed = false;
    for (int f = 0; f < CHECK_FIELDS; f++)
        names[f] = checkinfo_field((enum check_field)f);
    for (lua_pushnil(r->L); lua_next(r->L, 1); lua_pop(r->L, 1)) {
        bool known = false;
        if (lua_type(r->L, -2) != LUA_TSTRING) {
            unnamed = true;
            continue;
        }
        const char *name = lua_tostring(r->L, -2);
        for (size_t i = 0; i < CHECK_FIELDS; i++)
            known |= !strcmp(name, names[i]);
        if (known)
            continue;
        const char *near = text_nearest(name, names, CHECK_FIELDS);
        read_say(r, DEFECT_UNKNOWN_FIELD, (struct spot){CHECK_FIELDS, 0, name},
                 "unknown field \"%s\"%s%s%s", name, near ? ": did you mean " : "",
                 near ? near : "", near ? "?" : "");
    }
    if (unnamed)
        read_say(r, DEFECT_UNKNOWN_FIELD, (struct spot){CHECK_FIELDS, 1, NULL},
                 "wants named fields, found an entry without a name");
}

/* What is at the top as text without NUL, or NULL. The text is the Lua state's. */
static const char *plain_text(struct reading *r, enum check_field f)
{
    size_t len;
    const char *text = lua_tolstring(r->L, -1, &len);
    box_charge_bytes(r->L, len);
    if (strlen(text) == len)
        return text;
    READ_BAD(r, DEFECT_BAD_TEXT, f, "%s holds a NUL", checkinfo_field(f));
    return NULL;
}

static char *text_field(struct reading *r, enum check_field f, bool must)
{
    const char *name = checkinfo_field(f), *text = NULL;
    int type = read_raw(r->L, 1, name);
    if (type == LUA_TSTRING)
        text = plain_text(r, f);
    else if (type != LUA_TNIL || must)
        READ_BAD(r, type == LUA_TNIL ? DEFECT_MISSING_FIELD : DEFECT_WRONG_TYPE, f,
                 "%s wants a string, found %s", name, lua_typename(r->L, type));
    char *copy = mem_text(text);
    lua_pop(r->L, 1);
    return copy;
}

/* "monitoring.lua" groups its checks under "monitoring". */
static char *file_stem(const char *name)
{
    const char *dot = strrchr(name, '.');
    return mem_textn(name, dot ? (size_t)(dot - name) : strlen(name));
}

static void read_words(struct reading *r)
{
    struct check_info *c = r->c;
    c->id = text_field(r, CHECK_ID, true);
    c->title = text_field(r, CHECK_TITLE, true);
    c->protection = text_field(r, CHECK_PROTECTION, false);
    c->why = text_field(r, CHECK_WHY, false);
    c->remedy = text_field(r, CHECK_REMEDY, false);
    if (!c->protection)
        c->protection = file_stem(r->s->name);
    int type = read_raw(r->L, 1, "severity");
    const char *word = type == LUA_TSTRING ? plain_text(r, CHECK_SEVERITY) : NULL;
    if (type != LUA_TSTRING)
        READ_BAD(r, type == LUA_TNIL ? DEFECT_MISSING_FIELD : DEFECT_WRONG_TYPE,
                 CHECK_SEVERITY,
                 "severity wants info, low, medium, high or critical, found %s",
                 lua_typename(r->L, type));
    else if (word && !severity_parse(word, &c->severity))
        READ_BAD(r, DEFECT_BAD_SEVERITY, CHECK_SEVERITY,
                 "severity wants info, low, medium, high or critical, found \"%s\"",
                 word);
    type = read_raw(r->L, 1, "fixed_severity");
    if (type != LUA_TNIL && type != LUA_TBOOLEAN)
        READ_BAD(r, DEFECT_WRONG_TYPE, CHECK_FIXED_SEVERITY,
                 "fixed_severity wants true or false, found %s",
                 lua_typename(r->L, type));
    c->fixed_severity = lua_toboolean(r->L, -1);
    lua_pop(r->L, 2);
}

static void read_run(struct reading *r)
{
    int type = read_raw(r->L, 1, "run");
    if (type == LUA_TFUNCTION) {
        r->entry->run = luaL_ref(r->L, LUA_REGISTRYINDEX);
        return;
    }
    READ_BAD(r, type == LUA_TNIL ? DEFECT_MISSING_FIELD : DEFECT_WRONG_TYPE, CHECK_RUN,
             "run wants a function, found %s", lua_typename(r->L, type));
    lua_pop(r->L, 1);
}

/* --- the call --- */

/* Where in the script's own text the check is made: a helper library may stand between.
 * A table that is written in the call is found by its line. */
static void find_call(lua_State *L, struct script *s, struct script_entry *entry)
{
    lua_Debug ar;
    for (int level = 1; level < 16 && lua_getstack(L, level, &ar); level++) {
        if (!lua_getinfo(L, "Sl", &ar) || ar.currentline <= 0 || *ar.source != '@' ||
            strcmp(ar.source + 1, s->chunk))
            continue;
        size_t before = 0;
        entry->line = (unsigned)ar.currentline;
        for (size_t i = s->n - 1; i-- && s->checks[i].line == entry->line;)
            before++;
        entry->at_call = level == 1;
        entry->before = before;
        return;
    }
}

static void read_fields(struct reading *r)
{
    struct check_info *c = r->c;
    read_words(r);
    known_fields_only(r);
    read_list(r, CHECK_TARGETS, &c->targets);
    read_list(r, CHECK_CONTROLS, &c->controls);
    read_list(r, CHECK_REFS, &c->refs);
    read_needs(r);
    read_only(r);
    read_settings(r);
    read_run(r);
    checkjudge_check(
        c, &(struct checkjudge){
               .say = judged, .ctx = r, .lint = r->s->lint, .skip = r->entry->bad});
}

int read_check(lua_State *L)
{
    struct script *s = script_of(L);
    if (!s->reading)
        return luaL_error(L, "check: only while the script is loaded");
    if (s->n == CHECKS_MAX)
        return luaL_error(L, "check: more than %d", CHECKS_MAX);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    size_t *handle = lua_newuserdatauv(L, sizeof *handle, 0);
    *handle = s->n;
    luaL_setmetatable(L, kind);
    s->checks = mem_grow(s->checks, s->n + 1, sizeof *s->checks);
    struct script_entry *entry = &s->checks[s->n++];
    *entry = (struct script_entry){.run = LUA_NOREF};
    find_call(L, s, entry);
    struct reading r = {.L = L, .s = s, .entry = entry, .c = &entry->info};
    read_fields(&r);
    lua_settop(L, 2);
    return 1; /* the handle */
}

void read_prepare(lua_State *L)
{
    luaL_newmetatable(L, kind);
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
}
