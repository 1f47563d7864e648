/* The report for programs. Written as it is read, key by key in the order of its schema:
 * no tree of ten million findings is ever built. */
#include "report/report.h"

#include "base/err.h"
#include "data/doc.h"
#include "data/finding.h"
#include "data/inventory.h"
#include "data/jsonout.h"
#include "report/view.h"

#include <string.h>

struct writing {
    struct report_out *o;
    const struct result *r;
    struct view view;
    struct buf remedy;
    bool any;
    struct err *e;
    int rc;
};

static void text_member(struct buf *b, const char *key, struct frame_text t)
{
    json_key(b, key);
    json_textn(b, t.data, t.len);
}

static void optional(struct buf *b, const char *key, const char *text)
{
    json_member(b, key, text && *text ? text : NULL);
}

/* --- a finding --- */

static void put_resource(struct buf *b, const struct view *v)
{
    json_key(b, "resource");
    buf_char(b, '{');
    json_member(b, "id", v->id);
    json_member(b, "type", v->type);
    json_member(b, "name", v->name);
    optional(b, "location", v->location);
    optional(b, "resource_group", v->group);
    optional(b, "subscription", v->subscription);
    buf_char(b, '}');
}

/* A worker says that this is JSON, and a worker ran strangers' code: what is no single
 * JSON value becomes a string. */
static void put_value(struct buf *b, struct frame_text v)
{
    struct buf list = buf_make(VALUE_MAX + 3);
    buf_char(&list, '[');
    buf_add(&list, v.data, v.len);
    buf_char(&list, ']');
    struct doc *d = list.full ? NULL : doc_parse(buf_str(&list), list.len, NULL);
    json_key(b, "value");
    if (d && doc_length(d, "") == 1)
        buf_add(b, v.data, v.len);
    else
        json_textn(b, v.data, v.len);
    doc_free(d);
    buf_free(&list);
}

/* Whether a remark before this one has its key: a key comes once. */
static bool repeated(const struct frame_detail *d, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (d->remarks[k].key.len == d->remarks[i].key.len &&
            !memcmp(d->remarks[k].key.data, d->remarks[i].key.data,
                    d->remarks[i].key.len))
            return true;
    return false;
}

static void put_detail(struct buf *b, const struct frame_detail *d)
{
    json_key(b, "detail");
    buf_char(b, '{');
    for (size_t i = 0; d && i < d->n_remarks; i++) {
        if (repeated(d, i))
            continue;
        json_comma(b);
        json_textn(b, d->remarks[i].key.data, d->remarks[i].key.len);
        buf_char(b, ':');
        json_textn(b, d->remarks[i].value.data, d->remarks[i].value.len);
    }
    buf_char(b, '}');
}

static void put_evidence(struct buf *b, const struct frame_detail *d)
{
    json_key(b, "evidence");
    buf_char(b, '[');
    for (size_t i = 0; d && i < d->n_evidence; i++) {
        const struct frame_evidence *ev = &d->evidence[i];
        json_comma(b);
        buf_char(b, '{');
        text_member(b, "resource", ev->id);
        text_member(b, "pointer", ev->pointer);
        put_value(b, ev->value);
        if (ev->assumed)
            json_member_bool(b, "default", true);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static int put_finding(void *ctx, const struct finding *f)
{
    struct writing *w = ctx;
    struct buf *b = &w->o->buf;
    if (!(w->r->listed >> f->verdict & 1))
        return 0;
    w->rc = view_read(&w->view, w->r->inv, f->row, w->e);
    if (w->rc)
        return 1;
    buf_text(b, w->any ? ",\n    {" : "\n    {");
    w->any = true;
    json_member(b, "check", f->check->id);
    json_member(b, "protection", f->check->protection);
    json_member(b, "title", f->check->title);
    json_member(b, "status", verdict_name(f->verdict));
    if (f->verdict == VERDICT_ERROR)
        json_member(b, "reason", failure_name(f->failure));
    bool graded = f->severity != SEVERITY_NONE;
    json_member(b, "severity", severity_name(graded ? f->severity : f->check->severity));
    if (f->detail && f->detail->message.len)
        text_member(b, "message", f->detail->message);
    else
        json_member(b, "message", "");
    put_resource(b, &w->view);
    put_evidence(b, f->detail);
    put_detail(b, f->detail);
    buf_clear(&w->remedy);
    if (f->check->remedy)
        view_remedy(&w->view, f->check->remedy, &w->remedy);
    optional(b, "remedy", buf_str(&w->remedy));
    json_list(b, "references", &f->check->refs);
    json_list(b, "controls", &f->check->controls);
    char print[72];
    w->r->fingerprint(f->check->id, w->view.key, print);
    json_member(b, "fingerprint", print);
    json_member(b, "muted", NULL);
    buf_char(b, '}');
    w->rc = out_flush(w->o, false, w->e);
    return w->rc ? 1 : 0;
}

/* --- the rest --- */

static void put_scan(struct buf *b, const struct result *r)
{
    buf_text(b, "{\n  \"schema\":\"holdfast.report/1\",\n  \"tool\":{");
    json_member(b, "name", "holdfast");
    json_member(b, "version", r->version);
    buf_text(b, "},\n  \"scan\":{");
    json_member(b, "started", r->started);
    json_member(b, "finished", r->finished);
    json_member(b, "inventory_time", r->inventory_time);
    json_member(b, "source", r->source);
    optional(b, "cloud", r->cloud);
    optional(b, "tenant", r->tenant);
    json_list(b, "subscriptions", &r->subscriptions);
    json_member_bool(b, "complete", r->complete);
    json_member(b, "cage", r->cage);
    json_member_int(b, "requests", (int64_t)r->requests);
    json_member_int(b, "throttled", (int64_t)r->throttled);
    buf_char(b, '}');
}

static void put_summary(struct buf *b, const struct summary *s)
{
    static const char *const levels[LEVEL_COUNT] = {"Excellent", "Good", "Fair", "Poor"};
    buf_text(b, ",\n  \"summary\":{");
    json_member_int(b, "resources", (int64_t)s->resources);
    json_member_int(b, "findings", (int64_t)s->findings);
    json_key(b, "status");
    buf_char(b, '{');
    for (int v = VERDICT_PASS; v < VERDICT_COUNT; v++)
        json_member_int(b, verdict_name((enum verdict)v), (int64_t)s->status[v]);
    buf_char(b, '}');
    json_key(b, "errors");
    buf_char(b, '{');
    for (int v = FAILURE_BLOCKED; v < FAILURE_COUNT; v++)
        json_member_int(b, failure_name((enum failure)v), (int64_t)s->failure[v]);
    buf_char(b, '}');
    json_member_int(b, "muted", (int64_t)s->muted);
    json_key(b, "severity");
    buf_char(b, '{');
    for (int v = SEVERITY_CRITICAL; v >= SEVERITY_INFO; v--)
        json_member_int(b, severity_name((enum severity)v), (int64_t)s->severity[v]);
    buf_char(b, '}');
    json_key(b, "security_level");
    buf_char(b, '{');
    for (int v = 0; v < LEVEL_COUNT; v++)
        json_member_int(b, levels[v], (int64_t)s->level[v]);
    buf_text(b, "}}");
}

static void put_gaps(struct buf *b, const struct result *r)
{
    buf_text(b, ",\n  \"gaps\":[");
    for (size_t i = 0; i < r->n_gaps; i++) {
        const struct gap_line *g = &r->gaps[i];
        buf_text(b, i ? ",\n    {" : "\n    {");
        json_member(b, "scope", g->scope);
        optional(b, "type", g->type);
        json_member_int(b, "status", g->status);
        optional(b, "code", g->code);
        optional(b, "message", g->message);
        optional(b, "action", g->action);
        buf_char(b, '}');
    }
    buf_text(b, "],\n  \"refused\":[");
    for (size_t i = 0; i < r->n_refused; i++) {
        buf_text(b, i ? ",\n    {" : "\n    {");
        json_member(b, "file", r->refused[i].file);
        json_member(b, "reason", r->refused[i].reason);
        buf_char(b, '}');
    }
    buf_text(b, "]\n}\n");
}

int report_json(struct report_out *o, const struct result *r, struct err *e)
{
    struct writing w = {.o = o, .r = r, .remedy = buf_make(1 << 16), .e = e};
    put_scan(&o->buf, r);
    put_summary(&o->buf, &r->summary);
    buf_text(&o->buf, ",\n  \"findings\":[");
    int rc = r->findings.read(r->findings.self, put_finding, &w, e);
    if (w.rc)
        rc = w.rc;
    buf_text(&o->buf, "]");
    put_gaps(&o->buf, r);
    view_free(&w.view);
    buf_free(&w.remedy);
    return rc;
}
