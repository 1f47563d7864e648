/* The plan as the text that crosses to holdfast-collect. */
#include "data/plan.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { PROTOCOL = 1, TEXT_MAX = 4096, LIST_MAX = 100000, PARTS_MAX = 4096 };

/* Text members: of which object, under which name, kept where. */
struct member {
    const char *pointer;
    size_t at;
    bool must, origin;
};

#define AT(name) offsetof(struct plan_scope, name)

static const struct member members[] = {
    {"/cloud/name", AT(cloud_name), true, false},
    {"/cloud/authority", AT(authority), true, true},
    {"/cloud/resource_manager", AT(resource_manager), true, true},
    {"/cloud/audience", AT(audience), true, true},
    {"/scope/tenant", AT(tenant), false, false},
    {"/scope/auth", AT(auth), true, false},
    {"/scope/client_id", AT(client_id), false, false},
    {"/scope/ca_file", AT(ca_file), false, false},
    {"/scope/proxy", AT(proxy), false, false},
    {"/scope/inventory", AT(inventory), false, false},
    {"/scope/now", AT(now), false, false},
    {"/scope/tool", AT(tool), true, false},
    {"/scope/shard", AT(shard), false, false},
};
enum { MEMBERS = sizeof members / sizeof *members, CLOUD_MEMBERS = 4 };

static char **slot(struct plan_scope *s, const struct member *m)
{
    return (char **)(void *)((char *)s + m->at);
}

/* --- writing --- */

static void encode_members(struct buf *out, const struct plan_scope *s, size_t from,
                           size_t to)
{
    for (size_t i = from; i < to; i++) {
        const char *text;
        memcpy(&text, (const char *)s + members[i].at, sizeof text);
        if (text)
            json_member(out, strrchr(members[i].pointer, '/') + 1, text);
    }
}

static void encode_parts(struct buf *out, const struct plan_type *t)
{
    json_member_int(out, "spared", (int64_t)t->spared);
    json_key(out, "parts");
    buf_char(out, '[');
    for (size_t i = 0; i < t->n_parts; i++) {
        const struct plan_part *p = &t->parts[i];
        json_comma(out);
        buf_char(out, '{');
        json_member_int(out, "filters", (int64_t)p->filters);
        json_member(out, "unless", p->unless);
        json_member(out, "is", p->is);
        if (p->below)
            json_member(out, "below", p->below->type);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

static void encode_types(struct buf *out, const struct plan *p)
{
    json_key(out, "types");
    buf_char(out, '[');
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_type *t = &p->types[i];
        json_comma(out);
        buf_char(out, '{');
        json_member(out, "type", t->row->type);
        json_member_bool(out, "target", t->target);
        json_member_bool(out, "needed", t->needed);
        json_member_bool(out, "followed", t->followed);
        json_member_bool(out, "optional", t->optional);
        if (t->spared)
            encode_parts(out, t);
        json_list(out, "under", &t->under);
        json_list(out, "checks", &t->checks);
        buf_char(out, '}');
    }
    buf_char(out, ']');
}

void plan_encode(const struct plan *p, const struct plan_scope *s, struct buf *out)
{
    buf_fmt(out, "{\"hello\":{\"min\":%d,\"max\":%d}", PROTOCOL, PROTOCOL);
    catalog_encode(p->catalog, out);
    encode_types(out, p);
    json_key(out, "cloud");
    buf_char(out, '{');
    encode_members(out, s, 0, CLOUD_MEMBERS);
    buf_char(out, '}');
    json_key(out, "scope");
    buf_char(out, '{');
    json_list(out, "subscriptions", &s->subscriptions);
    encode_members(out, s, CLOUD_MEMBERS, MEMBERS);
    json_member_int(out, "max_requests", s->max_requests);
    json_member_int(out, "verbose", s->verbose);
    json_member_int(out, "timeout", s->timeout);
    if (s->resume)
        json_member_bool(out, "resume", true);
    buf_text(out, "}}");
}

/* --- reading --- */

/* Refuses members of the object at `pointer` that `names` (space around each) lacks. */
static int only(const struct doc *d, const char *pointer, const char *names,
                struct err *e)
{
    if (doc_type(d, pointer) != DOC_OBJECT)
        return err_set(e, ERR_DATA, "plan: %s wants an object",
                       *pointer ? pointer : "it");
    const char *name;
    for (size_t i = 0; (name = doc_member(d, pointer, i)); i++) {
        char word[64];
        int n = snprintf(word, sizeof word, " %s ", name);
        if (n < 0 || (size_t)n >= sizeof word || strchr(name, ' ') ||
            !strstr(names, word))
            return err_set(e, ERR_DATA, "plan: %s/%s is not known", pointer, name);
    }
    return 0;
}

static int decode_list(const struct doc *d, const char *pointer, struct strs *out,
                       struct err *e)
{
    size_t n = doc_length(d, pointer);
    if (doc_type(d, pointer) != DOC_ARRAY || n > LIST_MAX)
        return err_set(e, ERR_DATA, "plan: %s wants a list", pointer);
    for (size_t i = 0; i < n; i++) {
        char at[128];
        snprintf(at, sizeof at, "%s/%zu", pointer, i);
        const char *text = doc_text(d, at);
        if (!text || !*text || strlen(text) > TEXT_MAX)
            return err_set(e, ERR_DATA, "plan: %s wants text", at);
        strs_add(out, text);
    }
    return 0;
}

static int decode_truth(const struct doc *d, const char *pointer, bool *out,
                        struct err *e)
{
    int truth = doc_truth(d, pointer);
    if (truth < 0)
        return err_set(e, ERR_DATA, "plan: %s wants true or false", pointer);
    *out = truth == 1;
    return 0;
}

static int decode_flags(const struct doc *d, const char *at, struct plan_type *t,
                        struct err *e)
{
    const struct {
        const char *name;
        bool *to;
    } flags[] = {{"target", &t->target},
                 {"needed", &t->needed},
                 {"followed", &t->followed},
                 {"optional", &t->optional}};
    int rc = 0;
    for (size_t i = 0; i < sizeof flags / sizeof *flags && !rc; i++) {
        char pointer[64];
        snprintf(pointer, sizeof pointer, "%s/%s", at, flags[i].name);
        rc = decode_truth(d, pointer, flags[i].to, e);
    }
    return rc;
}

static int decode_bits(const struct doc *d, const char *pointer, uint64_t all,
                       uint64_t *out, struct err *e)
{
    int64_t bits;
    if (!doc_integer(d, pointer, &bits) || bits <= 0 || ((uint64_t)bits & ~all))
        return err_set(e, ERR_DATA, "plan: %s wants filters of the list", pointer);
    *out = (uint64_t)bits;
    return 0;
}

static int decode_part(const struct doc *d, const char *at, const struct catalog *c,
                       const struct plan_type *t, struct plan_part *p, struct err *e)
{
    char pointer[96];
    int rc = only(d, at, " filters unless is below ", e);
    snprintf(pointer, sizeof pointer, "%s/filters", at);
    if (!rc)
        rc = decode_bits(d, pointer, t->spared, &p->filters, e);
    snprintf(pointer, sizeof pointer, "%s/unless", at);
    p->unless = mem_text(doc_text(d, pointer));
    snprintf(pointer, sizeof pointer, "%s/is", at);
    p->is = mem_text(doc_text(d, pointer));
    snprintf(pointer, sizeof pointer, "%s/below", at);
    p->below = catalog_find(c, doc_text(d, pointer));
    if (!rc && (!p->unless || *p->unless != '/' || !p->is || strlen(p->is) > TEXT_MAX ||
                (!p->below && doc_type(d, pointer) != DOC_ABSENT)))
        rc = err_set(e, ERR_DATA, "plan: %s wants a fact, words and a type", at);
    return rc;
}

static int decode_parts(const struct doc *d, const char *at, const struct catalog *c,
                        struct plan_type *t, struct err *e)
{
    char pointer[64];
    snprintf(pointer, sizeof pointer, "%s/spared", at);
    if (doc_type(d, pointer) == DOC_ABSENT)
        return 0;
    int rc = decode_bits(d, pointer, catalog_filters(t->row), &t->spared, e);
    snprintf(pointer, sizeof pointer, "%s/parts", at);
    size_t n = doc_length(d, pointer);
    if (!rc && (doc_type(d, pointer) != DOC_ARRAY || n > PARTS_MAX))
        rc = err_set(e, ERR_DATA, "plan: %s wants a list", pointer);
    t->parts = rc ? NULL : mem_new((n + 1) * sizeof *t->parts);
    for (size_t i = 0; i < n && !rc; i++) {
        snprintf(pointer, sizeof pointer, "%s/parts/%zu", at, i);
        rc = decode_part(d, pointer, c, t, &t->parts[t->n_parts++], e);
    }
    return rc;
}

static bool has_type(const struct plan *p, const char *type)
{
    for (size_t i = 0; i < p->n; i++)
        if (text_same(p->types[i].row->type, type))
            return true;
    return false;
}

/* What a listed type hangs under must come before it. */
static int check_place(const struct plan *p, const struct plan_type *t, struct err *e)
{
    const struct catalog_row *row = t->row;
    for (size_t i = 0; i < t->under.n; i++)
        if (!row->extension || !has_type(p, t->under.at[i]))
            return err_set(e, ERR_DATA, "plan: %s cannot be listed under %s", row->type,
                           t->under.at[i]);
    const struct catalog_row *parent =
        row->parent ? catalog_find(p->catalog, row->parent) : NULL;
    if (t->needed && !row->extension && parent && parent->way != CATALOG_NONE &&
        !has_type(p, parent->type))
        return err_set(e, ERR_DATA, "plan: %s stands before %s", row->type, parent->type);
    return 0;
}

static int decode_type(const struct doc *d, size_t i, struct plan *p, struct err *e)
{
    char at[32], pointer[64];
    struct plan_type *t = &p->types[i];
    snprintf(at, sizeof at, "/types/%zu", i);
    int rc = only(d, at,
                  " type target needed followed optional spared parts under checks ", e);
    if (rc)
        return rc;
    snprintf(pointer, sizeof pointer, "%s/type", at);
    const char *type = doc_text(d, pointer);
    t->row = catalog_find(p->catalog, type);
    if (!t->row || t->row->way == CATALOG_NONE || has_type(p, t->row->type))
        return err_set(e, ERR_DATA, "plan: type %s cannot be read, or not twice",
                       type ? type : "(none)");
    p->n++; /* from here on plan_free knows it; its own place is checked without it */
    rc = decode_flags(d, at, t, e);
    if (!rc)
        rc = decode_parts(d, at, p->catalog, t, e);
    snprintf(pointer, sizeof pointer, "%s/under", at);
    if (!rc)
        rc = decode_list(d, pointer, &t->under, e);
    snprintf(pointer, sizeof pointer, "%s/checks", at);
    if (!rc)
        rc = decode_list(d, pointer, &t->checks, e);
    return rc ? rc : check_place(p, t, e);
}

static int decode_types(const struct doc *d, struct plan *p, struct err *e)
{
    size_t n = doc_length(d, "/types");
    if (doc_type(d, "/types") != DOC_ARRAY || n > catalog_size(p->catalog))
        return err_set(e, ERR_DATA, "plan: /types wants a list of resource types");
    p->types = mem_new((n + 1) * sizeof *p->types);
    int rc = 0;
    for (size_t i = 0; i < n && !rc; i++)
        rc = decode_type(d, i, p, e);
    return rc;
}

static int decode_number(const struct doc *d, const char *pointer, int64_t max,
                         int64_t *out, struct err *e)
{
    if (!doc_integer(d, pointer, out) || *out < 0 || *out > max)
        return err_set(e, ERR_DATA, "plan: %s wants a number up to %lld", pointer,
                       (long long)max);
    return 0;
}

static int decode_scope(const struct doc *d, struct plan_scope *s, struct err *e)
{
    int64_t requests, verbose, timeout;
    for (size_t i = 0; i < MEMBERS; i++) {
        const struct member *m = &members[i];
        const char *text = doc_text(d, m->pointer);
        if (text ? !*text || strlen(text) > TEXT_MAX
                 : m->must || doc_type(d, m->pointer) != DOC_ABSENT)
            return err_set(e, ERR_DATA, "plan: %s wants text", m->pointer);
        if (m->origin && !text_starts(text, "https://"))
            return err_set(e, ERR_DATA, "plan: %s wants an https address", m->pointer);
        *slot(s, m) = mem_text(text);
    }
    int rc = decode_list(d, "/scope/subscriptions", &s->subscriptions, e);
    if (!rc)
        rc = decode_number(d, "/scope/max_requests", INT_MAX, &requests, e);
    if (!rc)
        rc = decode_number(d, "/scope/verbose", 9, &verbose, e);
    if (!rc)
        rc = decode_number(d, "/scope/timeout", INT_MAX, &timeout, e);
    if (!rc && doc_type(d, "/scope/resume") != DOC_ABSENT)
        rc = decode_truth(d, "/scope/resume", &s->resume, e);
    if (rc)
        return rc;
    s->max_requests = (int)requests;
    s->verbose = (int)verbose;
    s->timeout = (long)timeout;
    return 0;
}

static int decode_hello(const struct doc *d, struct err *e)
{
    int64_t min, max;
    if (!doc_integer(d, "/hello/min", &min) || !doc_integer(d, "/hello/max", &max) ||
        min > max)
        return err_set(e, ERR_DATA, "plan: /hello wants a range of protocols");
    if (min > PROTOCOL || max < PROTOCOL)
        return err_set(e, ERR_DATA, "plan: speaks protocol %lld to %lld, this program %d",
                       (long long)min, (long long)max, PROTOCOL);
    return 0;
}

int plan_decode(const char *text, size_t len, struct plan *p, struct plan_scope *s,
                struct err *e)
{
    *p = (struct plan){0};
    *s = (struct plan_scope){0};
    struct doc *d = doc_parse(text, len, e);
    if (!d)
        return -ERR_DATA;
    /* The protocol first: another one may well have other members. */
    int rc = decode_hello(d, e);
    if (!rc)
        rc = only(d, "", " hello rows types cloud scope ", e);
    if (!rc)
        rc = only(d, "/cloud", " name authority resource_manager audience ", e);
    if (!rc)
        rc = only(d, "/scope",
                  " subscriptions tenant auth client_id ca_file proxy inventory now tool "
                  "max_requests verbose timeout shard resume ",
                  e);
    if (!rc)
        rc = catalog_decode(d, "/rows", &p->own, e);
    p->catalog = p->own;
    if (!rc)
        rc = decode_types(d, p, e);
    if (!rc)
        rc = decode_scope(d, s, e);
    doc_free(d);
    if (rc) {
        plan_free(p);
        plan_scope_free(s);
    }
    return rc;
}
