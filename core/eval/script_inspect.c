/* Every defect of a script: what reading its checks found, how loading ended, and what
 * its text tells. */
#include "base/err.h"
#include "base/text.h"
#include "data/checkjudge.h"
#include "eval/script_calls.h"
#include "eval/script_int.h"
#include "eval/script_scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(struct script *s, enum defect_rule rule, size_t check, size_t token,
                const char *fmt, ...) __attribute__((format(printf, 5, 6)));

static void say(struct script *s, enum defect_rule rule, size_t check, size_t token,
                const char *fmt, ...)
{
    char text[DEFECT_MESSAGE_MAX + 1];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    read_defect(s, check, token, &(struct defect){.rule = rule, .message = text});
}

/* --- how loading ended --- */

/* "file.lua:12: what" is a line and what. Of another file (a helper library) the whole
 * text stays. */
static const char *strip(const struct script *s, const char *text, unsigned *line)
{
    size_t n = strlen(s->chunk);
    char *end;
    *line = 0;
    if (strncmp(text, s->chunk, n) || text[n] != ':')
        return text;
    unsigned long number = strtoul(text + n + 1, &end, 10);
    if (end > text + n + 1 && *end == ':' && number <= DEFECT_LINE_MAX) {
        *line = (unsigned)number;
        return end + 1 + strspn(end + 1, " ");
    }
    return text + n + 1 + strspn(text + n + 1, " ");
}

static void not_loaded(struct script *s, const struct err *e)
{
    unsigned line;
    char text[sizeof e->text];
    snprintf(text, sizeof text, "%s", strip(s, e->text, &line));
    enum defect_rule rule = s->failure != FAILURE_RAISED   ? DEFECT_NOT_LOADED
                            : s->stage == SCRIPT_COMPILING ? DEFECT_SYNTAX
                            : s->stage == SCRIPT_RETURNED  ? DEFECT_NOT_A_CHECK
                                                           : DEFECT_NOT_LOADED;
    if (rule == DEFECT_SYNTAX && s->len && s->text[0] == '\x1b')
        rule = DEFECT_NOT_TEXT;
    struct defect d = {.rule = rule, .line = line, .message = text};
    size_t at = rule == DEFECT_NOT_A_CHECK ? lines_top(read_lines(s), "return") : 0;
    read_defect(s, SIZE_MAX, at, &d);
}

/* --- what the text tells --- */

/* The check in whose table the token stands; s->n: it stands outside of all. */
static size_t owner(const struct script *s, size_t token)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->checks[i].open && token > s->checks[i].open &&
            token < lines_close(&s->lines, s->checks[i].open))
            return i;
    return s->n;
}

static bool has_type(const struct script_entry *c, const char *type)
{
    if (c->bad & (1u << CHECK_TARGETS | 1u << CHECK_NEEDS))
        return true; /* nobody knows */
    if (strs_has_same(&c->info.targets, type))
        return true;
    for (size_t i = 0; i < c->info.n_needs; i++)
        if (text_same(c->info.needs[i].type, type))
            return true;
    return false;
}

static bool has_setting(const struct script_entry *c, const char *name)
{
    if (c->bad & 1u << CHECK_SETTINGS)
        return true;
    for (size_t i = 0; i < c->info.n_settings; i++)
        if (!strcmp(c->info.settings[i].name, name))
            return true;
    return false;
}

/* Whether the check that owns the text has it; of text outside of all checks: any. */
static bool declared(const struct script *s, size_t of, const char *name,
                     bool (*has)(const struct script_entry *, const char *))
{
    if (of < s->n)
        return has(&s->checks[of], name);
    for (size_t i = 0; i < s->n; i++)
        if (has(&s->checks[i], name))
            return true;
    return !s->n;
}

static void judge_type(struct script *s, const struct scan_use *u)
{
    const char *near = NULL;
    size_t of = owner(s, u->token);
    if (declared(s, of, u->text, has_type))
        return;
    if (!checkjudge_type_known(u->text, &near) && near)
        say(s, DEFECT_UNDECLARED_TYPE, of, u->token,
            "%s is neither target nor need: did you mean %s?", u->text, near);
    else
        say(s, DEFECT_UNDECLARED_TYPE, of, u->token,
            "%s is neither target nor need: wants an entry in needs", u->text);
}

static void judge_setting(struct script *s, const struct scan_use *u)
{
    size_t of = owner(s, u->token);
    if (declared(s, of, u->text, has_setting))
        return;
    const char *names[CHECK_LIST_MAX], *near = NULL;
    size_t n = of < s->n ? s->checks[of].info.n_settings : 0;
    for (size_t i = 0; i < n && i < CHECK_LIST_MAX; i++)
        names[i] = s->checks[of].info.settings[i].name;
    near = text_nearest(u->text, names, n);
    say(s, DEFECT_UNDECLARED_SETTING, of, u->token,
        "setting \"%s\" is read but not declared: %s%s%s", u->text,
        near ? "did you mean " : "wants an entry in settings", near ? near : "",
        near ? "?" : "");
}

static void judge_pointer(struct script *s, const struct scan_use *u)
{
    const char *tilde = u->text;
    size_t of = owner(s, u->token);
    if (!*u->text)
        return;
    if (*u->text != '/') {
        say(s, DEFECT_BAD_POINTER, of, u->token,
            "\"%s\" is no JSON Pointer: wants \"/%s\"", u->text, u->text);
        return;
    }
    while ((tilde = strchr(tilde, '~'))) {
        tilde++;
        if (*tilde == '0' || *tilde == '1' || (!*tilde && u->kind == SCAN_PREFIX))
            continue;
        say(s, DEFECT_BAD_POINTER, of, u->token,
            "\"%s\" is no JSON Pointer: wants ~0 for ~ and ~1 for /", u->text);
        return;
    }
}

static void unused_settings(struct script *s, const struct scan *uses)
{
    for (size_t k = 0; k < uses->n; k++)
        if (uses->at[k].kind == SCAN_UNCERTAIN)
            return;
    for (size_t i = 0; i < s->n; i++) {
        struct check_info *c = &s->checks[i].info;
        size_t list = lines_value(&s->lines, s->checks[i].open, "settings");
        for (size_t n = 0; n < c->n_settings; n++) {
            bool used = false;
            for (size_t k = 0; k < uses->n && !used; k++)
                used = uses->at[k].kind == SCAN_SETTING &&
                       !strcmp(uses->at[k].text, c->settings[n].name);
            if (!used)
                say(s, DEFECT_UNUSED_SETTING, i,
                    lines_key(&s->lines, list, c->settings[n].name),
                    "setting \"%.64s\" is declared but never read", c->settings[n].name);
        }
    }
}

static void judge_use(struct script *s, const struct scan_use *u)
{
    switch (u->kind) {
    case SCAN_GLOBAL:
        say(s, DEFECT_GLOBAL_WRITE, owner(s, u->token), u->token,
            "the global %s is written: it lives on from one run to the next: wants local",
            u->text);
        break;
    case SCAN_SETTING:
        judge_setting(s, u);
        break;
    case SCAN_TYPE:
        judge_type(s, u);
        break;
    case SCAN_POINTER:
    case SCAN_PREFIX:
        judge_pointer(s, u);
        break;
    case SCAN_OLD:
        say(s, DEFECT_DEPRECATED, owner(s, u->token), u->token,
            "%s is deprecated since %s: wants %s", u->old->name, u->old->since,
            u->old->instead);
        break;
    case SCAN_UNCERTAIN:
        break;
    }
}

static void misnamed(void *ctx, enum defect_rule rule, size_t token, const char *message)
{
    struct script *s = ctx;
    say(s, rule, owner(s, token), token, "%s", message);
}

static void judge_text(struct script *s, const struct scan_old *old, bool checks)
{
    struct scan uses;
    scan_make(&uses, read_lines(s), old);
    if (s->lines.n <= 1 && s->len)
        say(s, DEFECT_NOT_JUDGED, SIZE_MAX, 0,
            "too long for its text to be looked at: wants at most %d tokens", LINES_MAX);
    for (size_t i = 0; i < uses.n; i++)
        if (checks || (uses.at[i].kind != SCAN_SETTING && uses.at[i].kind != SCAN_TYPE))
            judge_use(s, &uses.at[i]);
    if (s->lines.n < CALLS_TOKENS_MAX) /* names are looked up one by one */
        calls_judge(&s->lines, &uses, &(struct calls_beside){s->libs, s->n_libs, !checks},
                    misnamed, s);
    if (checks && s->lines.n > 1)
        unused_settings(s, &uses);
    scan_free(&uses);
}

/* --- the contract --- */

static void not_returned(struct script *s)
{
    for (size_t i = 0; i < s->n; i++) {
        bool returned = false;
        for (size_t k = 0; k < s->n_order; k++)
            returned |= s->order[k] == i;
        if (!returned)
            say(s, DEFECT_NOT_RETURNED, i, 0,
                "the check is made but not returned: it never runs");
    }
}

static void hand_over(struct script *s, struct inspected *out)
{
    defects_drop_types(&s->found, &s->types);
    for (size_t i = 0; i < s->found.n; i++)
        defects_add(&out->defects, &s->found.at[i]);
    for (size_t i = 0; i < s->n; i++)
        if (s->checks[i].info.id && checkjudge_id(s->checks[i].info.id)) {
            size_t key = lines_key(&s->lines, s->checks[i].open, "id");
            struct seen seen = {.id = s->checks[i].info.id,
                                .line = key ? s->lines.at[key].line : s->checks[i].line,
                                .column = key ? lines_column(&s->lines, key)
                                              : s->checks[i].column};
            inspected_see(out, &seen);
        }
    script_free(s);
}

void script_inspect(const struct script_text *t, const struct script_limits *limits,
                    const struct script_lib *libs, size_t n_libs, struct inspected *out)
{
    struct err e = {0};
    struct script *s = script_make(t->name, t->text, t->len, limits, libs, n_libs);
    s->lint = true;
    int rc = script_make_state(s, &e);
    if (rc)
        not_loaded(s, &e);
    read_lines(s);
    for (size_t i = 0; i < s->n; i++)
        read_locate(s, i);
    if (s->stage != SCRIPT_COMPILING)
        judge_text(s, t->old, true);
    if (!rc)
        not_returned(s);
    hand_over(s, out);
}

static int compile(lua_State *L)
{
    struct script *s = script_of(L);
    char chunk[sizeof s->chunk + 1] = "@";
    memcpy(chunk + 1, s->chunk, sizeof s->chunk);
    return luaL_loadbufferx(L, s->text, s->len, chunk, "t") ? lua_error(L) : 0;
}

void script_inspect_lib(const struct script_text *t, const struct script_limits *limits,
                        struct inspected *out)
{
    struct err e = {0};
    struct script *s = script_make(t->name, t->text, t->len, limits, NULL, 0);
    int rc = script_try(s, compile, &e);
    if (rc)
        not_loaded(s, &e);
    else
        judge_text(s, t->old, false);
    hand_over(s, out);
}
