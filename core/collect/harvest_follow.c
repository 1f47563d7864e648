#include "collect/harvest_follow.h"

#include "base/buf.h"
#include "base/strs.h"
#include "collect/harvest.h"
#include "collect/task.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An id that is wanted. */
struct found {
    char id[ARMID_MAX], key[ARMID_MAX];
    const struct catalog_row *row; /* NULL: it cannot be asked */
};

/* The next behind *n that was not read. False at the end, and when the inventory fails.
 */
static bool next_wanted(struct harvest *h, int64_t *n, struct found *f)
{
    struct buf type = buf_make(ARMID_MAX);
    int rc = wanted_next(&h->store->wanted, n, f->id, f->key, &h->why);
    if (rc < 0)
        harvest_fail(h, rc);
    f->row = rc == 1 && armid_type(f->id, &type)
                 ? catalog_find(h->plan->catalog, buf_str(&type))
                 : NULL;
    if (f->row && !f->row->api_version)
        f->row = NULL;
    buf_free(&type);
    return rc == 1;
}

/* How many ids lie in each place, "ROW SUBSCRIPTION". */
struct tally {
    struct strs places; /* sorted */
    struct keyset count;
};

/* Of the wanted ids that Resource Graph may know. */
static struct tally places_of(struct harvest *h)
{
    struct tally t = {.count = keyset_make(h->seed)};
    struct found f;
    for (int64_t n = h->followed; next_wanted(h, &n, &f);) {
        char place[160];
        size_t len = 0;
        bool fresh;
        const char *sub = armid_subscription(f.key, &len);
        if (!f.row || f.row->way != CATALOG_GRAPH || h->queried[catalog_index(f.row)] ||
            !sub || !len || len > 100)
            continue;
        snprintf(place, sizeof place, "%d %.*s", catalog_index(f.row), (int)len, sub);
        ++*keyset_number(&t.count, place, &fresh);
        if (fresh)
            strs_add(&t.places, place);
    }
    strs_sort(&t.places);
    return t;
}

static size_t query(struct harvest *h, const char *place, struct strs *subs)
{
    size_t n = subs->n;
    if (n)
        harvest_query(h, catalog_at(h->plan->catalog, strtoul(place, NULL, 10)), subs,
                      true);
    strs_free(subs);
    return n;
}

/* Many ids of one type cost less in pages of Resource Graph than one by one. What it
 * leaves out, for whatever reason, is asked by its id afterwards. Each subscription is
 * weighed by itself: a share of them is read as all of them are. Returns 0 when no
 * query was worth it. */
static size_t sweep(struct harvest *h)
{
    struct tally t = places_of(h);
    struct strs subs = {0};
    size_t n = 0;
    for (size_t i = 0; i < t.places.n; i++) {
        const char *place = t.places.at[i], *sub = strchr(place, ' ');
        bool fresh;
        if (*keyset_number(&t.count, place, &fresh) >= PLAN_SWEEP &&
            strs_has_same(&h->subs, sub + 1) && keyset_add(&h->swept, place))
            strs_add(&subs, sub + 1);
        size_t row = (size_t)(sub - place) + 1;
        if (i + 1 == t.places.n || strncmp(t.places.at[i + 1], place, row) != 0)
            n += query(h, place, &subs);
    }
    strs_free(&t.places);
    keyset_free(&t.count);
    return n;
}

size_t harvest_follow(struct harvest *h)
{
    size_t n = sweep(h);
    struct found f;
    if (n)
        return n;
    while (!h->rc && next_wanted(h, &h->followed, &f)) {
        if (!f.row)
            continue;
        struct task_parent *it = task_parent_make(f.id, f.key);
        harvest_queue(
            h, task_make(OUTCOME_FOLLOW, f.row, it, h->version[catalog_index(f.row)]));
        n++;
    }
    return n;
}
