#include "report/part.h"

#include "base/mem.h"
#include "data/doc.h"
#include "data/finding.h"
#include "data/jsonout.h"
#include "report/headline.h"

#include <stdlib.h>
#include <string.h>

enum { MADE_MAX = 64 << 20 };

void part_free(struct part *p)
{
    view_free(&p->view);
    buf_free(&p->remedy);
    buf_free(&p->resource);
    for (size_t i = 0; i < p->n_checks; i++) {
        buf_free(&p->checks[i].head);
        buf_free(&p->checks[i].tail);
    }
    free(p->checks);
}

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

/* Text of ours that is made once and stands in many findings. */
static void add_made(struct buf *b, const struct buf *made)
{
    json_comma(b);
    buf_add(b, buf_str(made), made->len);
    b->full |= made->full;
}

static int read_resource(struct part *p, struct inventory *inv, int64_t row,
                         struct err *e)
{
    if (p->resource.len && p->view.row == row)
        return 0;
    int rc = view_read(&p->view, inv, row, e);
    if (rc)
        return rc;
    if (!p->resource.max)
        p->resource = buf_make(MADE_MAX);
    buf_clear(&p->resource);
    put_resource(&p->resource, &p->view);
    return 0;
}

/* What a check says of each of its findings. Findings come check by check, so that it is
 * mostly the one behind the last. */
static const struct part_check *check_of(struct part *p, const struct check_info *check)
{
    for (size_t i = 0; i < p->n_checks; i++) {
        p->last = p->last + 1 < p->n_checks ? p->last + 1 : 0;
        if (p->checks[p->last].check == check)
            return &p->checks[p->last];
    }
    p->checks = mem_grow(p->checks, p->n_checks + 1, sizeof *p->checks);
    struct part_check *c = &p->checks[p->last = p->n_checks++];
    *c = (struct part_check){check, buf_make(MADE_MAX), buf_make(MADE_MAX)};
    json_member(&c->head, "check", check->id);
    json_member(&c->head, "protection", check->protection);
    json_member(&c->head, "title", check->title);
    json_list(&c->tail, "references", &check->refs);
    json_list(&c->tail, "controls", &check->controls);
    return c;
}

/* Whether a text that is UTF-8 is a JSON value at first sight: a string without escapes,
 * a small number, a word. */
static bool is_simple(struct frame_text v)
{
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < 3; i++)
        if (v.len == strlen(words[i]) && !memcmp(v.data, words[i], v.len))
            return true;
    if (!v.len || v.len > VALUE_MAX)
        return false;
    if (*v.data >= '1' && *v.data <= '9' && v.len < 16) {
        size_t i = 1;
        while (i < v.len && v.data[i] >= '0' && v.data[i] <= '9')
            i++;
        return i == v.len;
    }
    if (v.len < 2 || *v.data != '"' || v.data[v.len - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < v.len; i++)
        if ((unsigned char)v.data[i] < 0x20 || v.data[i] == '"' || v.data[i] == '\\')
            return false;
    return true;
}

/* A worker says that this is JSON, and a worker ran strangers' code: what is no single
 * JSON value becomes a string. */
static void put_value(struct buf *b, struct frame_text v)
{
    if (is_simple(v)) {
        json_key(b, "value");
        buf_add(b, v.data, v.len);
        return;
    }
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

int part_finding(struct part *p, struct buf *b, const struct result *r,
                 const struct finding *f, struct err *e)
{
    bool graded = f->severity != SEVERITY_NONE;
    const struct part_check *check = check_of(p, f->check);
    int rc = read_resource(p, r->inv, f->row, e);
    if (rc)
        return rc;
    add_made(b, &check->head);
    json_member(b, "status", verdict_name(f->verdict));
    if (f->verdict == VERDICT_ERROR)
        json_member(b, "reason", failure_name(f->failure));
    json_member(b, "severity", severity_name(graded ? f->severity : f->check->severity));
    if (f->original != SEVERITY_NONE)
        json_member(b, "original_severity", severity_name(f->original));
    if (f->detail && f->detail->message.len)
        text_member(b, "message", f->detail->message);
    else
        json_member(b, "message", "");
    add_made(b, &p->resource);
    put_evidence(b, f->detail);
    put_detail(b, f->detail);
    if (!p->remedy.max)
        p->remedy = buf_make(1 << 16);
    buf_clear(&p->remedy);
    bool done = f->verdict == VERDICT_PASS || f->verdict == VERDICT_NOT_APPLICABLE;
    if (!done)
        rc = view_remedy_of(&p->view, r, f, &p->remedy, e);
    optional(b, "remedy", buf_str(&p->remedy));
    add_made(b, &check->tail);
    char print[72];
    r->fingerprint(f->check->id, p->view.key, print);
    json_member(b, "fingerprint", print);
    json_member(b, "muted", NULL);
    return rc;
}

/* --- the rest --- */

void part_tool(struct buf *b, const struct result *r)
{
    buf_char(b, '{');
    json_member(b, "name", "holdfast");
    json_member(b, "version", r->version);
    buf_char(b, '}');
}

static void put_config(struct buf *b, const struct result *r)
{
    if (!r->config.path)
        return;
    json_key(b, "config");
    buf_char(b, '{');
    json_member(b, "path", r->config.path);
    json_member(b, "sha256", r->config.sha256);
    optional(b, "profile", r->config.profile);
    buf_char(b, '}');
}

void part_scan(struct buf *b, const struct result *r)
{
    buf_char(b, '{');
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
    if (r->check_dirs.n)
        json_list(b, "check_dirs", &r->check_dirs);
    if (r->shard)
        json_member(b, "shard", r->shard);
    put_config(b, r);
    buf_char(b, '}');
}

/* A count that calms is null where something is not known: a program that reads no other
 * member takes nothing for a zero that is none. */
static void put_survival(struct buf *b, const struct result *r)
{
    const struct survival *s = &r->summary.survival;
    struct buf line = buf_make(1 << 12);
    if (!s->told)
        return;
    headline_say(r, &line);
    json_key(b, "survival");
    buf_char(b, '{');
    json_member(b, "statement", buf_str(&line));
    json_member_bool(b, "certain", survival_certain(s));
    json_member_int(b, "checks", (int64_t)s->checks);
    json_key(b, "lacking");
    buf_char(b, '[');
    for (size_t i = 0; survival_need(i); i++) {
        if (!(s->lacking >> i & 1))
            continue;
        json_comma(b);
        json_text(b, survival_need(i));
    }
    buf_char(b, ']');
    json_member_int(b, "vaults", (int64_t)s->vaults);
    if (s->lost || survival_certain(s))
        json_member_int(b, "lost", (int64_t)s->lost);
    else
        json_member(b, "lost", NULL);
    json_member_int(b, "not_judged", (int64_t)s->unknown);
    json_member_bool(b, "unlisted", s->unlisted);
    buf_char(b, '}');
    buf_free(&line);
}

void part_summary(struct buf *b, const struct result *r)
{
    const struct summary *s = &r->summary;
    static const char *const levels[LEVEL_COUNT] = {"Excellent", "Good", "Fair", "Poor"};
    buf_char(b, '{');
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
    buf_char(b, '}');
    put_survival(b, r);
    buf_char(b, '}');
}

void part_gap(struct buf *b, const struct gap_line *g)
{
    buf_char(b, '{');
    json_member(b, "scope", g->scope);
    optional(b, "type", g->type);
    json_member_int(b, "status", g->status);
    optional(b, "code", g->code);
    optional(b, "message", g->message);
    optional(b, "action", g->action);
    buf_char(b, '}');
}

void part_refusal(struct buf *b, const struct refusal *r)
{
    buf_char(b, '{');
    json_member(b, "file", r->file);
    json_member(b, "reason", r->reason);
    buf_char(b, '}');
}

void part_code(struct buf *b, const struct code_line *c)
{
    buf_char(b, '{');
    json_member(b, "file", c->file);
    json_member(b, "sha256", c->sha256);
    json_member(b, "key", c->key);
    buf_char(b, '}');
}
