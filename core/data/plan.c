#include "data/plan.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/checkjudge.h"
#include "data/checkonly.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* One entry a catalogue row while wants are gathered; rows nobody wants stay empty. */
struct draft {
    const struct catalog *catalog;
    struct plan_type *at;
    bool *wanted;
};

/* A want for a type by a check. */
struct want {
    const struct catalog_row *row;
    const char *check;
    bool target, followed, optional;
    uint64_t filters;             /* 0: all of its list */
    const struct plan_part *part; /* asked there alone; NULL: everywhere */
};

static void add_part(struct plan_type *t, const struct plan_part *from)
{
    t->parts = mem_grow(t->parts, t->n_parts + 1, sizeof *t->parts);
    t->parts[t->n_parts++] = (struct plan_part){from->filters, mem_text(from->unless),
                                                mem_text(from->is), from->below};
}

static bool same_part(const struct plan_part *a, const struct plan_part *b)
{
    return a->below == b->below && !strcmp(a->unless, b->unless) && !strcmp(a->is, b->is);
}

/* Those that say nothing new: what they ask is asked everywhere, or by another one. */
static void drop_parts(struct plan_type *t, uint64_t all)
{
    size_t n = 0;
    t->spared &= all;
    for (size_t i = 0; i < t->n_parts; i++) {
        struct plan_part *p = &t->parts[i];
        p->filters &= t->spared;
        for (size_t k = 0; k < n && p->filters; k++)
            if (same_part(p, &t->parts[k])) {
                t->parts[k].filters |= p->filters;
                p->filters = 0;
            }
        if (p->filters) {
            t->parts[n++] = *p;
        } else {
            free(p->unless);
            free(p->is);
        }
    }
    t->n_parts = n;
}

static void want(struct draft *d, struct want w)
{
    struct plan_type *t = &d->at[catalog_index(w.row)];
    if (w.row->way == CATALOG_NONE)
        return; /* the tenant is known without asking */
    size_t i = (size_t)catalog_index(w.row);
    if (!d->wanted[i])
        t->spared = CHECKONLY_ALL;
    if (w.part)
        add_part(t, w.part);
    else if (!w.followed)
        t->spared &= ~(w.filters ? w.filters : CHECKONLY_ALL);
    t->optional = w.optional && (!d->wanted[i] || t->optional);
    d->wanted[i] = true;
    t->row = w.row;
    t->target |= w.target;
    t->needed |= !w.followed;
    t->followed |= w.followed;
    if (w.check)
        strs_add_new(&t->checks, w.check);
    /* What is only followed is fetched by its id: nothing above it is listed for that. An
     * extension hangs under types that are wanted by themselves. */
    if (w.followed || w.row->extension || !w.row->parent)
        return;
    w.row = catalog_find(d->catalog, w.row->parent);
    w.target = false;
    w.filters = 0;
    w.part = NULL;
    want(d, w);
}

static const struct catalog_row *row_for(const struct draft *d,
                                         const struct check_info *c, const char *type,
                                         struct err *e)
{
    const struct catalog_row *row = catalog_find(d->catalog, type);
    const char *near = NULL;
    if (row)
        return row;
    checkjudge_type_known(type, &near);
    err_set(e, ERR_DATA,
            "check %s: resource type %s is not in the catalogue, and no file declares "
            "it%s%s%s",
            c->id, type, near ? ": did you mean " : "", near ? near : "",
            near ? "?" : "");
    return NULL;
}

static int want_targets(struct draft *d, const struct check_info *c, struct err *e)
{
    for (size_t i = 0; i < c->targets.n; i++) {
        const struct catalog_row *row = row_for(d, c, c->targets.at[i], e);
        if (!row)
            return -ERR_DATA;
        want(d, (struct want){.row = row,
                              .check = c->id,
                              .target = true,
                              .filters = checkonly_filters(c, row)});
        for (const char *const *held = row->held; *held; held++)
            want(d, (struct want){.row = catalog_find(d->catalog, *held),
                                  .check = c->id,
                                  .optional = true});
    }
    return 0;
}

/* Whether the list is asked below each target of the check, and below nothing else. */
static bool lies_under_target(const struct draft *d, const struct check_info *c,
                              const struct catalog_row *row)
{
    const char *above = row->parent;
    bool under = false;
    for (size_t i = 0; i < c->targets.n; i++) {
        const struct catalog_row *target = catalog_find(d->catalog, c->targets.at[i]);
        if (text_same(target->type, above))
            under = true;
        else if (catalog_below(d->catalog, above, target->type))
            return false;
    }
    return under && !row->extension && !text_same(above, TYPE_SUBSCRIPTION) &&
           (row->way == CATALOG_LIST || row->way == CATALOG_GET);
}

/* Where the check wants the need, if it says so: what cannot be looked at while the
 * estate is read is read everywhere. `words` holds the part's. */
static bool part_of(const struct draft *d, const struct check_info *c,
                    const struct check_need *n, struct plan_part *part, struct buf *words)
{
    const struct catalog_row *row = catalog_find(d->catalog, n->type);
    const struct check_only *o = checkonly_find(c, row);
    if (!o || !o->unless || !n->optional || n->where != NEEDS_BELOW ||
        !lies_under_target(d, c, row))
        return false;
    part->unless = o->unless;
    if (o->below) {
        part->below = catalog_find(d->catalog, o->below);
        if (!part->below || part->below->way != CATALOG_LIST || part->below->filters ||
            part->below == row || !text_same(part->below->parent, row->parent))
            return false;
    }
    for (size_t i = 0; i < o->is.n; i++)
        buf_fmt(words, "%s%s", i ? " " : "", o->is.at[i]);
    part->is = words->data;
    return o->is.n > 0;
}

static int want_needs(struct draft *d, const struct check_info *c, struct err *e)
{
    for (size_t i = 0; i < c->n_needs; i++) {
        const struct check_need *n = &c->needs[i];
        const struct catalog_row *row = row_for(d, c, n->type, e);
        if (!row)
            return -ERR_DATA;
        struct want w = {.row = row,
                         .check = c->id,
                         .followed = n->where == NEEDS_FOLLOWED,
                         .optional = n->optional,
                         .filters = checkonly_filters(c, row)};
        struct plan_part part = {.filters = w.filters};
        struct buf words = buf_make(CHECK_LIST_MAX * (CHECKONLY_WORD_MAX + 1));
        if (part_of(d, c, n, &part, &words))
            w.part = &part;
        want(d, w);
        buf_free(&words);
        if (!row->extension || n->where != NEEDS_BELOW)
            continue;
        struct plan_type *t = &d->at[catalog_index(row)];
        for (size_t k = 0; k < c->targets.n; k++)
            strs_add_new(&t->under, catalog_find(d->catalog, c->targets.at[k])->type);
    }
    return 0;
}

/* An extension that is itself a target is listed under what the check needs above it. */
static int place_extensions(struct draft *d, const struct check_info *c, struct err *e)
{
    for (size_t i = 0; i < c->targets.n; i++) {
        const struct catalog_row *row = catalog_find(d->catalog, c->targets.at[i]);
        if (!row->extension)
            continue;
        size_t above = 0;
        for (size_t k = 0; k < c->n_needs; k++) {
            if (c->needs[k].where != NEEDS_ABOVE)
                continue;
            strs_add_new(&d->at[catalog_index(row)].under,
                         catalog_find(d->catalog, c->needs[k].type)->type);
            above++;
        }
        if (!above)
            return err_set(e, ERR_DATA,
                           "check %s: %s lives below other resources: a need with where "
                           "\"above\" must say of which type",
                           c->id, row->type);
    }
    return 0;
}

/* What lies within a list is asked when that has been read: where it is wanted, the list
 * is. Then what is asked everywhere needs no parts. */
static void settle_parts(struct draft *d)
{
    for (size_t i = 0; i < catalog_size(d->catalog); i++) {
        const struct catalog_row *row = catalog_at(d->catalog, i);
        const struct catalog_within *w = &row->within;
        size_t k = w->type ? (size_t)catalog_index(catalog_find(d->catalog, w->type)) : 0;
        if (!d->wanted[i] || !w->type || !d->wanted[k])
            continue;
        uint64_t list = w->filter < 0 ? 1 : UINT64_C(1) << w->filter;
        if (~d->at[i].spared & w->of)
            d->at[k].spared &= ~list;
        for (size_t p = 0; p < d->at[i].n_parts; p++) {
            struct plan_part part = d->at[i].parts[p];
            part.filters = part.filters & w->of ? list : 0;
            if (part.filters)
                add_part(&d->at[k], &part);
        }
    }
    for (size_t i = 0; i < catalog_size(d->catalog); i++)
        drop_parts(&d->at[i], catalog_filters(catalog_at(d->catalog, i)));
}

/* Into the order of the catalogue, extensions behind all that they may hang under. */
static void collect(struct draft *d, struct plan *p)
{
    p->types = mem_new((catalog_size(d->catalog) + 1) * sizeof *p->types);
    for (int extension = 0; extension < 2; extension++)
        for (size_t i = 0; i < catalog_size(d->catalog); i++) {
            if (!d->wanted[i] || catalog_at(d->catalog, i)->extension != (extension == 1))
                continue;
            strs_sort(&d->at[i].under);
            strs_sort(&d->at[i].checks);
            p->types[p->n++] = d->at[i];
            d->at[i] = (struct plan_type){0};
        }
}

static void free_type(struct plan_type *t)
{
    strs_free(&t->under);
    strs_free(&t->checks);
    for (size_t i = 0; i < t->n_parts; i++) {
        free(t->parts[i].unless);
        free(t->parts[i].is);
    }
    free(t->parts);
}

int plan_make(const struct check_info *const *checks, size_t n,
              const struct catalog *catalog, struct plan *p, struct err *e)
{
    struct draft d = {.catalog = catalog,
                      .at = mem_new(catalog_size(catalog) * sizeof *d.at),
                      .wanted = mem_new(catalog_size(catalog) * sizeof *d.wanted)};
    int rc = 0;
    *p = (struct plan){.catalog = catalog};
    for (size_t i = 0; i < n && !rc; i++) {
        rc = want_targets(&d, checks[i], e);
        if (!rc)
            rc = want_needs(&d, checks[i], e);
        if (!rc)
            rc = place_extensions(&d, checks[i], e);
    }
    if (!rc) {
        want(&d, (struct want){.row = catalog_find(catalog, TYPE_SUBSCRIPTION)});
        settle_parts(&d);
        collect(&d, p);
    }
    for (size_t i = 0; i < catalog_size(catalog); i++)
        free_type(&d.at[i]);
    free(d.at);
    free(d.wanted);
    return rc;
}

size_t plan_group(size_t n)
{
    size_t each = (n + PLAN_SIDE - 1) / PLAN_SIDE;
    return each < PLAN_LEAST ? PLAN_LEAST : each > PLAN_GROUP ? PLAN_GROUP : each;
}

bool plan_is_listed(const struct plan_type *t)
{
    return (t->target || t->needed) &&
           (t->row->way == CATALOG_LIST || t->row->way == CATALOG_GET);
}

uint64_t plan_ever_asked(const struct plan_type *t)
{
    uint64_t of = catalog_filters(t->row) & ~t->spared;
    for (size_t i = 0; i < t->n_parts; i++)
        of |= t->parts[i].filters;
    return of;
}

void plan_free(struct plan *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        free_type(&p->types[i]);
    free(p->types);
    catalog_free(p->own);
    *p = (struct plan){0};
}

void plan_scope_free(struct plan_scope *s)
{
    if (!s)
        return;
    strs_free(&s->subscriptions);
    free(s->cloud_name);
    free(s->authority);
    free(s->resource_manager);
    free(s->audience);
    free(s->tenant);
    free(s->auth);
    free(s->client_id);
    free(s->ca_file);
    free(s->proxy);
    free(s->inventory);
    free(s->now);
    free(s->tool);
    free(s->shard);
    *s = (struct plan_scope){0};
}
