#include "data/coverage.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/inventory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { ANY_TYPE = -1 };
_Static_assert((int)CATALOG_MAX <= (int)COVERAGE_ROWS, "a row without a bit");

struct coverage {
    const struct catalog *catalog;
    struct coverage_gap *gaps; /* by scope */
    size_t n_gaps, gaps_cap;
    size_t whole[COVERAGE_ROWS];   /* a row's first gap: 0 not asked, 1 none, index + 2 */
    struct coverage_place *places; /* open addressing, a power of two */
    size_t n_places, places_cap;
    struct hash_key hash;
    struct coverage_rows spoken; /* rows that some statement is about */
    struct {                     /* variants seen of the statement being read */
        char scope[ARMID_MAX];
        int row;
        uint64_t seen;
    } part;
};

static bool has_index(const struct coverage_rows *in, int i)
{
    return in->bits[i / 64] >> i % 64 & 1;
}

void coverage_add(struct coverage_rows *to, const struct catalog_row *row)
{
    int i = catalog_index(row);
    to->bits[i / 64] |= UINT64_C(1) << i % 64;
}

bool coverage_has(const struct coverage_rows *in, const struct catalog_row *row)
{
    return has_index(in, catalog_index(row));
}

/* --- places --- */

static size_t place_slot(const struct coverage *c, const char *scope, size_t len)
{
    size_t mask = c->places_cap - 1;
    size_t i = (size_t)hash_bytes(c->hash, scope, len) & mask;
    while (c->places[i].scope &&
           (strncmp(c->places[i].scope, scope, len) || c->places[i].scope[len]))
        i = (i + 1) & mask;
    return i;
}

static const struct coverage_place *place_find(const struct coverage *c,
                                               const char *scope, size_t len)
{
    const struct coverage_place *p = &c->places[place_slot(c, scope, len)];
    return p->scope ? p : NULL;
}

static void places_double(struct coverage *c)
{
    struct coverage_place *old = c->places;
    size_t cap = c->places_cap;
    c->places_cap = cap * 2;
    c->places = mem_new(c->places_cap * sizeof *c->places);
    for (size_t i = 0; i < cap; i++)
        if (old[i].scope)
            c->places[place_slot(c, old[i].scope, strlen(old[i].scope))] = old[i];
    free(old);
}

struct coverage_place *coverage_place(struct coverage *c, const char *scope)
{
    if (c->n_places * 2 >= c->places_cap)
        places_double(c);
    struct coverage_place *p = &c->places[place_slot(c, scope, strlen(scope))];
    if (!p->scope) {
        p->scope = mem_text(scope);
        c->n_places++;
    }
    return p;
}

/* --- some filters of a list --- */

static bool is_all(const struct catalog_row *row, uint64_t filters)
{
    return !(catalog_filters(row) & ~filters);
}

static void part_put(struct coverage_place *p, const struct catalog_row *row,
                     uint64_t filters, int is)
{
    p->parts = mem_grow(p->parts, p->n_parts + 1, sizeof *p->parts);
    p->parts[p->n_parts++] = (struct coverage_part){row, filters, is};
}

/* Whether some statement at the place says all of what is asked. */
static bool is_stated(const struct coverage_place *p, const struct catalog_row *row,
                      uint64_t filters)
{
    bool found = coverage_has(&p->stated, row);
    for (size_t i = 0; i < p->n_parts && !found; i++)
        found = p->parts[i].row == row && p->parts[i].is == COVERAGE_STATED &&
                !(filters & ~p->parts[i].filters);
    return found;
}

int coverage_known(const struct coverage_place *p, const struct catalog_row *row,
                   uint64_t filters)
{
    if (is_all(row, filters))
        return coverage_has(&p->found, row) ? 1 : coverage_has(&p->missing, row) ? 0 : -1;
    for (size_t i = 0; i < p->n_parts; i++)
        if (p->parts[i].row == row && p->parts[i].filters == filters &&
            p->parts[i].is != COVERAGE_STATED)
            return p->parts[i].is == COVERAGE_FOUND;
    return -1;
}

void coverage_keep(struct coverage_place *p, const struct catalog_row *row,
                   uint64_t filters, bool found)
{
    if (is_all(row, filters))
        coverage_add(found ? &p->found : &p->missing, row);
    else
        part_put(p, row, filters, found ? COVERAGE_FOUND : COVERAGE_MISSING);
}

/* --- reading the inventory --- */

/* A scope that is no id could be anywhere: it counts as everywhere. */
static void scope_key(const char *scope, char key[ARMID_MAX])
{
    if (!scope || !armid_key(scope, key))
        memcpy(key, "/", 2);
}

static int read_gap(void *ctx, const struct inventory_gap *g)
{
    struct coverage *c = ctx;
    char key[ARMID_MAX];
    int index = ANY_TYPE;
    if (g->type && *g->type) {
        const struct catalog_row *row = catalog_find(c->catalog, g->type);
        if (!row)
            return 0; /* no check can need it */
        index = catalog_index(row);
    }
    scope_key(g->scope, key);
    if (c->n_gaps == c->gaps_cap) {
        c->gaps_cap = c->gaps_cap ? c->gaps_cap * 2 : 16;
        c->gaps = mem_grow(c->gaps, c->gaps_cap, sizeof *c->gaps);
    }
    c->gaps[c->n_gaps++] = (struct coverage_gap){mem_text(key), index, g->status,
                                                 mem_text(g->code), mem_text(g->action)};
    return 0;
}

/* Rows come in order of scope and type: the variants of one statement stand together. */
static int read_complete(void *ctx, const char *scope, const char *type, int variant)
{
    struct coverage *c = ctx;
    char key[ARMID_MAX];
    const struct catalog_row *row = catalog_find(c->catalog, type);
    if (!row || !armid_key(scope, key))
        return 0;
    if (c->part.row != catalog_index(row) || strcmp(c->part.scope, key)) {
        c->part.row = catalog_index(row);
        memcpy(c->part.scope, key, strlen(key) + 1);
        c->part.seen = 0;
    }
    if (variant < 0)
        c->part.seen = UINT64_MAX;
    else if (variant < 64)
        c->part.seen |= UINT64_C(1) << variant;
    struct coverage_place *p = coverage_place(c, key);
    coverage_add(&c->spoken, row);
    if (is_all(row, c->part.seen))
        coverage_add(&p->stated, row);
    else
        part_put(p, row, c->part.seen, COVERAGE_STATED);
    return 0;
}

static int gap_order(const void *a, const void *b)
{
    const struct coverage_gap *x = a, *y = b;
    int order = strcmp(x->scope, y->scope);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* --- gaps --- */

const struct catalog_row *coverage_row(const struct coverage *c, const char *key,
                                       size_t len)
{
    char text[ARMID_MAX];
    struct buf type = buf_make(ARMID_MAX);
    memcpy(text, key, len);
    text[len] = '\0';
    const struct catalog_row *row =
        armid_type(text, &type) ? catalog_find(c->catalog, buf_str(&type)) : NULL;
    buf_free(&type);
    return row;
}

/* The types whose gap concerns a need of `row` at `scope`: itself and what it is listed
 * under. An extension is listed under what its scope is. */
static struct coverage_rows concerned(const struct coverage *c,
                                      const struct catalog_row *row, const char *scope)
{
    struct coverage_rows rows = {0};
    coverage_add(&rows, row);
    if (row->extension) {
        size_t len = strlen(scope);
        const struct catalog_row *host = NULL;
        while (len && !(host = coverage_row(c, scope, len))) {
            char up[ARMID_MAX];
            memcpy(up, scope, len);
            up[len] = '\0';
            len = armid_parent(up);
        }
        row = host ? host : row;
    }
    for (; row; row = row->parent ? catalog_find(c->catalog, row->parent) : NULL)
        coverage_add(&rows, row);
    return rows;
}

static bool gap_is(const struct coverage_gap *g, const struct coverage_rows *rows)
{
    return g->row == ANY_TYPE || has_index(rows, g->row);
}

/* The first gap whose scope does not come before the `len` bytes of `scope` and, unless
 * it is zero, the byte `last`. */
static size_t gap_from(const struct coverage *c, const char *scope, size_t len, char last)
{
    size_t low = 0, high = c->n_gaps;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const char *at = c->gaps[mid].scope;
        int order = strncmp(at, scope, len);
        if (!order && last)
            order = (unsigned char)at[len] < (unsigned char)last ? -1 : 0;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* The next whole-segment prefix of a key that is shorter than `len`; ends with 1 ("/"),
 * then 0. */
static size_t shorter(const char *key, size_t len)
{
    if (len <= 1)
        return 0;
    while (len > 1 && key[len - 1] != '/')
        len--;
    return len > 1 ? len - 1 : 1;
}

static const struct coverage_gap *
gap_search(const struct coverage *c, const struct catalog_row *row, const char *scope)
{
    struct coverage_rows rows = concerned(c, row, scope);
    for (size_t len = strlen(scope); len; len = shorter(scope, len))
        for (size_t i = gap_from(c, scope, len, '\0'); i < c->n_gaps; i++) {
            const char *at = c->gaps[i].scope;
            if (strncmp(at, scope, len) || at[len])
                break;
            if (gap_is(&c->gaps[i], &rows))
                return &c->gaps[i];
        }
    size_t len = strlen(scope);
    size_t i = len > 1 ? gap_from(c, scope, len, '/') : 0;
    for (; i < c->n_gaps && armid_covers(scope, c->gaps[i].scope); i++)
        if (gap_is(&c->gaps[i], &rows))
            return &c->gaps[i];
    return NULL;
}

const struct coverage_gap *coverage_gap(struct coverage *c, const struct catalog_row *row,
                                        const char *scope)
{
    if (!c->n_gaps)
        return NULL;
    if (scope[1])
        return gap_search(c, row, scope);
    /* Needs of the whole scan ask the same for every target. */
    int i = catalog_index(row);
    if (!c->whole[i]) {
        const struct coverage_gap *g = gap_search(c, row, scope);
        c->whole[i] = g ? (size_t)(g - c->gaps) + 2 : 1;
    }
    return c->whole[i] == 1 ? NULL : &c->gaps[c->whole[i] - 2];
}

/* --- statements --- */

bool coverage_stated(const struct coverage *c, const struct catalog_row *row,
                     uint64_t filters, const char *key)
{
    filters &= catalog_filters(row);
    for (size_t len = strlen(key); len; len = shorter(key, len)) {
        const struct coverage_place *p = place_find(c, key, len);
        if (p && is_stated(p, row, filters))
            return true;
    }
    return false;
}

bool coverage_spoken(const struct coverage *c, const struct catalog_row *row)
{
    return coverage_has(&c->spoken, row);
}

bool coverage_stated_at(const struct coverage *c, const struct catalog_row *row,
                        const char *key)
{
    const struct coverage_place *p = place_find(c, key, strlen(key));
    return p && coverage_has(&p->stated, row);
}

/* --- making --- */

struct coverage *coverage_make(struct inventory *inv, struct err *e)
{
    struct coverage *c = mem_new(sizeof *c);
    c->catalog = inventory_catalog(inv);
    c->part.row = ANY_TYPE;
    c->places_cap = 64;
    c->places = mem_new(c->places_cap * sizeof *c->places);
    if (getrandom(&c->hash, sizeof c->hash, 0) != (ssize_t)sizeof c->hash ||
        inventory_each_gap(inv, read_gap, c) ||
        inventory_each_complete(inv, read_complete, c)) {
        err_set(e, ERR_DATA, "the inventory does not say how far it was read");
        coverage_free(c);
        return NULL;
    }
    if (c->n_gaps)
        qsort(c->gaps, c->n_gaps, sizeof *c->gaps, gap_order);
    return c;
}

void coverage_free(struct coverage *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n_gaps; i++) {
        free(c->gaps[i].scope);
        free(c->gaps[i].code);
        free(c->gaps[i].action);
    }
    for (size_t i = 0; i < c->places_cap; i++) {
        free(c->places[i].scope);
        free(c->places[i].parts);
    }
    free(c->gaps);
    free(c->places);
    free(c);
}
