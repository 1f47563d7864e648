/* Settings, evidence, remarks, verdicts. Everything is copied and cut. */
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/job.h"
#include "data/jsonout.h"
#include "eval/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void undeclared_setting(hf_ctx *c, const char *name)
{
    const char *names[CHECK_LIST_MAX];
    size_t n = c->check->n_settings;
    for (size_t i = 0; i < n; i++)
        names[i] = c->check->settings[i].name;
    const char *near = text_nearest(name, names, n);
    run_undeclared(c, "it asked for the setting %s, which it does not declare: %s%s%s",
                   name, near ? "did you mean " : "add it to ", near ? near : "settings",
                   near ? "?" : "");
}

const char *host_setting_text(hf_ctx *c, const char *name)
{
    if (!c->check || !name)
        return NULL;
    for (size_t i = 0; i < c->job->n_settings; i++) {
        const struct job_setting *s = &c->job->settings[i];
        if (s->estate == c->estate && !strcmp(s->check, c->check->id) &&
            !strcmp(s->name, name))
            return s->value;
    }
    for (size_t i = 0; i < c->check->n_settings; i++)
        if (!strcmp(c->check->settings[i].name, name))
            return c->check->settings[i].value;
    undeclared_setting(c, name);
    return NULL;
}

double host_setting(hf_ctx *c, const char *name)
{
    const char *text = host_setting_text(c, name);
    char *end;
    double v = text ? strtod(text, &end) : 0;
    if (text && (end == text || *end))
        run_undeclared(c, "the setting %s is no number: %s", name, text);
    return v;
}

int64_t host_now(hf_ctx *c) { return c->now; }

/* Offset of a copy among the run's texts; 0 (empty) when there is no room left. Values
 * that are left for later always find room: they are taken while half of it is free. */
static size_t keep(hf_ctx *c, const char *text, size_t len)
{
    if (c->n_unquoted && c->texts.len + len > RUN_TEXTS_MAX / 2)
        run_quote(c);
    size_t at = c->texts.len;
    if (buf_add(&c->texts, text, len))
        return 0;
    if (buf_char(&c->texts, '\0')) {
        c->texts.len = at;
        return 0;
    }
    return at;
}

static void quote(hf_ctx *c, size_t i, const hf_resource *r, const char *pointer)
{
    struct buf value = buf_make(VALUE_MAX);
    const struct doc *d = run_doc(c, r);
    if (d)
        doc_quote(d, pointer, VALUE_MAX - 8, &value);
    c->evidence[i].value = keep(c, buf_str(&value), value.len);
    buf_free(&value);
}

void run_quote(hf_ctx *c)
{
    c->n_unquoted = 0; /* first: to keep one may ask for this */
    for (size_t i = 0; i < c->n_evidence; i++) {
        const hf_resource *r = c->evidence[i].unquoted;
        c->evidence[i].unquoted = NULL;
        if (!r)
            continue;
        char *pointer = mem_text(buf_str(&c->texts) + c->evidence[i].pointer);
        quote(c, i, r, pointer);
        free(pointer);
    }
}

/* Its place among the evidence, or -1. */
static int add_evidence(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    if (c->n_evidence == EVIDENCE_MAX)
        return -1;
    size_t i = c->n_evidence++;
    c->evidence[i].unquoted = NULL;
    c->evidence[i].assumed = false;
    c->evidence[i].id = keep(c, r->id, strlen(r->id));
    c->evidence[i].pointer = keep(c, pointer, strlen(pointer));
    return (int)i;
}

void host_evidence(hf_ctx *c, const hf_resource *r, const char *pointer)
{
    if (!r || !run_pointer(c, pointer) || !run_doc(c, r))
        return;
    int i = add_evidence(c, r, pointer);
    if (i < 0)
        return;
    bool kept = c->evidence[i].pointer || !*pointer;
    if (!kept || c->texts.len > RUN_TEXTS_MAX / 2) {
        quote(c, (size_t)i, r, pointer);
        return;
    }
    c->evidence[i].value = 0;
    c->evidence[i].unquoted = r;
    c->n_unquoted++;
}

void host_assume(hf_ctx *c, const hf_resource *r, const char *pointer, const char *text)
{
    if (!r || !run_pointer(c, pointer) || !text)
        return;
    struct buf value = buf_make(VALUE_MAX);
    json_text(&value, text);
    int i = add_evidence(c, r, pointer);
    if (i >= 0) {
        c->evidence[i].value = keep(c, buf_str(&value), value.len);
        c->evidence[i].assumed = true;
    }
    buf_free(&value);
}

void host_detail(hf_ctx *c, const char *key, const char *fmt, ...)
{
    char text[MESSAGE_MAX];
    if (!key || c->n_remarks == REMARKS_MAX)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    size_t i = c->n_remarks++;
    c->remarks[i].key = keep(c, key, strnlen(key, 64));
    c->remarks[i].value = keep(c, text, strlen(text));
}

/* A verdict that is not returned would be lost in silence. */
static void said_before(hf_ctx *c, hf_status status)
{
    if (c->said && c->said != status) /* the same numbers in both */
        run_twice(c, "it said %s and then %s: return the first",
                  verdict_name((enum verdict)c->said),
                  verdict_name((enum verdict)status));
}

static hf_status say(hf_ctx *c, hf_status status, const char *fmt, va_list ap)
{
    said_before(c, status);
    char text[MESSAGE_MAX + 1];
    buf_clear(&c->message);
    if (fmt) {
        vsnprintf(text, sizeof text, fmt, ap);
        buf_add(&c->message, text, strlen(text));
    }
    c->said = status;
    return status;
}

hf_status host_pass(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    c->severity = HF_DEFAULT;
    hf_status s = say(c, HF_PASS, fmt, ap);
    va_end(ap);
    return s;
}

hf_status host_warn(hf_ctx *c, hf_severity severity, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    c->severity = severity;
    hf_status s = say(c, HF_WARN, fmt, ap);
    va_end(ap);
    return s;
}

hf_status host_fail(hf_ctx *c, hf_severity severity, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    c->severity = severity;
    hf_status s = say(c, HF_FAIL, fmt, ap);
    va_end(ap);
    return s;
}

hf_status host_not_applicable(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    hf_status s = say(c, HF_NOT_APPLICABLE, fmt, ap);
    va_end(ap);
    return s;
}

hf_status host_unknown(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    hf_status s = say(c, HF_UNKNOWN, fmt, ap);
    va_end(ap);
    return s;
}
