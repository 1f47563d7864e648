#include "scan/chunks.h"

#include "base/mem.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/inventory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct chunk_walk {
    struct inventory_cursor *cursor;
    const struct strs *scopes;
    const char **types;
    struct inventory_resource now;
};

struct chunk_walk *chunk_walk_make(const struct chunks *c, struct inventory *inv,
                                   const struct strs *scopes)
{
    struct chunk_walk *w = mem_new(sizeof *w);
    w->types = mem_new((c->types.n + 1) * sizeof *w->types); /* ends with NULL */
    for (size_t i = 0; i < c->types.n; i++)
        w->types[i] = c->types.at[i];
    w->scopes = scopes;
    w->cursor = inventory_walk(inv, w->types, NULL, false);
    return w;
}

static bool in_scope(const struct strs *scopes, const char *key)
{
    if (!scopes || !scopes->n)
        return true;
    for (size_t i = 0; i < scopes->n; i++)
        if (armid_covers(scopes->at[i], key))
            return true;
    return false;
}

int chunk_walk_next(struct chunk_walk *w, int64_t *row, const char **type, struct err *e)
{
    int rc;
    while ((rc = inventory_next(w->cursor, &w->now, e)) == 1) {
        if (!in_scope(w->scopes, w->now.key))
            continue;
        *row = w->now.n;
        *type = w->now.type;
        return 1;
    }
    return rc;
}

void chunk_walk_free(struct chunk_walk *w)
{
    if (!w)
        return;
    inventory_end(w->cursor);
    free(w->types);
    free(w);
}

int chunks_plan(struct chunks *c, struct inventory *inv,
                const struct check_info *const *checks, size_t n_checks,
                const struct strs *scopes, struct err *e)
{
    *c = (struct chunks){0};
    for (size_t i = 0; i < n_checks; i++) {
        for (size_t t = 0; t < checks[i]->targets.n; t++) {
            const struct catalog_row *row =
                catalog_find(inventory_catalog(inv), checks[i]->targets.at[t]);
            strs_add_new(&c->types, row ? row->type : checks[i]->targets.at[t]);
        }
    }
    strs_sort(&c->types);
    struct chunk_walk *w = chunk_walk_make(c, inv, scopes);
    int64_t row;
    const char *type;
    int rc;
    while ((rc = chunk_walk_next(w, &row, &type, e)) == 1) {
        if (!c->n || c->at[c->n - 1].resources == CHUNK_TARGETS) {
            if (!(c->n & (c->n - 1))) /* room doubles at powers of two */
                c->at = mem_grow(c->at, c->n ? 2 * c->n : 1, sizeof *c->at);
            memset(&c->at[c->n], 0, sizeof *c->at);
            c->at[c->n++].first = row;
        }
        c->at[c->n - 1].resources++;
    }
    chunk_walk_free(w);
    if (rc < 0)
        chunks_free(c);
    return rc;
}

void chunks_free(struct chunks *c)
{
    if (!c)
        return;
    strs_free(&c->types);
    free(c->at);
    *c = (struct chunks){0};
}
