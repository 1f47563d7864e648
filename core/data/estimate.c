#include "data/estimate.h"

#include "base/err.h"
#include "base/strs.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/plan.h"
#include "data/told.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct estimate {
    const struct plan *plan;
    struct inventory *inv;
    int64_t groups; /* of subscriptions, a query each */
    struct err *e;
};

static bool listed(const struct plan_type *t) { return t->target || t->needed; }

/* The filters that are asked below a resource (bits), with what is known of it and of
 * what lies below it. */
static uint64_t asked(const struct estimate *s, const struct plan_type *t,
                      const struct doc *d, const char *key)
{
    uint64_t of = ~t->spared;
    for (size_t i = 0; i < t->n_parts; i++) {
        const struct plan_part *p = &t->parts[i];
        bool settled = p->below ? told_below(s->inv, key, p->below->type, p->unless,
                                             p->is, s->e) == 1
                                : d && told_is(d, p->unless, p->is);
        if (!settled)
            of |= p->filters;
    }
    return of;
}

static bool plan_lists(const struct plan *p, const char *type)
{
    for (size_t i = 0; i < p->n; i++)
        if (listed(&p->types[i]) && text_same(p->types[i].row->type, type))
            return true;
    return false;
}

/* How many of the filters `of` are: those that lie within a list that is empty are not.
 */
static int64_t filters(const struct estimate *s, const struct catalog_row *row,
                       uint64_t of, const char *key)
{
    const struct catalog_within *w = &row->within;
    bool none = w->type && plan_lists(s->plan, w->type) &&
                inventory_count(s->inv, key, w->type) == 0;
    int64_t n = 0;
    if (!row->filters || !row->filters[0])
        return of & 1;
    for (size_t i = 0; row->filters[i]; i++)
        n += of >> i & 1 && (!none || !(w->of >> i & 1));
    return n;
}

static bool needs_body(const struct plan_type *t) { return t->row->told || t->n_parts; }

static int64_t below(const struct estimate *s, const struct plan_type *t,
                     const struct inventory_resource *above)
{
    struct doc *d = needs_body(t) ? doc_parse(above->body, above->body_len, NULL) : NULL;
    enum told told = told_weigh(t->row, d);
    uint64_t of = asked(s, t, d, above->key);
    doc_free(d);
    if (told == TOLD_NONE || (told == TOLD_ANSWERED && t->optional))
        return 0;
    int64_t n = filters(s, t->row, of, above->key);
    int64_t rows = n && t->row->way == CATALOG_LIST
                       ? inventory_count(s->inv, above->key, t->row->type)
                       : 0;
    return n + rows / ESTIMATE_PAGE;
}

static int64_t under(struct estimate *s, const struct plan_type *t, const char *type)
{
    const char *const types[] = {type, NULL};
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_walk(s->inv, types, NULL, needs_body(t));
    int64_t n = 0;
    int rc = -1;
    while (c && (rc = inventory_next(c, &r, s->e)) == 1)
        n += below(s, t, &r);
    inventory_end(c);
    return rc < 0 ? -1 : n;
}

static int64_t groups_of(int64_t subs)
{
    int64_t group = subs > 0 ? (int64_t)plan_group((size_t)subs) : 1;
    return (subs + group - 1) / group;
}

/* Subscriptions with many ids of a type are asked by queries, the others by id. */
static int64_t swept(struct strs *subs)
{
    int64_t gets = 0, many = 0, rows = 0;
    strs_sort(subs);
    for (size_t i = 0, end = 0; i < subs->n; i = end) {
        while (end < subs->n && !strcmp(subs->at[end], subs->at[i]))
            end++;
        int64_t n = (int64_t)(end - i);
        bool worth = n >= PLAN_SWEEP;
        many += worth;
        rows += worth ? n : 0;
        gets += worth ? 0 : n;
    }
    return gets + groups_of(many) + rows / ESTIMATE_ROWS;
}

/* Those that an earlier scan fetched by their ids. */
static int64_t by_id(struct estimate *s, const struct plan_type *t)
{
    const char *const types[] = {t->row->type, NULL};
    bool sweeps = t->row->way == CATALOG_GRAPH && !listed(t);
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_walk(s->inv, types, NULL, false);
    struct strs subs = {0};
    int64_t n = 0;
    int rc = -1;
    while (c && (rc = inventory_next(c, &r, s->e)) == 1) {
        size_t len = 0;
        const char *sub = sweeps ? armid_subscription(r.key, &len) : NULL;
        char text[128];
        if (sub && len && len < sizeof text) {
            snprintf(text, sizeof text, "%.*s", (int)len, sub);
            strs_add(&subs, text);
        } else {
            n += !listed(t) || text_same(r.source, "get");
        }
    }
    inventory_end(c);
    n += swept(&subs);
    strs_free(&subs);
    return rc < 0 ? -1 : n;
}

static int64_t of_list(struct estimate *s, const struct plan_type *t)
{
    if (t->row->way == CATALOG_GRAPH)
        return s->groups + inventory_count(s->inv, "/", t->row->type) / ESTIMATE_ROWS;
    if (!t->row->extension)
        return text_same(t->row->parent, TYPE_TENANT) ? 1 : under(s, t, t->row->parent);
    int64_t n = 0;
    for (size_t i = 0; i < t->under.n && n >= 0; i++) {
        int64_t more = under(s, t, t->under.at[i]);
        n = more < 0 ? -1 : n + more;
    }
    return n;
}

int estimate_plan(const struct plan *p, struct inventory *inv, int64_t *requests,
                  struct err *e)
{
    int64_t subs = inventory_count(inv, "/", TYPE_SUBSCRIPTION);
    struct estimate s = {p, inv, groups_of(subs), e};
    for (size_t i = 0; i < p->n && subs >= 0; i++) {
        const struct plan_type *t = &p->types[i];
        int64_t lists = listed(t) ? of_list(&s, t) : 0;
        int64_t ids = t->followed ? by_id(&s, t) : 0;
        if (lists < 0 || ids < 0)
            return err_set(e, ERR_DATA, "the inventory cannot be read to its end");
        requests[i] = lists + ids;
    }
    return subs < 0 ? err_set(e, ERR_DATA, "the inventory cannot be read") : 0;
}
