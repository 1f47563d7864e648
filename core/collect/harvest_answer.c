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
#include "collect/task.h"
#include "data/catalog.h"
#include "data/doc.h"

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
}

static void complete(struct harvest *h, struct task *t)
{
    char key[ARMID_MAX];
    if (t->what != OUTCOME_GRAPH) {
        int variant = t->what == OUTCOME_ROOT ? harvest_root_variant(h) : t->variant;
        check(h, store_complete(h->store, t->row, variant, t->parent->key, &h->why));
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
    if (text_same(code, "Timeout") && !a)
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

bool harvest_subscription(struct harvest *h, const struct doc *d, const char *pointer)
{
    char at[128];
    snprintf(at, sizeof at, "%s/subscriptionId", pointer);
    const char *sub = doc_text(d, at);
    snprintf(at, sizeof at, "%s/displayName", pointer);
    const char *name = doc_text(d, at);
    snprintf(at, sizeof at, "%s/tenantId", pointer);
    const char *tenant = doc_text(d, at);
    snprintf(at, sizeof at, "%s/id", pointer);
    const char *id = doc_text(d, at);
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
    snprintf(at, sizeof at, "%s/managedByTenants", pointer);
    if (in && tenant && !h->home && !doc_length(d, at))
        h->home = mem_text(tenant);
    return in;
}

/* Stores the elements of a page. False when one of them is nothing we asked for. */
static bool put_elements(struct harvest *h, struct task *t, const struct doc *d,
                         const char *array)
{
    char pointer[64], id[ARMID_MAX], key[ARMID_MAX];
    size_t n = doc_length(d, array);
    bool fine = true;
    for (size_t i = 0; i < n && !h->rc; i++) {
        snprintf(pointer, sizeof pointer, "%s/%zu", array, i);
        if (t->what == OUTCOME_ROOT && !harvest_subscription(h, d, pointer))
            continue;
        int rc = store_put(h->store, t, d, pointer, id, key, &h->why);
        check(h, rc);
        if (rc > 0)
            harvest_children(h, t->row, id, key);
        else
            fine = false;
    }
    return fine;
}

static enum step next_link(struct harvest *h, struct task *t, const char *link)
{
    struct buf url = buf_make(65536), lane = buf_make(ARMID_MAX);
    const char *wrong = paging_next(&t->paging, &h->arm, link, &url);
    if (wrong) {
        log_say(h->log, LOG_INFO, "%s: the next page is refused: %s", t->path, wrong);
        not_read(h, t, NULL, 200, wrong, "the link to the next page was not followed");
    } else {
        task_lane(t, &lane);
        fetch_add(h->fetch, buf_str(&lane), buf_str(&url), NULL, t);
    }
    buf_free(&url);
    buf_free(&lane);
    return wrong ? DONE : GOES_ON;
}

static enum step list_page(struct harvest *h, struct task *t, const struct doc *d)
{
    const char *link = doc_text(d, "/nextLink");
    enum doc_type type = doc_type(d, "/nextLink");
    if (doc_type(d, "/value") != DOC_ARRAY || (type != DOC_ABSENT && !link) ||
        !put_elements(h, t, d, "/value")) {
        not_read(h, t, NULL, 200, "InvalidAnswer", "the answer is no list of this type");
        return DONE;
    }
    if (link && *link)
        return next_link(h, t, link);
    complete(h, t);
    return DONE;
}

static enum step graph_page(struct harvest *h, struct task *t,
                            const struct http_answer *a, const struct doc *d)
{
    const char *next = NULL;
    const char *wrong = graph_check(d, &next);
    if (!wrong && text_same(a->limit_hit, "true"))
        wrong = "SubscriptionLimit";
    if (!wrong && !put_elements(h, t, d, "/data"))
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
    fetch_add(h->fetch, "graph", buf_str(&url), buf_str(&body), t);
    buf_free(&url);
    buf_free(&body);
    return GOES_ON;
}

static enum step read_body(struct harvest *h, struct task *t, const struct http_answer *a)
{
    struct err e = {0};
    struct doc *d = doc_parse(buf_str(&a->body), a->body.len, &e);
    enum step step = DONE;
    char id[ARMID_MAX], key[ARMID_MAX];
    if (!d) {
        not_read(h, t, a, 200, "InvalidAnswer", e.text);
    } else if (t->what == OUTCOME_GRAPH) {
        step = graph_page(h, t, a, d);
    } else if (t->what == OUTCOME_LIST || t->what == OUTCOME_ROOT) {
        step = list_page(h, t, d);
    } else {
        int rc = store_put(h->store, t, d, "", id, key, &h->why);
        check(h, rc);
        if (!rc)
            not_read(h, t, a, 200, "InvalidAnswer", "the answer is no resource");
        else if (rc > 0 && t->what == OUTCOME_SINGLE) {
            complete(h, t);
            harvest_children(h, t->row, id, key);
        }
    }
    doc_free(d);
    return step;
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
        not_read(h, t, NULL, 0, stopped, "the scan ended before this was read");
    else if (a->failure != HTTP_ANSWERED)
        not_read(h, t, a, 0, codes[a->failure], a->reason);
    else if (a->status == 200)
        step = read_body(h, t, a);
    else
        step = refused(h, t, a);
    if (step == DONE)
        task_free(t);
}
