#include "collect/harvest.h"

#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/access.h"
#include "collect/fetch.h"
#include "collect/graph.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void harvest_make(struct harvest *h)
{
    size_t n = catalog_size(h->plan->catalog);
    h->version = mem_new(n * sizeof *h->version);
    h->groups_left = mem_new(n * sizeof *h->groups_left);
    h->group_failed = mem_new(n * sizeof *h->group_failed);
    h->matched = mem_new((h->filter->n + 1) * sizeof *h->matched);
    h->parents = keyset_make(h->seed);
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
    if (h->tenant) {
        free(h->tenant->id);
        free(h->tenant->key);
        free(h->tenant);
    }
    strs_free(&h->subs);
    strs_free(&h->names);
    keyset_free(&h->parents);
    free(h->matched);
    free(h->home);
    free(h->version);
    free(h->groups_left);
    free(h->group_failed);
}

/* A failure of the inventory: what is still queued comes back unasked. */
void harvest_fail(struct harvest *h, int rc)
{
    if (!h->rc)
        h->rc = rc;
    fetch_stop(h->fetch, "Interrupted");
}

/* What an earlier run has read is not asked again. */
static bool is_read(const struct harvest *h, const struct task *t)
{
    int variant = t->what == OUTCOME_ROOT ? harvest_root_variant(h) : t->variant;
    return inventory_is_complete(h->store->inv, t->parent->key, t->row->type, variant);
}

void harvest_queue(struct harvest *h, struct task *t)
{
    if (is_read(h, t)) {
        task_free(t);
        return;
    }
    struct buf url = buf_make(65536), lane = buf_make(ARMID_MAX);
    if (task_url(t, &h->arm, h->seed, &url)) {
        task_lane(t, &lane);
        fetch_add(h->fetch, buf_str(&lane), buf_str(&url), NULL, t);
    } else {
        int rc = store_gap(h->store, t, NULL, 0, "InvalidId",
                           "this id cannot stand in a request", &h->why);
        if (rc)
            harvest_fail(h, rc);
        task_free(t);
    }
    buf_free(&url);
    buf_free(&lane);
}

static void queue_type(struct harvest *h, const struct catalog_row *row,
                       struct task_parent *parent)
{
    enum outcome_of what = row->way == CATALOG_GET ? OUTCOME_SINGLE : OUTCOME_LIST;
    const char *version = h->version[catalog_index(row)];
    int n = 0;
    while (row->filters && row->filters[n])
        n++;
    for (int i = n ? 0 : -1; i < n; i++) {
        struct task *t = task_make(what, row, parent, version);
        t->variant = i;
        harvest_queue(h, t);
    }
}

static bool lies_under(const struct plan_type *p, const struct catalog_row *above)
{
    if ((!p->target && !p->needed) ||
        (p->row->way != CATALOG_LIST && p->row->way != CATALOG_GET) ||
        text_same(p->row->type, TYPE_SUBSCRIPTION))
        return false;
    return p->row->extension ? strs_has_same(&p->under, above->type)
                             : text_same(p->row->parent, above->type);
}

void harvest_children(struct harvest *h, const struct catalog_row *row, const char *id,
                      const char *key)
{
    struct task_parent *parent = NULL;
    for (size_t i = 0; i < h->plan->n; i++) {
        if (!lies_under(&h->plan->types[i], row))
            continue;
        /* Two lists, or two pages, may bring the same resource. */
        if (!parent && !keyset_add(&h->parents, key))
            return;
        if (!parent) {
            parent = task_parent_make(id, key);
            parent->holders = 1;
        }
        queue_type(h, h->plan->types[i].row, parent);
    }
    if (parent && !--parent->holders) {
        free(parent->id);
        free(parent->key);
        free(parent);
    }
}

void harvest_begin(struct harvest *h)
{
    const struct catalog_row *row = catalog_find(h->plan->catalog, TYPE_SUBSCRIPTION);
    h->listed = inventory_is_complete(h->store->inv, "/", TYPE_SUBSCRIPTION,
                                      harvest_root_variant(h));
    harvest_queue(
        h, task_make(OUTCOME_ROOT, row, h->tenant, h->version[catalog_index(row)]));
    harvest_children(h, catalog_find(h->plan->catalog, TYPE_TENANT), "", "/");
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

static void queue_graph(struct harvest *h, const struct catalog_row *row)
{
    struct strs subs = left_for_graph(h, row);
    struct buf query = buf_make(4096), body = buf_make(1 << 20), url = buf_make(1024);
    bool fine = graph_query(row, &query);
    size_t slot = (size_t)catalog_index(row);
    origin_text(&h->arm, &url);
    buf_text(&url, GRAPH_PATH);
    for (size_t first = 0; fine && first < subs.n; first += GRAPH_GROUP) {
        struct task *t = task_make(OUTCOME_GRAPH, row, h->tenant, NULL);
        for (size_t i = first; i < subs.n && i < first + GRAPH_GROUP; i++)
            strs_add(&t->subs, subs.at[i]);
        t->query = mem_text(buf_str(&query));
        t->paging = paging_make("/", h->seed);
        h->groups_left[slot]++;
        buf_clear(&body);
        graph_body(t->query, t->subs.at, t->subs.n, NULL, &body);
        fetch_add(h->fetch, "graph", buf_str(&url), buf_str(&body), t);
    }
    if (fine && !subs.n)
        harvest_graph_end(h, row);
    if (!fine) {
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
    strs_free(&subs);
}

int harvest_graph(struct harvest *h, struct err *e)
{
    int rc = check_subscriptions(h, e);
    for (size_t i = 0; !rc && i < h->plan->n; i++) {
        const struct plan_type *p = &h->plan->types[i];
        if ((p->target || p->needed) && p->row->way == CATALOG_GRAPH)
            queue_graph(h, p->row);
    }
    return rc;
}

size_t harvest_follow(struct harvest *h)
{
    size_t n = 0;
    struct store *s = h->store;
    for (; h->followed < s->wanted.keys.n; h->followed++) {
        const char *key = s->wanted.keys.at[h->followed];
        const char *id = s->wanted_id.at[h->followed];
        struct buf type = buf_make(ARMID_MAX);
        const struct catalog_row *row =
            armid_type(id, &type) ? catalog_find(h->plan->catalog, buf_str(&type)) : NULL;
        buf_free(&type);
        if (!row || !row->api_version || keyset_has(&s->seen, key))
            continue;
        harvest_queue(h, task_make(OUTCOME_FOLLOW, row, task_parent_make(id, key),
                                   h->version[catalog_index(row)]));
        n++;
    }
    return n;
}
