#include "collect/harvest_answer.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/access.h"
#include "collect/azerr.h"
#include "collect/fetch.h"
#include "collect/graph.h"
#include "collect/harvest.h"
#include "collect/http.h"
#include "collect/page.h"
#include "collect/parts.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/plan.h"

#include <stdio.h>
#include <string.h>

/* What became of an answer: the task goes on, or is done. */
enum step { DONE, GOES_ON };

static void check(struct harvest *h, int rc)
{
    if (rc < 0)
        harvest_fail(h, rc);
}

static const char *sub_key(const struct task *t, size_t i, char *out, size_t size)
{
    int n = snprintf(out, size, "/subscriptions/%s", t->subs.at[i]);
    text_lower(out, n > 0 ? strlen(out) : 0);
    return out;
}

/* One group of all there are is the whole tenant; else each subscription for itself. */
static bool whole(const struct harvest *h, const struct task *t)
{
    return !h->filter->n && !h->shard.n && t->subs.n == h->subs.n;
}

static void gap(struct harvest *h, struct task *t, int status, const char *code,
                const char *message)
{
    char key[ARMID_MAX];
    log_say(h->log, LOG_INFO, "not read: %s below %s: %d %s", t->row->type,
            *t->parent->key ? t->parent->key : "/", status, code);
    if (t->sweep)
        return; /* each id is still asked for itself */
    if (t->what != OUTCOME_GRAPH || whole(h, t)) {
        check(h, store_gap(h->store, t, NULL, status, code, message, &h->why));
    } else {
        for (size_t i = 0; i < t->subs.n && !h->rc; i++)
            check(h, store_gap(h->store, t, sub_key(t, i, key, sizeof key), status, code,
                               message, &h->why));
    }
    if (t->what == OUTCOME_GRAPH) {
        h->groups_left[catalog_index(t->row)]--;
        h->group_failed[catalog_index(t->row)] = true;
    }
    if (t->what == OUTCOME_LIST) {
        harvest_within(h, t, false);
        parts_after(h, t);
    }
}

static void complete(struct harvest *h, struct task *t)
{
    char key[ARMID_MAX];
    if (t->sweep)
        return;
    if (t->what != OUTCOME_GRAPH) {
        int variant = t->what == OUTCOME_ROOT ? harvest_root_variant(h) : t->variant;
        check(h, store_complete(h->store, t->row, variant, t->parent->key, &h->why));
        if (t->what == OUTCOME_LIST) {
            harvest_within(h, t, !t->found);
            parts_after(h, t);
        }
        return;
    }
    h->groups_left[catalog_index(t->row)]--;
    for (size_t i = 0; i < t->subs.n && !h->rc; i++)
        check(h, store_complete(h->store, t->row, t->variant,
                                sub_key(t, i, key, sizeof key), &h->why));
    harvest_graph_end(h, t->row);
}

/* The root list failed before it named a subscription: there is nothing to scan. */
static void no_root(struct harvest *h, const struct http_answer *a, int status,
                    const char *code, const char *message)
{
    int rc;
    if (text_same(code, "Throttled"))
        rc = err_set(&h->why, ERR_AGAIN, "cannot list subscriptions: %s", message);
    else if (text_same(code, "Timeout") && !a)
        rc = err_set(&h->why, ERR_AGAIN, "--timeout passed before anything was read");
    else if (text_same(code, "Interrupted"))
        rc = err_set(&h->why, ERR_AGAIN, "stopped before anything was read");
    else
        rc = access_refused(a, status, code, message, &h->why);
    harvest_fail(h, rc);
}

static void not_read(struct harvest *h, struct task *t, const struct http_answer *a,
                     int status, const char *code, const char *message)
{
    if (t->what == OUTCOME_ROOT && !h->names.n)
        no_root(h, a, status, code, message);
    else
        gap(h, t, status, code, message);
}

bool harvest_subscription(struct harvest *h, const struct doc *d)
{
    const char *sub = doc_text(d, "/subscriptionId");
    const char *name = doc_text(d, "/displayName");
    const char *tenant = doc_text(d, "/tenantId");
    const char *id = doc_text(d, "/id");
    size_t n = 0;
    const char *in_id = id ? armid_subscription(id, &n) : NULL;
    char own[128];
    if (!in_id || !n || n >= sizeof own)
        return true; /* store_put will not have it either */
    snprintf(own, sizeof own, "%.*s", (int)n, in_id);
    strs_add(&h->names, name ? name : own);
    bool in = !h->filter->n;
    for (size_t i = 0; i < h->filter->n; i++) {
        const char *f = h->filter->at[i];
        if (text_same(f, own) || text_same(f, sub) || text_same(f, name) ||
            text_same(f, id))
            h->matched[i] = in = true;
    }
    in = in && shard_takes(h->shard, own);
    if (in && !strs_has_same(&h->subs, own))
        strs_add(&h->subs, own);
    if (in && tenant && !h->home && !doc_length(d, "/managedByTenants"))
        h->home = mem_text(tenant);
    return in;
}

/* Stores a piece of an answer and queues what lies below. False when it is nothing that
 * was asked for. */
static bool put_piece(struct harvest *h, struct task *t, const struct store_piece *p)
{
    char id[ARMID_MAX], key[ARMID_MAX];
    if (t->what == OUTCOME_ROOT && !harvest_subscription(h, p->d))
        return true;
    int rc = store_put(h->store, t, p, id, key, &h->why);
    check(h, rc);
    t->found += rc > 0;
    if (rc > 0 && t->what == OUTCOME_LIST)
        parts_look(t, p->d);
    if (rc > 0 && t->what != OUTCOME_FOLLOW)
        harvest_children(h, t->row, &(struct task_parent){.id = id, .key = key}, p->d);
    return rc != 0;
}

static bool put_elements(struct harvest *h, struct task *t, struct page *page)
{
    struct store_piece p;
    bool fine = true; /* one that is wrong costs the statement, not its neighbours */
    int rc = 1;
    while (!h->rc && (rc = page_next(page, &p.text, &p.len)) == 1) {
        struct doc *d = doc_parse(p.text, p.len, NULL);
        p.d = d;
        fine &= d && put_piece(h, t, &p);
        doc_free(d);
    }
    return fine && rc >= 0;
}

static enum step next_link(struct harvest *h, struct task *t, const char *link)
{
    struct buf url = buf_make(65536);
    const char *wrong = paging_next(&t->paging, &h->arm, link, &url);
    if (wrong) {
        log_say(h->log, LOG_INFO, "%s: the next page is refused: %s", t->path, wrong);
        not_read(h, t, NULL, 200, wrong, "the link to the next page was not followed");
    } else {
        harvest_page(h, t, buf_str(&url), NULL);
    }
    buf_free(&url);
    return wrong ? DONE : GOES_ON;
}

static enum step list_page(struct harvest *h, struct task *t, struct page *page)
{
    const struct doc *d = page->around;
    const char *link = doc_text(d, "/nextLink");
    enum doc_type type = doc_type(d, "/nextLink");
    if (doc_type(d, "/value") != DOC_ARRAY || (type != DOC_ABSENT && !link) ||
        !put_elements(h, t, page)) {
        not_read(h, t, NULL, 200, "InvalidAnswer", "the answer is no list of this type");
        return DONE;
    }
    if (link && *link)
        return next_link(h, t, link);
    complete(h, t);
    return DONE;
}

static enum step graph_page(struct harvest *h, struct task *t,
                            const struct http_answer *a, struct page *page)
{
    const char *next = NULL;
    const char *wrong = graph_check(page->around, &next);
    if (!wrong && text_same(a->limit_hit, "true"))
        wrong = "SubscriptionLimit";
    if (!wrong && !put_elements(h, t, page))
        wrong = "InvalidAnswer";
    /* A token that was there before is a loop. */
    if (!wrong && next) {
        struct buf as_link = buf_make(65536), url = buf_make(70000);
        origin_text(&h->arm, &as_link);
        buf_text(&as_link, "/?");
        for (const char *p = next; *p; p++)
            buf_fmt(&as_link, "%02x", (unsigned)(unsigned char)*p);
        wrong = as_link.full ? "InvalidAnswer"
                             : paging_next(&t->paging, &h->arm, buf_str(&as_link), &url);
        buf_free(&as_link);
        buf_free(&url);
    }
    if (wrong) {
        gap(h, t, 200, wrong, "rows of Resource Graph are missing");
        return DONE;
    }
    if (!next) {
        complete(h, t);
        return DONE;
    }
    struct buf url = buf_make(1024), body = buf_make(1 << 20);
    origin_text(&h->arm, &url);
    buf_text(&url, GRAPH_PATH);
    graph_body(t->query, t->subs.at, t->subs.n, next, &body);
    harvest_page(h, t, buf_str(&url), buf_str(&body));
    buf_free(&url);
    buf_free(&body);
    return GOES_ON;
}

static enum step read_list(struct harvest *h, struct task *t, const struct http_answer *a)
{
    bool graph = t->what == OUTCOME_GRAPH;
    struct err e = {0};
    struct page page;
    enum step step = DONE;
    if (page_make(a->body.data ? a->body.data : "", a->body.len, graph ? "data" : "value",
                  &page, &e))
        not_read(h, t, a, 200, "InvalidAnswer", e.text);
    else
        step = graph ? graph_page(h, t, a, &page) : list_page(h, t, &page);
    page_free(&page);
    return step;
}

static enum step read_body(struct harvest *h, struct task *t, struct http_answer *a)
{
    if (t->what == OUTCOME_GRAPH || t->what == OUTCOME_LIST || t->what == OUTCOME_ROOT)
        return read_list(h, t, a);
    struct err e = {0};
    struct store_piece p = {NULL, buf_str(&a->body), a->body.len};
    struct doc *d = doc_parse(p.text, p.len, &e);
    p.d = d;
    if (!d)
        not_read(h, t, a, 200, "InvalidAnswer", e.text);
    else if (!put_piece(h, t, &p))
        not_read(h, t, a, 200, "InvalidAnswer", "the answer is no resource");
    else if (!h->rc && t->what == OUTCOME_SINGLE)
        complete(h, t);
    doc_free(d);
    return DONE;
}

/* Azure names the versions that it has: the newest that the row knows, once. */
static bool other_version(struct harvest *h, struct task *t, const struct azerr *az)
{
    char found[32];
    struct buf known = buf_make(1024);
    buf_fmt(&known, "%s %s", t->row->api_version ? t->row->api_version : "",
            t->row->fallbacks ? t->row->fallbacks : "");
    bool ok = !t->other_version &&
              azerr_pick_version(az->message, buf_str(&known), t->version, found);
    buf_free(&known);
    if (!ok)
        return false;
    t->other_version = true;
    memcpy(t->version, found, sizeof found);
    memcpy(h->version[catalog_index(t->row)], found, sizeof found);
    log_say(h->log, LOG_INFO, "%s: api-version %s instead", t->row->type, found);
    harvest_queue(h, t);
    return true;
}

static enum step refused(struct harvest *h, struct task *t, const struct http_answer *a)
{
    struct azerr az;
    azerr_read(buf_str(&a->body), a->body.len, &az);
    enum outcome o = outcome_of(t->what, a->status, &az, t->row->absent_is_empty);
    if (o == OUTCOME_VERSION && other_version(h, t, &az))
        return GOES_ON;
    if (o == OUTCOME_EMPTY) {
        complete(h, t);
        return DONE;
    }
    azerr_complete(&az, a->status);
    not_read(h, t, a, a->status, az.code, az.message);
    return DONE;
}

void harvest_answer(void *harvest, void *job, struct http_answer *a, const char *stopped)
{
    static const char *const codes[] = {"",        "Unreachable",   "Unreachable",
                                        "Timeout", "InvalidAnswer", "TooLarge"};
    struct harvest *h = harvest;
    struct task *t = job;
    enum step step = DONE;
    if (h->rc)
        step = DONE;
    else if (stopped)
        not_read(h, t, NULL, 0, stopped,
                 text_same(stopped, "Throttled")
                     ? "Azure throttles this scope for longer than the scan may wait"
                     : "the scan ended before this was read");
    else if (a->failure != HTTP_ANSWERED)
        not_read(h, t, a, 0, codes[a->failure], a->reason);
    else if (a->status == 200)
        step = read_body(h, t, a);
    else
        step = refused(h, t, a);
    if (step == DONE)
        harvest_done(h, t);
}
