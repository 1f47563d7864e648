#include "collect/harvest.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/access.h"
#include "collect/fetch.h"
#include "collect/graph.h"
#include "collect/parts.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/plan.h"
#include "data/told.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void harvest_make(struct harvest *h)
{
    size_t n = catalog_size(h->plan->catalog);
    h->version = mem_new(n * sizeof *h->version);
    h->groups_left = mem_new(n * sizeof *h->groups_left);
    h->group_failed = mem_new(n * sizeof *h->group_failed);
    h->queried = mem_new(n * sizeof *h->queried);
    h->swept = keyset_make(h->seed);
    h->matched = mem_new((h->filter->n + 1) * sizeof *h->matched);
    h->parents = keyset_make(h->seed);
    parts_make(h);
    h->account = account_make(h->plan->catalog);
    h->tenant = task_parent_make("", "/");
    h->tenant->holders = 1;
    for (size_t i = 0; i < n; i++)
        snprintf(h->version[i], sizeof h->version[i], "%s",
                 catalog_at(h->plan->catalog, i)->api_version
                     ? catalog_at(h->plan->catalog, i)->api_version
                     : "");
}

void harvest_free(struct harvest *h)
{
    task_parent_drop(h->tenant);
    strs_free(&h->subs);
    strs_free(&h->names);
    keyset_free(&h->parents);
    parts_free(h);
    free(h->matched);
    free(h->home);
    free(h->version);
    free(h->groups_left);
    free(h->group_failed);
    free(h->queried);
    keyset_free(&h->swept);
    account_free(&h->account);
}

/* A failure of the inventory: what is still queued comes back unasked. */
void harvest_fail(struct harvest *h, int rc)
{
    if (!h->rc)
        h->rc = rc;
    fetch_stop(h->fetch, "Interrupted");
}

static bool lies_under(const struct plan_type *p, const struct catalog_row *above)
{
    if (!plan_is_listed(p) || text_same(p->row->type, TYPE_SUBSCRIPTION))
        return false;
    return p->row->extension ? strs_has_same(&p->under, above->type)
                             : text_same(p->row->parent, above->type);
}

void harvest_page(struct harvest *h, struct task *t, const char *url, const char *body)
{
    struct buf lane = buf_make(ARMID_MAX);
    task_lane(t, &lane);
    h->account.made[catalog_index(t->row)]++;
    fetch_add(h->fetch, buf_str(&lane), url, body, t);
    buf_free(&lane);
}

static void first_page(struct harvest *h, struct task *t, const char *url,
                       const char *body)
{
    h->account.first[catalog_index(t->row)]++;
    harvest_page(h, t, url, body);
}

/* Whether further requests hang on what the task lists. */
static bool is_above(const struct harvest *h, const struct task *t)
{
    if (t->what != OUTCOME_LIST && t->what != OUTCOME_ROOT)
        return false;
    for (size_t i = 0; i < h->plan->n; i++)
        if (lies_under(&h->plan->types[i], t->row))
            return true;
    return false;
}

/* What an earlier run has read is not asked again. */
static bool is_read(const struct harvest *h, const struct task *t)
{
    int variant = t->what == OUTCOME_ROOT ? harvest_root_variant(h) : t->variant;
    return inventory_is_complete(h->store->inv, t->parent->key, t->row->type, variant);
}

void harvest_url(void *harvest, void *job, struct buf *url)
{
    struct harvest *h = harvest;
    task_url(job, &h->arm, h->seed, url); /* it was fine when it was queued */
}

void harvest_queue(struct harvest *h, struct task *t)
{
    if (is_read(h, t)) {
        /* What lies within it was stated with it where it was empty, and is asked else.
         */
        if (t->what == OUTCOME_LIST) {
            harvest_within(h, t, false);
            parts_after_earlier(h, t);
        }
        task_free(t);
        return;
    }
    struct buf url = buf_make(65536);
    if (task_url(t, &h->arm, h->seed, &url)) {
        h->above_left += is_above(h, t) && !t->other_version;
        first_page(h, t, NULL, NULL);
        task_forget(t); /* a large estate has many that wait */
    } else {
        int rc = store_gap(h->store, t, NULL, 0, "InvalidId",
                           "this id cannot stand in a request", &h->why);
        if (rc)
            harvest_fail(h, rc);
        task_free(t);
    }
    buf_free(&url);
}

void harvest_filters(struct harvest *h, const struct catalog_row *row,
                     struct task_parent *parent, uint64_t of)
{
    enum outcome_of what = row->way == CATALOG_GET ? OUTCOME_SINGLE : OUTCOME_LIST;
    const char *version = h->version[catalog_index(row)];
    int n = 0;
    while (row->filters && row->filters[n])
        n++;
    for (int i = n ? 0 : -1; i < n; i++) {
        if (!(of >> (i < 0 ? 0 : i) & 1))
            continue;
        struct task *t = task_make(what, row, parent, version);
        t->variant = i;
        harvest_queue(h, t);
    }
}

uint64_t harvest_waiting(const struct harvest *h, const struct catalog_row *row)
{
    for (size_t i = 0; row->within.type && i < h->plan->n; i++)
        if (plan_is_listed(&h->plan->types[i]) &&
            text_same(h->plan->types[i].row->type, row->within.type))
            return row->within.of;
    return 0;
}

/* There is none of the row below the parent, by the filters among `of`. */
static void state_none(struct harvest *h, const struct catalog_row *row,
                       struct task_parent *parent, unsigned of)
{
    int n = 0;
    while (row->filters && row->filters[n])
        n++;
    for (int i = n ? 0 : -1; i < n && !h->rc; i++) {
        if (i >= 0 && !(of >> i & 1))
            continue;
        struct task t = {.row = row, .parent = parent, .variant = i};
        int rc = store_complete(h->store, row, i, parent->key, &h->why);
        if (rc < 0)
            harvest_fail(h, rc);
        else
            harvest_within(h, &t, true);
    }
}

void harvest_within(struct harvest *h, const struct task *t, bool empty)
{
    for (size_t i = 0; i < h->plan->n; i++) {
        const struct plan_type *p = &h->plan->types[i];
        const struct catalog_within *w = &p->row->within;
        if (!plan_is_listed(p) || !w->type || w->filter != t->variant ||
            !text_same(w->type, t->row->type))
            continue;
        if (empty)
            state_none(h, p->row, t->parent, w->of);
        else
            harvest_filters(h, p->row, t->parent, w->of & plan_ever_asked(p));
    }
}

static void queue_type(struct harvest *h, const struct plan_type *p,
                       struct task_parent *parent, const struct doc *d)
{
    enum told told = told_weigh(p->row, d);
    if (told == TOLD_NONE)
        state_none(h, p->row, parent, ~0u);
    else if (told == TOLD_NOTHING || !p->optional)
        harvest_filters(h, p->row, parent, parts_now(h, p, d));
}

void harvest_children(struct harvest *h, const struct catalog_row *row,
                      const struct task_parent *it, const struct doc *d)
{
    struct task_parent *parent = NULL;
    for (size_t i = 0; i < h->plan->n; i++) {
        if (!lies_under(&h->plan->types[i], row))
            continue;
        /* Two lists, or two pages, may bring the same resource. */
        if (!parent && !keyset_add(&h->parents, it->key))
            return;
        if (!parent) {
            parent = task_parent_make(it->id, it->key);
            parent->holders = 1;
        }
        parts_wait(h, i, parent, d);
    }
    /* Not before all that waits is known: a list may be there from an earlier run. */
    for (size_t i = 0; parent && i < h->plan->n; i++)
        if (lies_under(&h->plan->types[i], row))
            queue_type(h, &h->plan->types[i], parent, d);
    task_parent_drop(parent);
}

void harvest_begin(struct harvest *h)
{
    const struct catalog_row *row = catalog_find(h->plan->catalog, TYPE_SUBSCRIPTION);
    h->listed = inventory_is_complete(h->store->inv, "/", TYPE_SUBSCRIPTION,
                                      harvest_root_variant(h));
    harvest_queue(
        h, task_make(OUTCOME_ROOT, row, h->tenant, h->version[catalog_index(row)]));
    harvest_children(h, catalog_find(h->plan->catalog, TYPE_TENANT), h->tenant, NULL);
}

static int check_subscriptions(struct harvest *h, struct err *e)
{
    struct buf seen = buf_make(600);
    int rc = 0;
    if (h->listed) /* and looked at, by the run that read it */
        return 0;
    for (size_t i = 0; i < h->names.n; i++)
        buf_fmt(&seen, "%s%s", i ? ", " : "", h->names.at[i]);
    if (!h->names.n)
        rc = access_none(e);
    for (size_t i = 0; !rc && i < h->filter->n; i++)
        if (!h->matched[i])
            rc = err_set(e, ERR_NOINPUT, "no subscription %s; there are: %s%s",
                         h->filter->at[i], buf_str(&seen), seen.full ? ", ..." : "");
    buf_free(&seen);
    return rc;
}

int harvest_root_variant(const struct harvest *h)
{
    return h->shard.n ? (int)h->shard.i : -1;
}

void harvest_graph_end(struct harvest *h, const struct catalog_row *row)
{
    size_t slot = (size_t)catalog_index(row);
    if (h->filter->n || h->shard.n || h->groups_left[slot] || h->group_failed[slot])
        return;
    int rc = store_complete(h->store, row, -1, "/", &h->why);
    if (rc < 0)
        harvest_fail(h, rc);
}

/* Of which subscriptions an earlier run has not read it. */
static struct strs left_for_graph(struct harvest *h, const struct catalog_row *row)
{
    struct strs left = {0};
    for (size_t i = 0; i < h->subs.n; i++) {
        char scope[ARMID_MAX];
        snprintf(scope, sizeof scope, "/subscriptions/%s", h->subs.at[i]);
        if (!inventory_is_complete(h->store->inv, scope, row->type, -1))
            strs_add(&left, h->subs.at[i]);
    }
    return left;
}

void harvest_query(struct harvest *h, const struct catalog_row *row,
                   const struct strs *subs, bool sweep)
{
    struct buf query = buf_make(4096), body = buf_make(1 << 20), url = buf_make(1024);
    bool fine = graph_query(row, &query);
    size_t slot = (size_t)catalog_index(row);
    origin_text(&h->arm, &url);
    buf_text(&url, GRAPH_PATH);
    size_t group = plan_group(subs->n);
    for (size_t first = 0; fine && first < subs->n; first += group) {
        struct task *t = task_make(OUTCOME_GRAPH, row, h->tenant, NULL);
        for (size_t i = first; i < subs->n && i < first + group; i++)
            strs_add(&t->subs, subs->at[i]);
        t->sweep = sweep;
        t->query = mem_text(buf_str(&query));
        t->paging = paging_make("/", h->seed);
        h->groups_left[slot]++;
        buf_clear(&body);
        graph_body(t->query, t->subs.at, t->subs.n, NULL, &body);
        first_page(h, t, buf_str(&url), buf_str(&body));
    }
    if (fine && !subs->n && !sweep)
        harvest_graph_end(h, row);
    if (!fine && !sweep) {
        struct task *t = task_make(OUTCOME_GRAPH, row, h->tenant, NULL);
        int rc = store_gap(h->store, t, "/", 0, "InvalidQuery",
                           "the catalogue's row cannot be asked for", &h->why);
        if (rc)
            harvest_fail(h, rc);
        task_free(t);
    }
    buf_free(&query);
    buf_free(&body);
    buf_free(&url);
}

static void query_all(struct harvest *h, const struct catalog_row *row)
{
    struct strs subs = left_for_graph(h, row);
    h->queried[catalog_index(row)] = true;
    harvest_query(h, row, &subs, false);
    strs_free(&subs);
}

int harvest_graph(struct harvest *h, struct err *e)
{
    int rc = check_subscriptions(h, e);
    for (size_t i = 0; !rc && i < h->plan->n; i++) {
        const struct plan_type *p = &h->plan->types[i];
        if ((p->target || p->needed) && p->row->way == CATALOG_GRAPH)
            query_all(h, p->row);
    }
    return rc;
}

void harvest_done(struct harvest *h, struct task *t)
{
    int rc = t->what == OUTCOME_ROOT && !h->rc ? harvest_graph(h, &h->why) : 0;
    if (rc)
        harvest_fail(h, rc);
    h->above_left -= is_above(h, t);
    if (!h->above_left && !h->told && !h->rc) {
        h->told = true;
        log_say(
            h->log, LOG_INFO,
            "%zu subscription%s: %llu request%s planned, and one for each further page",
            h->subs.n, text_plural(h->subs.n),
            (unsigned long long)account_first(&h->account),
            text_plural(account_first(&h->account)));
    }
    task_free(t);
}
