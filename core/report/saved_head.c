/* What holds for the whole of a saved report: its head, the summary, gaps, refusals and
 * code. */
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "report/saved_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char schema[] = "holdfast.report/1";

struct head {
    const struct doc *d;
    struct err *e;
    int rc;
};

static const char *text_at(struct head *h, const char *pointer, bool may_lack)
{
    const char *t = doc_text(h->d, pointer);
    if (!t && !h->rc && !(may_lack && doc_type(h->d, pointer) == DOC_ABSENT))
        h->rc = err_set(h->e, ERR_DATA, "%s wants a text", pointer);
    return t ? t : "";
}

static uint64_t count_at(struct head *h, const char *pointer)
{
    int64_t n = 0;
    if ((!doc_integer(h->d, pointer, &n) || n < 0) && !h->rc)
        h->rc = err_set(h->e, ERR_DATA, "%s wants a count", pointer);
    return n < 0 ? 0 : (uint64_t)n;
}

static void time_at(struct head *h, const char *pointer, char out[32])
{
    int64_t seconds = 0;
    if (!clock_parse(text_at(h, pointer, false), &seconds) && !h->rc)
        h->rc = err_set(h->e, ERR_DATA, "%s wants a time", pointer);
    clock_format(seconds, out);
}

static char *maybe(const char *text) { return *text ? mem_text(text) : NULL; }

static int add_to(void *ctx, const char *pointer, const char *text)
{
    (void)pointer;
    strs_add(ctx, text);
    return 0;
}

int saved_head(struct saved *s, const struct doc *d, struct err *e)
{
    struct head h = {d, e, 0};
    struct result *r = &s->result;
    if (!text_same(doc_text(d, "/schema"), schema))
        return err_set(e, ERR_DATA, "no report of this version: schema is not %s",
                       schema);
    r->version = mem_text(text_at(&h, "/tool/version", false));
    time_at(&h, "/scan/started", r->started);
    time_at(&h, "/scan/finished", r->finished);
    time_at(&h, "/scan/inventory_time", r->inventory_time);
    r->source = mem_text(text_at(&h, "/scan/source", false));
    r->cloud = mem_text(text_at(&h, "/scan/cloud", true));
    r->tenant = mem_text(text_at(&h, "/scan/tenant", true));
    r->cage = mem_text(text_at(&h, "/scan/cage", false));
    r->shard = maybe(text_at(&h, "/scan/shard", true));
    r->requests = count_at(&h, "/scan/requests");
    r->throttled = count_at(&h, "/scan/throttled");
    r->config.path = maybe(text_at(&h, "/scan/config/path", true));
    r->config.sha256 = maybe(text_at(&h, "/scan/config/sha256", !r->config.path));
    r->config.profile = maybe(text_at(&h, "/scan/config/profile", true));
    doc_each(d, "/scan/subscriptions/*", add_to, &r->subscriptions);
    doc_each(d, "/scan/check_dirs/*", add_to, &r->check_dirs);
    if (!h.rc && doc_truth(d, "/scan/complete") < 0)
        h.rc = err_set(e, ERR_DATA, "/scan/complete wants true or false");
    r->complete = doc_truth(d, "/scan/complete") == 1;
    return h.rc;
}

static int add_need(void *ctx, const char *pointer, const char *text)
{
    (void)pointer;
    *(unsigned *)ctx |= survival_bit(text);
    return 0;
}

/* An earlier version, or a program of the operator's own, wrote none. */
static void read_survival(struct head *h, struct survival *s)
{
    if (doc_type(h->d, "/summary/survival") == DOC_ABSENT)
        return;
    s->told = true;
    s->checks = count_at(h, "/summary/survival/checks");
    doc_each(h->d, "/summary/survival/lacking/*", add_need, &s->lacking);
    s->vaults = count_at(h, "/summary/survival/vaults");
    if (doc_type(h->d, "/summary/survival/lost") != DOC_ABSENT)
        s->lost = count_at(h, "/summary/survival/lost");
    s->unknown = count_at(h, "/summary/survival/not_judged");
    int unlisted = doc_truth(h->d, "/summary/survival/unlisted");
    s->unlisted = unlisted == 1;
    if (h->rc)
        return;
    if (unlisted < 0)
        h->rc = err_set(h->e, ERR_DATA, "/summary/survival/unlisted wants true or false");
    else if (s->lost > s->vaults || s->unknown > s->vaults - s->lost)
        h->rc = err_set(h->e, ERR_DATA, "/summary/survival counts more than its vaults");
}

int saved_summary(struct saved *s, const struct doc *d, struct err *e)
{
    static const char *const levels[LEVEL_COUNT] = {"Excellent", "Good", "Fair", "Poor"};
    struct head h = {d, e, 0};
    struct summary *sum = &s->result.summary;
    char at[64];
    sum->resources = count_at(&h, "/summary/resources");
    sum->findings = count_at(&h, "/summary/findings");
    sum->muted = count_at(&h, "/summary/muted");
    for (int v = VERDICT_PASS; v < VERDICT_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/status/%s", verdict_name((enum verdict)v));
        sum->status[v] = count_at(&h, at);
    }
    for (int v = FAILURE_BLOCKED; v < FAILURE_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/errors/%s", failure_name((enum failure)v));
        sum->failure[v] = count_at(&h, at);
    }
    for (int v = SEVERITY_INFO; v < SEVERITY_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/severity/%s", severity_name((enum severity)v));
        sum->severity[v] = count_at(&h, at);
        if (sum->severity[v])
            sum->worst = (enum severity)v;
    }
    for (int v = 0; v < LEVEL_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/security_level/%s", levels[v]);
        sum->level[v] = count_at(&h, at);
    }
    read_survival(&h, &sum->survival);
    return h.rc;
}

/* --- gaps, refusals, code --- */

/* The members of an object, of which the first `must` may not lack, as copies. */
static int read_texts(const struct doc *d, const char *at, const char *const *names,
                      size_t must, char **out, struct err *e)
{
    struct head h = {d, e, 0};
    char pointer[32];
    size_t n = 0;
    for (; names[n]; n++) {
        snprintf(pointer, sizeof pointer, "%s/%s", at, names[n]);
        out[n] = maybe(text_at(&h, pointer, n >= must));
        if (n < must && !out[n] && !h.rc)
            h.rc = err_set(e, ERR_DATA, "%s is empty", pointer);
    }
    while (h.rc && n--)
        free(out[n]);
    return h.rc;
}

int saved_gap(struct saved *s, const struct doc *d, const char *at, struct err *e)
{
    static const char *const names[] = {"scope",   "type",   "code",
                                        "message", "action", NULL};
    struct result *r = &s->result;
    struct head h = {d, e, 0};
    char *text[5], pointer[32];
    snprintf(pointer, sizeof pointer, "%s/status", at);
    uint64_t status = count_at(&h, pointer);
    if (!h.rc && status > 999)
        h.rc = err_set(e, ERR_DATA, "%s is none of HTTP", pointer);
    int rc = h.rc ? h.rc : read_texts(d, at, names, 1, text, e);
    if (rc)
        return rc;
    r->gaps = mem_grow(r->gaps, r->n_gaps + 1, sizeof *r->gaps);
    r->gaps[r->n_gaps++] =
        (struct gap_line){text[0], text[1], text[2], text[3], text[4], (int)status};
    return 0;
}

int saved_refusal(struct saved *s, const struct doc *d, const char *at, struct err *e)
{
    static const char *const names[] = {"file", "reason", NULL};
    struct result *r = &s->result;
    char *text[2];
    int rc = read_texts(d, at, names, 2, text, e);
    if (rc)
        return rc;
    r->refused = mem_grow(r->refused, r->n_refused + 1, sizeof *r->refused);
    r->refused[r->n_refused++] = (struct refusal){text[0], text[1]};
    return 0;
}

int saved_code(struct saved *s, const struct doc *d, const char *at, struct err *e)
{
    static const char *const names[] = {"file", "sha256", "key", NULL};
    struct result *r = &s->result;
    char *text[3];
    int rc = read_texts(d, at, names, 2, text, e);
    if (rc)
        return rc;
    r->code = mem_grow(r->code, r->n_code + 1, sizeof *r->code);
    r->code[r->n_code++] = (struct code_line){text[0], text[1], text[2]};
    return 0;
}
