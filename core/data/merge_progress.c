/* What the inputs of a merge say of their reading. Whoever holds a subscription says how
 * far it was read: a gap of another input is none where the holder has what is missing
 * there, and a statement of another one does not fill a gap of the holder. */
#include "base/err.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/inventory_int.h"
#include "data/merge_int.h"

#include <stdlib.h>
#include <string.h>

/* The list of subscriptions: each share states its part of it, under its number. */
static bool is_root(const char *scope, const char *type)
{
    return !strcmp(scope, "/") && text_same(type, TYPE_SUBSCRIPTION);
}

/* --- completes --- */

static int own_complete(void *ctx, const char *scope, const char *type, int variant)
{
    struct merge *m = ctx;
    if (is_root(scope, type) && !m->shares) {
        m->roots++; /* stated when all of them state it */
        return 0;
    }
    return merge_is_own(m, scope)
               ? inventory_put_complete(m->out, scope, type, variant, m->e)
               : 0;
}

static int other_complete(void *ctx, const char *scope, const char *type, int variant)
{
    struct merge *m = ctx;
    return merge_is_own(m, scope) || inventory_has_gap(m->out, scope, type)
               ? 0
               : inventory_put_complete(m->out, scope, type, variant, m->e);
}

/* --- gaps --- */

/* Every request for the type at this very scope was answered. */
static bool is_complete(struct merge *m, const char *scope, const char *type)
{
    const struct catalog_row *row = catalog_find(NULL, type);
    size_t i = 0;
    if (inventory_is_complete(m->out, scope, type, -1))
        return true;
    while (row && row->filters && row->filters[i])
        if (!inventory_is_complete(m->out, scope, type, (int)i++))
            return false;
    return i > 0;
}

static int other_gap(void *ctx, const struct inventory_gap *g)
{
    struct merge *m = ctx;
    struct inventory_resource have;
    if (merge_is_own(m, g->scope) || is_complete(m, g->scope, g->type))
        return 0;
    int rc = inventory_get(m->out, g->scope, &have, m->e);
    if (rc < 0)
        return rc;
    bool known = rc == 1 && have.n <= m->own && text_same(have.type, g->type);
    return known ? 0 : inventory_put_gap(m->out, g, m->e);
}

/* Of a share's list of subscriptions a part is missing that no other share has. */
static int own_gap(void *ctx, const struct inventory_gap *g)
{
    struct merge *m = ctx;
    if (!merge_is_own(m, g->scope) ||
        (!is_root(g->scope, g->type) && is_complete(m, g->scope, g->type)))
        return 0;
    return inventory_put_gap(m->out, g, m->e);
}

/* --- one input --- */

static int cannot_read(struct merge *m, int rc)
{
    if (rc && !m->e->code)
        err_set(m->e, ERR_DATA, "it does not say how far it was read");
    return rc;
}

static int put_own_completes(struct merge *m)
{
    return cannot_read(m, inventory_each_complete(m->from, own_complete, m));
}

static int put_other_completes(struct merge *m)
{
    return cannot_read(m, inventory_each_complete(m->from, other_complete, m));
}

static int put_other_gaps(struct merge *m)
{
    return cannot_read(m, inventory_each_gap(m->from, other_gap, m));
}

static int put_own_gaps(struct merge *m)
{
    return cannot_read(m, inventory_each_gap(m->from, own_gap, m));
}

/* --- the whole --- */

static int64_t number(sqlite3_stmt *s)
{
    int64_t n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_reset(s);
    sqlite3_clear_bindings(s);
    return n;
}

/* Resource Graph is asked over all subscriptions at once, or over those of a share: when
 * each of them is complete, so is the tenant. */
static int state_graph(struct merge *m)
{
    int64_t subscriptions = number(m->s[M_SUBSCRIPTIONS]);
    int rc = 0;
    for (size_t i = 0; i < catalog_size(NULL) && !rc; i++) {
        const struct catalog_row *row = catalog_at(NULL, i);
        if (row->way != CATALOG_GRAPH)
            continue;
        inventory_bind_text(m->s[M_COMPLETE_IN_ALL], 1, row->type);
        if (subscriptions > 0 && number(m->s[M_COMPLETE_IN_ALL]) == subscriptions)
            rc = inventory_put_complete(m->out, "/", row->type, -1, m->e);
    }
    return rc;
}

static bool all_roots(struct merge *m)
{
    for (unsigned i = 1; i <= m->shares; i++)
        if (!inventory_is_complete(m->out, "/", TYPE_SUBSCRIPTION, (int)i))
            return false;
    return m->shares || m->roots == m->n;
}

static int state_root(struct merge *m)
{
    if (!all_roots(m))
        return 0;
    int rc = inventory_exec(m->out,
                            "DELETE FROM progress WHERE scope='/' AND "
                            "type='" TYPE_SUBSCRIPTION "'",
                            m->e);
    if (!rc)
        rc = inventory_put_complete(m->out, "/", TYPE_SUBSCRIPTION, -1, m->e);
    bool all = m->shares && strs_has(&m->scopes, "/");
    return rc || !all ? rc : state_graph(m);
}

int merge_progress(struct merge *m)
{
    int rc = merge_each_input(m, put_own_completes);
    if (!rc)
        rc = merge_each_input(m, put_other_gaps);
    if (!rc)
        rc = merge_each_input(m, put_own_gaps);
    if (!rc)
        rc = merge_each_input(m, put_other_completes);
    return rc ? rc : state_root(m);
}
