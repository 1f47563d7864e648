#include "data/plan.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/checkjudge.h"

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
};

static void want(struct draft *d, struct want w)
{
    struct plan_type *t = &d->at[catalog_index(w.row)];
    if (w.row->way == CATALOG_NONE)
        return; /* the tenant is known without asking */
    size_t i = (size_t)catalog_index(w.row);
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
        want(d, (struct want){.row = row, .check = c->id, .target = true});
        for (const char *const *held = row->held; *held; held++)
            want(d, (struct want){.row = catalog_find(d->catalog, *held),
                                  .check = c->id,
                                  .optional = true});
    }
    return 0;
}

static int want_needs(struct draft *d, const struct check_info *c, struct err *e)
{
    for (size_t i = 0; i < c->n_needs; i++) {
        const struct check_need *n = &c->needs[i];
        const struct catalog_row *row = row_for(d, c, n->type, e);
        if (!row)
            return -ERR_DATA;
        want(d, (struct want){.row = row,
                              .check = c->id,
                              .followed = n->where == NEEDS_FOLLOWED,
                              .optional = n->optional});
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
        collect(&d, p);
    }
    for (size_t i = 0; i < catalog_size(catalog); i++) {
        strs_free(&d.at[i].under);
        strs_free(&d.at[i].checks);
    }
    free(d.at);
    free(d.wanted);
    return rc;
}

void plan_free(struct plan *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++) {
        strs_free(&p->types[i].under);
        strs_free(&p->types[i].checks);
    }
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
