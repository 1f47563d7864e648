#include "data/checkinfo.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkjudge.h"
#include "data/checkonly.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const verdicts[VERDICT_COUNT] = {
    "none", "pass", "warn", "fail", "not_applicable", "unknown", "error"};
static const char *const severities[SEVERITY_COUNT] = {"none",   "info", "low",
                                                       "medium", "high", "critical"};
static const char *const failures[FAILURE_COUNT] = {
    "none",       "blocked",    "raised",  "too_slow", "too_big",   "wrong_type",
    "undeclared", "unreadable", "crashed", "timeout",  "no_memory", "not_run"};
static const char *const wheres[] = {"below", "above", "followed", "scope"};

const char *verdict_name(enum verdict v)
{
    return verdicts[v < VERDICT_COUNT ? v : VERDICT_NONE];
}

const char *severity_name(enum severity s)
{
    return severities[s < SEVERITY_COUNT ? s : SEVERITY_NONE];
}

const char *failure_name(enum failure f)
{
    return failures[f < FAILURE_COUNT ? f : FAILURE_NONE];
}

enum failure failure_parse(const char *text)
{
    for (int f = FAILURE_BLOCKED; text && f < FAILURE_COUNT; f++)
        if (!strcmp(text, failure_name((enum failure)f)))
            return (enum failure)f;
    return FAILURE_NONE;
}

bool severity_parse(const char *text, enum severity *out)
{
    for (int i = SEVERITY_INFO; i < SEVERITY_COUNT; i++) {
        if (text_same(text, severities[i])) {
            *out = (enum severity)i;
            return true;
        }
    }
    return false;
}

const char *checkinfo_field(enum check_field f)
{
    static const char *const names[CHECK_FIELDS] = {"id",
                                                    "protection",
                                                    "title",
                                                    "severity",
                                                    "targets",
                                                    "needs",
                                                    "settings",
                                                    "why",
                                                    "remedy",
                                                    "controls",
                                                    "refs",
                                                    "run",
                                                    "fixed_severity",
                                                    "only"};
    return f < CHECK_FIELDS ? names[f] : "?";
}

/* --- validity --- */

static void keep_first(void *ctx, const struct judged *j)
{
    struct err *e = ctx;
    if (!e->code)
        err_set(e, ERR_DATA, "%s", j->message);
}

int checkinfo_valid(const struct check_info *c, struct err *e)
{
    struct err first = {0};
    checkjudge_check(c, &(struct checkjudge){.say = keep_first, .ctx = &first});
    return first.code ? err_set(e, ERR_DATA, "%s", first.text) : 0;
}

/* --- encoding --- */

static void encode_needs(struct buf *out, const struct check_info *c)
{
    json_key(out, "needs");
    buf_char(out, '[');
    for (size_t i = 0; i < c->n_needs; i++) {
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "type", c->needs[i].type);
        json_member(out, "where", wheres[c->needs[i].where]);
        json_member_bool(out, "optional", c->needs[i].optional);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void encode_settings(struct buf *out, const struct check_info *c)
{
    json_key(out, "settings");
    buf_char(out, '[');
    for (size_t i = 0; i < c->n_settings; i++) {
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "name", c->settings[i].name);
        json_member(out, "default", c->settings[i].value);
        json_member(out, "meaning", c->settings[i].meaning);
        json_member_bool(out, "numeric", c->settings[i].numeric);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

void checkinfo_encode(const struct check_info *c, struct buf *out)
{
    buf_char(out, '{');
    json_member(out, "id", c->id);
    json_member(out, "protection", c->protection);
    json_member(out, "title", c->title);
    json_member(out, "severity", severity_name(c->severity));
    json_list(out, "targets", &c->targets);
    encode_needs(out, c);
    checkonly_encode(c, out);
    encode_settings(out, c);
    if (c->why)
        json_member(out, "why", c->why);
    if (c->remedy)
        json_member(out, "remedy", c->remedy);
    json_list(out, "controls", &c->controls);
    json_list(out, "refs", &c->refs);
    json_member_bool(out, "fixed_severity", c->fixed_severity);
    json_member_int(out, "file", (int64_t)c->file);
    json_member_int(out, "order", (int64_t)c->order);
    buf_char(out, '}');
}

/* --- decoding --- */

static char *copy_text(const struct doc *d, const char *base, const char *member)
{
    char pointer[768];
    snprintf(pointer, sizeof pointer, "%s/%s", base, member);
    return mem_text(doc_text(d, pointer));
}

static int decode_list(const struct doc *d, const char *base, const char *member,
                       struct strs *out, struct err *e)
{
    char pointer[512];
    snprintf(pointer, sizeof pointer, "%s/%s", base, member);
    size_t n = doc_length(d, pointer);
    if (n > CHECK_LIST_MAX)
        return err_set(e, ERR_DATA, "%s: more than %d", member, CHECK_LIST_MAX);
    for (size_t i = 0; i < n; i++) {
        char at[600];
        snprintf(at, sizeof at, "%s/%zu", pointer, i);
        const char *t = doc_text(d, at);
        if (!t)
            return err_set(e, ERR_DATA, "%s: entry %zu is no text", member, i + 1);
        strs_add(out, t);
    }
    return 0;
}

static int decode_needs(const struct doc *d, const char *base, struct check_info *c,
                        struct err *e)
{
    char pointer[512];
    snprintf(pointer, sizeof pointer, "%s/needs", base);
    size_t n = doc_length(d, pointer);
    if (n > CHECK_LIST_MAX)
        return err_set(e, ERR_DATA, "needs: more than %d", CHECK_LIST_MAX);
    c->needs = mem_new((n + 1) * sizeof *c->needs);
    for (size_t i = 0; i < n; i++, c->n_needs++) {
        char at[600], sub[640];
        snprintf(at, sizeof at, "%s/%zu", pointer, i);
        c->needs[i].type = copy_text(d, at, "type");
        char *where = copy_text(d, at, "where");
        size_t w = 0;
        while (where && w < 4 && strcmp(where, wheres[w]))
            w++;
        bool known = where && w < 4;
        free(where);
        if (!known) {
            c->n_needs++;
            return err_set(e, ERR_DATA, "needs: entry %zu has no known where", i + 1);
        }
        c->needs[i].where = (enum needs_where)w;
        snprintf(sub, sizeof sub, "%s/optional", at);
        c->needs[i].optional = doc_truth(d, sub) == 1;
    }
    return 0;
}

static int decode_settings(const struct doc *d, const char *base, struct check_info *c,
                           struct err *e)
{
    char pointer[512];
    snprintf(pointer, sizeof pointer, "%s/settings", base);
    size_t n = doc_length(d, pointer);
    if (n > CHECK_LIST_MAX)
        return err_set(e, ERR_DATA, "settings: more than %d", CHECK_LIST_MAX);
    c->settings = mem_new((n + 1) * sizeof *c->settings);
    for (size_t i = 0; i < n; i++, c->n_settings++) {
        char at[600], sub[640];
        snprintf(at, sizeof at, "%s/%zu", pointer, i);
        c->settings[i].name = copy_text(d, at, "name");
        c->settings[i].value = copy_text(d, at, "default");
        c->settings[i].meaning = copy_text(d, at, "meaning");
        snprintf(sub, sizeof sub, "%s/numeric", at);
        c->settings[i].numeric = doc_truth(d, sub) == 1;
    }
    return 0;
}

static int decode_place(const struct doc *d, const char *base, const char *member,
                        size_t *out, struct err *e)
{
    char pointer[512];
    int64_t v;
    snprintf(pointer, sizeof pointer, "%s/%s", base, member);
    if (!doc_integer(d, pointer, &v) || v < 0 || v > CHECKS_MAX)
        return err_set(e, ERR_DATA, "%s: wants 0 to %d", member, CHECKS_MAX);
    *out = (size_t)v;
    return 0;
}

int checkinfo_decode(const struct doc *d, const char *pointer, struct check_info *c,
                     struct err *e)
{
    char at[512];
    if (strlen(pointer) > 256 || doc_type(d, pointer) != DOC_OBJECT)
        return err_set(e, ERR_DATA, "a check wants an object");
    c->id = copy_text(d, pointer, "id");
    c->protection = copy_text(d, pointer, "protection");
    c->title = copy_text(d, pointer, "title");
    c->why = copy_text(d, pointer, "why");
    c->remedy = copy_text(d, pointer, "remedy");
    snprintf(at, sizeof at, "%s/severity", pointer);
    const char *severity = doc_text(d, at);
    if (!severity || !severity_parse(severity, &c->severity))
        c->severity = SEVERITY_NONE;
    snprintf(at, sizeof at, "%s/fixed_severity", pointer);
    c->fixed_severity = doc_truth(d, at) == 1;
    int rc = decode_list(d, pointer, "targets", &c->targets, e);
    if (!rc)
        rc = decode_list(d, pointer, "controls", &c->controls, e);
    if (!rc)
        rc = decode_list(d, pointer, "refs", &c->refs, e);
    if (!rc)
        rc = decode_needs(d, pointer, c, e);
    if (!rc)
        rc = checkonly_decode(d, pointer, c, e);
    if (!rc)
        rc = decode_settings(d, pointer, c, e);
    if (!rc)
        rc = decode_place(d, pointer, "file", &c->file, e);
    if (!rc)
        rc = decode_place(d, pointer, "order", &c->order, e);
    return rc ? rc : checkinfo_valid(c, e);
}

void checkinfo_free(struct check_info *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n_needs; i++)
        free(c->needs[i].type);
    for (size_t i = 0; i < c->n_settings; i++) {
        free(c->settings[i].name);
        free(c->settings[i].value);
        free(c->settings[i].meaning);
    }
    checkonly_free(c);
    free(c->needs);
    free(c->settings);
    free(c->id);
    free(c->protection);
    free(c->title);
    free(c->why);
    free(c->remedy);
    strs_free(&c->targets);
    strs_free(&c->controls);
    strs_free(&c->refs);
    *c = (struct check_info){0};
}
