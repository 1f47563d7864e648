#include "collect/resume.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/harvest.h"
#include "collect/harvest_answer.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORDER_MAX = 16 << 20 };

/* --- the order --- */

/* "TYPE lf UNDER UNDER [FILTER] [FILTER] -SPARED PART", a line a type: listed, followed,
 * and what of it is asked where. */
static char *types_of(const struct plan *p)
{
    struct buf out = buf_make(ORDER_MAX);
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_type *t = &p->types[i];
        buf_fmt(&out, "%s %s%s", t->row->type, t->target || t->needed ? "l" : "",
                t->followed ? "f" : "");
        for (size_t k = 0; k < t->under.n; k++)
            buf_fmt(&out, " %s", t->under.at[k]);
        /* What is stated as read is stated by the filter's place among them. */
        for (const char *const *f = t->row->filters; f && *f; f++)
            buf_fmt(&out, " [%s]", *f);
        if (t->spared)
            buf_fmt(&out, " -%llx", (unsigned long long)t->spared);
        for (size_t k = 0; k < t->n_parts; k++)
            buf_fmt(&out, " %llx:%s!%s:%s", (unsigned long long)t->parts[k].filters,
                    t->parts[k].unless, t->parts[k].is,
                    t->parts[k].below ? t->parts[k].below->type : "");
        buf_char(&out, '\n');
    }
    if (catalog_size(p->catalog) != catalog_size(NULL))
        catalog_sign(p->catalog, &out); /* rows of check files, in full */
    return buf_steal(&out);
}

/* What was asked for, a line each: neither case nor order matters. */
static char *filter_of(const struct plan_scope *s)
{
    struct buf out = buf_make(ORDER_MAX);
    struct strs sorted = {0};
    for (size_t i = 0; i < s->subscriptions.n; i++) {
        char *lower = mem_text(s->subscriptions.at[i]);
        text_lower(lower, strlen(lower));
        strs_add_new(&sorted, lower);
        free(lower);
    }
    strs_sort(&sorted);
    for (size_t i = 0; i < sorted.n; i++)
        buf_fmt(&out, "%s%s", i ? "\n" : "", sorted.at[i]);
    strs_free(&sorted);
    return buf_steal(&out);
}

static char *scope_of(const struct plan_scope *s)
{
    struct buf out = buf_make(ORDER_MAX);
    for (size_t i = 0; i < s->subscriptions.n; i++)
        buf_fmt(&out, "%s%s", i ? " " : "", s->subscriptions.at[i]);
    if (!out.len)
        buf_char(&out, '/');
    return buf_steal(&out);
}

/* What must be the same, and how it is called where it is not. */
struct part {
    const char *name, *is, *other;
};
enum { PARTS = 5 };

static int compare(struct inventory *inv, const struct part parts[PARTS], struct err *e)
{
    for (size_t i = 0; i < PARTS; i++) {
        const char *was = inventory_meta(inv, parts[i].name);
        if (strcmp(was ? was : "", parts[i].is ? parts[i].is : ""))
            return err_set(e, ERR_DATA,
                           "it was begun for %s: --resume goes on with the same order "
                           "only",
                           parts[i].other);
    }
    return 0;
}

static int tell(struct inventory *inv, const struct plan_scope *s,
                const struct part parts[PARTS], struct err *e)
{
    char now[32], *scope = scope_of(s);
    clock_format(clock_now(), now);
    const char *more[][2] = {{"collected", s->now ? s->now : now},
                             {"tool", s->tool ? s->tool : "holdfast"},
                             {"scope", scope}};
    int rc = 0;
    for (size_t i = 0; !rc && i < sizeof more / sizeof *more; i++)
        rc = inventory_set_meta(inv, more[i][0], more[i][1], e);
    for (size_t i = 0; !rc && i < PARTS; i++)
        if (parts[i].is)
            rc = inventory_set_meta(inv, parts[i].name, parts[i].is, e);
    free(scope);
    return rc;
}

int resume_begin(struct inventory *inv, const struct plan *p, const struct plan_scope *s,
                 struct err *e)
{
    char *types = types_of(p), *filter = filter_of(s);
    const struct part parts[PARTS] = {
        {"cloud", s->cloud_name ? s->cloud_name : "public", "another cloud"},
        {"asked_tenant", s->tenant, "another tenant"},
        {"filter", filter, "other subscriptions"},
        {"shard", s->shard, "another share of the subscriptions"},
        {"plan", types, "other checks, which read other types"}};
    int rc = inventory_begin(inv, e);
    if (!rc && inventory_meta(inv, "plan"))
        rc = compare(inv, parts, e);
    else if (!rc && !inventory_is_empty(inv))
        rc = err_set(e, ERR_DATA, "it was not collected: --resume cannot go on with it");
    else if (!rc)
        rc = tell(inv, s, parts, e);
    if (!rc)
        rc = inventory_commit(inv, e);
    free(types);
    free(filter);
    return rc ? err_at(e, s->inventory) : 0;
}

int resume_tenant(struct inventory *inv, const char *tenant, struct err *e)
{
    const char *was = inventory_meta(inv, "tenant");
    if (!was)
        return inventory_set_meta(inv, "tenant", tenant, e);
    if (text_same(was, tenant))
        return 0;
    return err_set(e, ERR_DATA,
                   "the inventory was begun in tenant %s, and this sign-in is of %s: "
                   "--resume goes on in the same tenant only",
                   was, tenant);
}

/* --- what stands there --- */

struct taking {
    struct harvest *h;
    struct err *e;
};

/* By its own list, not because something referred to it: only then is anything listed
 * below it. */
static bool was_listed(const struct catalog_row *row, const char *source)
{
    return row->way != CATALOG_NONE && !strcmp(catalog_way_name(row->way), source);
}

static int take_up(void *ctx, const struct inventory_resource *r)
{
    struct taking *t = ctx;
    const struct catalog_row *row = catalog_find(t->h->plan->catalog, r->type);
    if (!row)
        return 0;
    bool subscription = text_same(row->type, TYPE_SUBSCRIPTION), in = true;
    bool listed = was_listed(row, r->source);
    char id[ARMID_MAX], key[ARMID_MAX];
    struct doc *d = NULL;
    if (subscription || listed ||
        row->refs) { /* its body may answer what would be listed below it */
        d = doc_parse(r->body, r->body_len, t->e);
        if (!d)
            return err_at(t->e, r->id);
    }
    if (subscription)
        in = harvest_subscription(t->h, d);
    snprintf(id, sizeof id, "%s", r->id);
    snprintf(key, sizeof key, "%s", r->key);
    if (d)
        parts_take(t->h, row, key, d);
    int rc = store_note(t->h->store, row, r->id, r->key, d, t->e);
    if (!rc && in && listed)
        harvest_children(t->h, row, &(struct task_parent){.id = id, .key = key}, d);
    doc_free(d);
    return rc ? rc : t->h->rc;
}

int resume_harvest(struct harvest *h, struct err *e)
{
    struct taking t = {h, e};
    h->parts.taking = true;
    int rc = inventory_each_stored(h->store->inv, take_up, &t, e);
    if (!rc)
        parts_taken(h);
    if (h->rc && e)
        *e = h->why;
    return rc;
}
