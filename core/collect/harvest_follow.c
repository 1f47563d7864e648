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

/* The row of the i-th id that is wanted, and its key; NULL when it was read or cannot be.
 */
static const struct catalog_row *row_wanted(const struct harvest *h, size_t i,
                                            char key[ARMID_MAX])
{
    const char *id = h->store->wanted.ids.at[i];
    struct buf type = buf_make(ARMID_MAX);
    const struct catalog_row *row = id && armid_key(id, key) && armid_type(id, &type)
                                        ? catalog_find(h->plan->catalog, buf_str(&type))
                                        : NULL;
    buf_free(&type);
    return row && row->api_version ? row : NULL;
}

/* "ROW SUBSCRIPTION" of each wanted id that Resource Graph may know, sorted. */
static struct strs places_of(const struct harvest *h)
{
    struct strs places = {0};
    for (size_t i = h->followed; i < h->store->wanted.ids.n; i++) {
        char key[ARMID_MAX] = "", place[160];
        const struct catalog_row *row = row_wanted(h, i, key);
        size_t len = 0;
        const char *sub = armid_subscription(key, &len);
        if (!row || row->way != CATALOG_GRAPH || h->queried[catalog_index(row)] || !sub ||
            !len || len > 100)
            continue;
        snprintf(place, sizeof place, "%d %.*s", catalog_index(row), (int)len, sub);
        strs_add(&places, place);
    }
    strs_sort(&places);
    return places;
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
    struct strs places = places_of(h), subs = {0};
    size_t n = 0;
    for (size_t i = 0, end = 0; i < places.n; i = end) {
        const char *place = places.at[i], *sub = strchr(place, ' ');
        while (end < places.n && !strcmp(places.at[end], place))
            end++;
        if (end - i >= PLAN_SWEEP && strs_has_same(&h->subs, sub + 1) &&
            keyset_add(&h->swept, place))
            strs_add(&subs, sub + 1);
        size_t row = (size_t)(sub - place) + 1;
        if (end == places.n || strncmp(places.at[end], place, row) != 0)
            n += query(h, place, &subs);
    }
    strs_free(&places);
    return n;
}

size_t harvest_follow(struct harvest *h)
{
    size_t n = sweep(h);
    struct store *s = h->store;
    if (n)
        return n;
    for (; h->followed < s->wanted.ids.n; h->followed++) {
        char key[ARMID_MAX];
        const struct catalog_row *row = row_wanted(h, h->followed, key);
        if (!row)
            continue;
        struct task_parent *it = task_parent_make(s->wanted.ids.at[h->followed], key);
        harvest_queue(h,
                      task_make(OUTCOME_FOLLOW, row, it, h->version[catalog_index(row)]));
        n++;
    }
    return n;
}
