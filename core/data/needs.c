#include "data/needs.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/checkonly.h"
#include "data/coverage.h"
#include "data/inventory.h"

#include <stdlib.h>
#include <string.h>

struct needs {
    struct inventory *inv;
    const struct catalog *catalog;
    struct coverage *coverage;
    bool assume;
    char above_key[ARMID_MAX]; /* the last resource found on a way up */
};

struct needs *needs_make(struct inventory *inv, bool assume_complete, struct err *e)
{
    struct needs *n = mem_new(sizeof *n);
    n->inv = inv;
    n->catalog = inventory_catalog(inv);
    n->assume = assume_complete;
    n->coverage = coverage_make(inv, e);
    if (!n->coverage) {
        needs_free(n);
        return NULL;
    }
    return n;
}

void needs_free(struct needs *n)
{
    if (!n)
        return;
    coverage_free(n->coverage);
    free(n);
}

/* --- complete --- */

static bool lies_in(const struct needs *n, const char *key,
                    const struct catalog_row *parent)
{
    char up[ARMID_MAX];
    size_t len = strlen(key);
    memcpy(up, key, len + 1);
    for (; len; len = armid_parent(up)) {
        up[len] = '\0';
        if (coverage_row(n->coverage, up, len) == parent)
            return true;
    }
    return false;
}

static int complete(struct needs *n, const struct catalog_row *row, uint64_t filters,
                    const char *scope, struct err *e);

/* Every resource that the type is listed under has a statement of its own, and all of
 * those are known. 1, 0 or negative. */
static int complete_apart(struct needs *n, const struct catalog_row *row,
                          uint64_t filters, const char *scope, struct err *e)
{
    const struct catalog_row *parent = catalog_find(n->catalog, row->parent);
    int rc = complete(n, parent, CHECKONLY_ALL, scope, e);
    if (rc <= 0)
        return rc;
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_below(n->inv, scope, parent->type, false);
    if (!c)
        return err_set(e, ERR_DATA, "cannot read the inventory below %s", scope);
    while ((rc = inventory_next(c, &r, e)) > 0)
        if (!coverage_stated(n->coverage, row, filters, r.key))
            break;
    inventory_end(c);
    return rc < 0 ? rc : rc == 0;
}

static int complete(struct needs *n, const struct catalog_row *row, uint64_t filters,
                    const char *scope, struct err *e)
{
    if (n->assume || row->way == CATALOG_NONE ||
        coverage_stated(n->coverage, row, filters, scope))
        return 1;
    /* Below a resource that lists the type there is nothing to add up: that resource has
     * the statement or not. */
    if (row->extension || lies_in(n, scope, catalog_find(n->catalog, row->parent)))
        return 0;
    int rc = coverage_known(coverage_place(n->coverage, scope), row, filters);
    if (rc >= 0)
        return rc;
    rc = complete_apart(n, row, filters, scope, e);
    if (rc >= 0)
        coverage_keep(coverage_place(n->coverage, scope), row, filters, rc);
    return rc;
}

/* --- answers --- */

static uint64_t filters_of(const struct check_info *check, const struct catalog_row *row)
{
    return check ? checkonly_filters(check, row) : CHECKONLY_ALL;
}

/* The tenant stands beside the tree in its key, and above all of it in its meaning. */
static const char *scope_of(const char *key)
{
    return text_starts(key, "/tenants/") ? "/" : key;
}

static void say_gap(const struct needs *n, const struct coverage_gap *g,
                    const struct catalog_row *row, struct buf *why)
{
    const struct catalog_row *of =
        g->row < 0 ? row : catalog_at(n->catalog, (size_t)g->row);
    const char *action = g->action && *g->action                ? g->action
                         : g->status == 403 || g->status == 401 ? of->action
                                                                : NULL;
    buf_fmt(why, "could not read %s below ", of->type);
    text_show_buf(why, g->scope, strlen(g->scope));
    if (g->status || (g->code && *g->code))
        buf_text(why, ":");
    if (g->status)
        buf_fmt(why, " %d", g->status);
    if (g->code && *g->code) {
        buf_char(why, ' ');
        text_show_buf(why, g->code, strlen(g->code));
    }
    if (action) {
        buf_text(why, "; the identity needs ");
        text_show_buf(why, action, strlen(action));
    }
}

static int say_missing(const struct catalog_row *row, const char *where,
                       const char *scope, struct buf *why)
{
    buf_fmt(why, "%s %s ", row->type, where);
    text_show_buf(why, scope, strlen(scope));
    buf_text(why, " was not collected");
    return 1;
}

/* 1 when a resource of the type lies below the scope. */
static int is_there(struct needs *n, const struct catalog_row *row, const char *scope,
                    struct err *e)
{
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_below(n->inv, scope, row->type, false);
    if (!c)
        return err_set(e, ERR_DATA, "cannot read the inventory below %s", scope);
    int rc = inventory_next(c, &r, e);
    inventory_end(c);
    return rc;
}

/* 1 when a resource of the type stands on the way up from the key. */
static int is_above(struct needs *n, const struct catalog_row *row, const char *key,
                    struct err *e)
{
    char up[ARMID_MAX];
    size_t len = strlen(key);
    memcpy(up, key, len + 1);
    while ((len = armid_parent(up)) > 1) {
        up[len] = '\0';
        if (coverage_row(n->coverage, up, len) != row)
            continue;
        if (!strcmp(up, n->above_key))
            return 1;
        struct inventory_resource r;
        int rc = inventory_get(n->inv, up, &r, e);
        if (rc > 0)
            memcpy(n->above_key, up, len + 1);
        return rc;
    }
    return row->way == CATALOG_NONE;
}

/* Whether a resource of that type cannot lie below the key, whatever was read: what lies
 * in a provider's resource is named after its type. */
static bool is_impossible(const struct needs *n, const struct catalog_row *row,
                          const char *key)
{
    const struct catalog_row *of = coverage_row(n->coverage, key, strlen(key));
    if (!of || row->extension || text_starts_same(of->type, TYPE_SUBSCRIPTION) ||
        text_same(of->type, TYPE_TENANT))
        return false;
    size_t len = strlen(of->type);
    return !(text_starts_same(row->type, of->type) && row->type[len] == '/') &&
           !catalog_below(n->catalog, row->type, of->type);
}

int needs_gap(struct needs *n, const char *key, const struct needs_what *what,
              struct buf *why, struct err *e)
{
    const char *type = what->type;
    enum needs_where where = what->where;
    const struct catalog_row *row = catalog_find(n->catalog, type);
    if (!row)
        return err_set(e, ERR_DATA, "%s: the catalogue does not know this type", type);
    if (where == NEEDS_FOLLOWED || (where == NEEDS_BELOW && is_impossible(n, row, key)))
        return 0;
    const char *scope = where == NEEDS_SCOPE ? "/" : scope_of(key);
    int rc = 0;
    if (where == NEEDS_ABOVE && (rc = is_above(n, row, key, e)))
        return rc < 0 ? rc : 0;
    const struct coverage_gap *g = coverage_gap(n->coverage, row, scope);
    if (g) {
        say_gap(n, g, row, why);
        return 1;
    }
    /* What the key lies in exists: that it was not found is never an answer. */
    if (where == NEEDS_ABOVE)
        return n->assume ? 0 : say_missing(row, "above", scope, why);
    rc = complete(n, row, filters_of(what->check, row), scope, e);
    if (!rc && where == NEEDS_BELOW && !coverage_spoken(n->coverage, row))
        rc = is_there(n, row, scope, e);
    if (rc)
        return rc < 0 ? rc : 0;
    return say_missing(row, "below", scope, why);
}

bool needs_known(struct needs *n, const char *key, const struct check_info *check,
                 const char *type)
{
    const struct catalog_row *row = catalog_find(n->catalog, type);
    const char *scope = scope_of(key);
    return row && !coverage_gap(n->coverage, row, scope) &&
           complete(n, row, filters_of(check, row), scope, NULL) == 1;
}

bool needs_gone(struct needs *n, const char *key, const char *type)
{
    const struct catalog_row *row = type ? catalog_find(n->catalog, type)
                                         : coverage_row(n->coverage, key, strlen(key));
    if (!row || coverage_gap(n->coverage, row, key))
        return false;
    if (n->assume)
        return true;
    /* Resource Graph is silent about what the caller may not read: only an answer about
     * this very id tells that it is gone. */
    if (row->way == CATALOG_GRAPH)
        return coverage_stated_at(n->coverage, row, key);
    return complete(n, row, CHECKONLY_ALL, key, NULL) == 1;
}
