#include "eval/script_calls.h"

#include "base/text.h"
#include "eval/script.h"
#include "eval/script_api.h"
#include "eval/script_int.h"
#include "eval/script_lines.h"
#include "eval/script_scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 64, NAMES_MAX = 128, TEXT_MAX = 1024 };

struct calls {
    const struct lines *l;
    const struct scan *seen;
    const struct calls_beside *beside;
    void (*say)(void *ctx, enum defect_rule rule, size_t token, const char *message);
    void *ctx;
};

static void say(const struct calls *c, enum defect_rule rule, size_t token,
                const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void say(const struct calls *c, enum defect_rule rule, size_t token,
                const char *fmt, ...)
{
    char text[DEFECT_MESSAGE_MAX + 1];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    c->say(c->ctx, rule, token, text);
}

/* --- words --- */

/* The name at a token, or false when it is too long to be one of ours. */
static bool word_at(const struct lines *l, size_t t, char out[WORD_MAX])
{
    if (!lines_is_name(l, t) || l->at[t].len >= WORD_MAX)
        return false;
    memcpy(out, l->text + l->at[t].at, l->at[t].len);
    out[l->at[t].len] = '\0';
    return true;
}

/* Whether the text gives the name a meaning, as a local or as a global, anywhere. */
static bool has_meaning(const struct calls *c, const char *name)
{
    for (size_t i = 0; i < c->seen->n_declared; i++)
        if (lines_is(c->l, c->seen->declared[i], name))
            return true;
    for (size_t i = 0; i < c->seen->n; i++)
        if (c->seen->at[i].kind == SCAN_GLOBAL && !strcmp(c->seen->at[i].text, name))
            return true;
    return false;
}

/* A helper library may write globals too. */
static bool in_library(const struct calls *c, const char *name)
{
    for (size_t i = 0; i < c->beside->n; i++)
        if (memmem(c->beside->libs[i].text, c->beside->libs[i].len, name, strlen(name)))
            return true;
    return c->beside->unknown;
}

static const struct api_row *row_of(unsigned kinds, const char *name)
{
    for (const struct api_row *const *room = api_rooms(); *room; room++)
        for (const struct api_row *row = *room; row->kind; row++)
            if (kinds >> row->kind & 1 && !strcmp(row->name, name))
                return row;
    return NULL;
}

/* The nearest name of the rows that start with `prefix` and hold no more dots. */
static const char *nearest(unsigned kinds, const char *prefix, const char *name)
{
    const char *names[NAMES_MAX];
    size_t n = 0, len = strlen(prefix);
    for (const struct api_row *const *room = api_rooms(); *room; room++)
        for (const struct api_row *row = *room; row->kind; row++)
            if (n < NAMES_MAX && kinds >> row->kind & 1 &&
                !strncmp(row->name, prefix, len) && !strpbrk(row->name + len, ".:"))
                names[n++] = row->name + len;
    for (size_t i = 0; i < 3 && !len; i++)
        names[n++] = (const char *const[]){"math", "string", "table"}[i];
    return text_nearest(name, names, n);
}

#define CALLABLE (1u << API_FUNCTION | 1u << API_LUA)

static void unknown_name(const struct calls *c, size_t t, const char *prefix,
                         const char *name)
{
    char whole[2 * WORD_MAX];
    snprintf(whole, sizeof whole, "%s%s", prefix, name);
    const struct api_row *no = row_of(1u << API_BLOCKED, whole);
    const char *near = no ? NULL : nearest(CALLABLE, prefix, name);
    if (!no && in_library(c, name))
        return;
    if (no)
        say(c, DEFECT_UNKNOWN_NAME, t, "%s is not available in a check%s%s", whole,
            *no->meaning ? ": " : "", no->meaning);
    else
        say(c, DEFECT_UNKNOWN_NAME, t, "there is no %s%s%s%s%s%s",
            *prefix ? "" : "global ", whole, near ? ": did you mean " : "",
            near ? prefix : "", near ? near : "", near ? "?" : "");
}

/* --- globals --- */

static bool is_library(const char *name)
{
    return !strcmp(name, "string") || !strcmp(name, "table") || !strcmp(name, "math");
}

/* A name that is read: no key of a table, no member, no label, no attribute. */
static bool is_read(const struct lines *l, size_t t)
{
    static const char *const before[] = {".", ":", "::", "goto"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (lines_is(l, t - 1, before[i]))
            return false;
    return !lines_is(l, t + 1, "=") && !lines_is(l, t, "goto") &&
           !(lines_is(l, t - 1, "<") &&
             (lines_is(l, t, "const") || lines_is(l, t, "close")));
}

/* Whether the script gives a library a member of that name. */
static bool gives_member(const struct lines *l, size_t library, size_t member)
{
    char a[WORD_MAX], b[WORD_MAX];
    if (!word_at(l, library, a) || !word_at(l, member, b))
        return true;
    for (size_t t = 1; t + 3 < l->n; t++)
        if (lines_is(l, t, a) && lines_is(l, t + 2, b) &&
            (lines_is(l, t + 3, "=") || lines_is(l, t - 1, "function")))
            return true;
    return false;
}

static void judge_global(const struct calls *c, size_t t)
{
    char name[WORD_MAX], member[WORD_MAX], whole[2 * WORD_MAX];
    if (!word_at(c->l, t, name) || !is_read(c->l, t) || has_meaning(c, name))
        return;
    if (!is_library(name)) {
        if (!row_of(CALLABLE, name) && strcmp(name, "_ENV") != 0)
            unknown_name(c, t, "", name);
        return;
    }
    if (!lines_is(c->l, t + 1, ".") || !word_at(c->l, t + 2, member))
        return;
    snprintf(whole, sizeof whole, "%s.", name);
    size_t n = strlen(whole);
    snprintf(whole + n, sizeof whole - n, "%s", member);
    bool known = row_of(CALLABLE, whole) != NULL;
    whole[n] = '\0';
    if (!known && !gives_member(c->l, t, t + 2))
        unknown_name(c, t + 2, whole, member);
}

/* --- the resource that run gets --- */

/* A name that means nothing but the parameter of run. */
static bool is_target(const struct calls *c, const char *name)
{
    const struct lines *l = c->l;
    size_t times = 0;
    for (size_t i = 0; i < c->seen->n_declared; i++) {
        size_t t = c->seen->declared[i];
        if (!lines_is(l, t, name))
            continue;
        bool first = lines_is(l, t - 1, "(") && lines_is(l, t - 2, "function") &&
                     lines_is(l, t - 3, "=") && lines_is(l, t - 4, "run");
        if (!first)
            return false;
        times++;
    }
    for (size_t t = 1; t < l->n; t++) /* or it is given another value */
        if (lines_is(l, t, name) && !lines_is(l, t - 1, ".") &&
            (lines_is(l, t + 1, "=") || lines_is(l, t + 1, ",")))
            return false;
    return times > 0;
}

static bool has_string(const struct lines *l, size_t t)
{
    t += lines_is(l, t, "(");
    return t < l->n && l->at[t].kind == LINES_STRING;
}

static void judge_member(const struct calls *c, size_t t)
{
    char name[WORD_MAX], member[WORD_MAX], row[2 * WORD_MAX];
    const struct lines *l = c->l;
    bool colon = lines_is(l, t + 1, ":");
    if ((!colon && !lines_is(l, t + 1, ".")) || !word_at(l, t, name) ||
        !word_at(l, t + 2, member) || lines_is(l, t - 1, ".") || !is_target(c, name))
        return;
    snprintf(row, sizeof row, "resource:%s", member);
    bool method = row_of(1u << API_METHOD, row) != NULL;
    snprintf(row, sizeof row, "resource.%s", member);
    if (method && !colon && has_string(l, t + 3))
        say(c, DEFECT_UNKNOWN_NAME, t + 2, "a colon, not a dot: wants %s:%s(…)", name,
            member);
    if (method || row_of(1u << API_MEMBER, row))
        return;
    const char *near = nearest(1u << API_METHOD, "resource:", member);
    near = near ? near : nearest(1u << API_MEMBER, "resource.", member);
    if (near || colon)
        say(c, DEFECT_UNKNOWN_NAME, t + 2, "a resource has no %s%s%s%s", member,
            near ? ": did you mean " : "", near ? near : "", near ? "?" : "");
    else
        say(c, DEFECT_UNKNOWN_NAME, t + 2,
            "a resource has no %s: facts are asked for by pointer: wants %s \"/%s\"",
            member, name, member);
}

/* --- formats --- */

/* How many arguments stand between `from` and `close`; -1 when nobody knows. *open: the
 * last one may be any number of them. */
static int arguments(const struct lines *l, size_t from, size_t close, bool *open)
{
    int n = from < close, depth = 0;
    size_t last = from;
    for (size_t t = from; t < close; t++) {
        if (lines_is(l, t, "function"))
            return -1;
        depth += lines_is(l, t, "(") || lines_is(l, t, "[") || lines_is(l, t, "{");
        depth -= lines_is(l, t, ")") || lines_is(l, t, "]") || lines_is(l, t, "}");
        if (!depth && lines_is(l, t, ",")) {
            n++;
            last = t + 1;
        }
    }
    bool call =
        close > last + 1 && (lines_is(l, close - 1, ")") || lines_is(l, close - 1, "}") ||
                             l->at[close - 1].kind == LINES_STRING);
    *open = call || lines_is(l, close - 1, "...");
    return n;
}

/* Conversions of a format; -1 and said when one is none. */
static int conversions(const struct calls *c, size_t token, const char *f)
{
    const char *end = f + strlen(f);
    int n = 0;
    while ((f = strchr(f, '%'))) {
        size_t len = f[1] == '%' ? 2 : format_spec(f, end);
        if (!len) {
            say(c, DEFECT_BAD_FORMAT, token,
                "format: \"%.4s\" is not allowed: a percent sign is written %%%%", f);
            return -1;
        }
        n += f[1] != '%';
        f += len;
    }
    return n;
}

/* A text that was cut, or in which an escape may stand for a NUL. */
static bool odd_text(const struct lines *l, size_t t, const char *text)
{
    const char *at = l->text + l->at[t].at, *end = at + l->at[t].len;
    for (; at + 1 < end; at++)
        if (*at == '\\' && strchr("0123456789xu", at[1]))
            return true;
    return strlen(text) + 16 > TEXT_MAX;
}

/* `t`: a literal that is a format, its values behind it up to `close`. */
static void judge_format(const struct calls *c, size_t t, size_t close, bool surplus)
{
    char text[TEXT_MAX];
    bool open = false;
    bool alone = t + 1 == close || !close;
    if (!lines_string(c->l, t, text, sizeof text) || odd_text(c->l, t, text) ||
        (!alone && !lines_is(c->l, t + 1, ",")))
        return;
    int wanted = conversions(c, t, text);
    int given = alone ? 0 : arguments(c->l, t + 2, close, &open);
    if (wanted < 0 || given < 0)
        return;
    if (given < wanted && !open)
        say(c, DEFECT_BAD_FORMAT, t,
            "format: %d value%s for %d conversions in \"%.200s\"", given,
            text_plural((uint64_t)given), wanted, text);
    if (surplus && given - open > wanted)
        say(c, DEFECT_BAD_FORMAT, t, "format: it has no place for value %d: \"%.200s\"",
            wanted + 1, text);
}

/* `t`: the function's name. */
static void judge_message(const struct calls *c, size_t t)
{
    const struct lines *l = c->l;
    bool paren = lines_is(l, t + 1, "(");
    size_t close = paren ? lines_close(l, t + 1) : 0, at = t + (paren ? 2 : 1);
    if (lines_is(l, t, "detail")) {
        if (!paren || l->at[at].kind != LINES_STRING || !lines_is(l, at + 1, ","))
            return;
        at += 2;
    } else if (paren && lines_is(l, at, "{")) {
        at = lines_close(l, at) + 1;
        if (!lines_is(l, at, ","))
            return;
        at++;
    }
    if (at < l->n && l->at[at].kind == LINES_STRING)
        judge_format(c, at, close, true);
}

/* --- verdicts --- */

/* Whether an expression or a block ends right before the token: then a statement starts
 * with it. */
static bool starts_statement(const struct lines *l, size_t t)
{
    static const char *const words[] = {"then", "do",  "else",  "repeat", "end",
                                        "true", "nil", "false", "break",  ")",
                                        "}",    "]",   "..."};
    const struct lines_token *before = &l->at[t - 1];
    if (t == 1 || before->kind == LINES_STRING || before->kind == LINES_NUMBER)
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (lines_is(l, t - 1, words[i]))
            return true;
    return lines_is_name(l, t - 1);
}

static void judge_call(const struct calls *c, size_t t)
{
    static const char *const verdicts[] = {"pass", "warn", "fail", "not_applicable",
                                           "unknown"};
    const struct lines *l = c->l;
    bool called = lines_is(l, t + 1, "(") || lines_is(l, t + 1, "{") ||
                  (t + 1 < l->n && l->at[t + 1].kind == LINES_STRING);
    if (!called || lines_is(l, t - 1, ":"))
        return;
    if (lines_is(l, t, "format") && lines_is(l, t - 1, ".")) {
        if (lines_is(l, t - 2, "string") && !has_meaning(c, "string") &&
            lines_is(l, t + 1, "(") && l->at[t + 2].kind == LINES_STRING)
            judge_format(c, t + 2, lines_close(l, t + 1), false);
        return;
    }
    if (lines_is(l, t - 1, ".") || lines_is(l, t - 1, "function"))
        return;
    if (lines_is(l, t, "detail") && !has_meaning(c, "detail"))
        judge_message(c, t);
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        if (!lines_is(l, t, verdicts[i]) || has_meaning(c, verdicts[i]))
            continue;
        judge_message(c, t);
        if (starts_statement(l, t))
            say(c, DEFECT_LOST_VERDICT, t,
                "the verdict %s(…) is said and lost: wants return %s(…)", verdicts[i],
                verdicts[i]);
    }
}

void calls_judge(const struct lines *l, const struct scan *seen,
                 const struct calls_beside *beside,
                 void (*say_it)(void *ctx, enum defect_rule rule, size_t token,
                                const char *message),
                 void *ctx)
{
    struct calls c = {l, seen, beside, say_it, ctx};
    for (size_t t = 1; t < l->n; t++) {
        if (!lines_is_name(l, t))
            continue;
        judge_global(&c, t);
        judge_member(&c, t);
        judge_call(&c, t);
    }
}
