/* What an inventory says of its own reading: gaps, and statements that a type was read in
 * full below a scope, both indexed by scope. Says what was written down; the rules that
 * judge a need by it are in needs.h. */
#ifndef HF_DATA_COVERAGE_H
#define HF_DATA_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog_row;
struct coverage;
struct err;
struct inventory;

enum { COVERAGE_ROWS = 128 /* as many as a catalogue may have */ };

struct coverage_rows { /* a set of catalogue rows */
    uint64_t bits[COVERAGE_ROWS / 64];
};

struct coverage_gap {
    char *scope; /* a key */
    int row;     /* of the catalogue; negative: every type */
    int status;
    char *code, *action; /* or NULL */
};

/* Of some filters of a row's list alone (bits by their place). */
struct coverage_part {
    const struct catalog_row *row;
    uint64_t filters;
    enum { COVERAGE_STATED, COVERAGE_FOUND, COVERAGE_MISSING } is;
};

/* A scope. `stated` holds below the scope too. What was worked
 * out holds for this very scope only: an id of a subscription outside the scan lies below
 * "/" as well, and nothing is known of it. */
struct coverage_place {
    char *scope;
    struct coverage_rows stated, found, missing;
    struct coverage_part *parts;
    size_t n_parts;
};

/* Reads gaps and statements once. NULL when the inventory cannot be read. */
struct coverage *coverage_make(struct inventory *inv, struct err *e);
void coverage_free(struct coverage *c);

void coverage_add(struct coverage_rows *to, const struct catalog_row *row);
bool coverage_has(const struct coverage_rows *in, const struct catalog_row *row);

/* What the first `len` bytes of a key name; NULL when the catalogue does not know. */
const struct catalog_row *coverage_row(const struct coverage *c, const char *key,
                                       size_t len);

/* The first gap that concerns resources of `row` at or below `scope`, or NULL. */
const struct coverage_gap *coverage_gap(struct coverage *c, const struct catalog_row *row,
                                        const char *scope);

/* Whether a statement about these filters of the row's list covers the key, or one about
 * all of them stands at this very key. */
bool coverage_stated(const struct coverage *c, const struct catalog_row *row,
                     uint64_t filters, const char *key);
bool coverage_stated_at(const struct coverage *c, const struct catalog_row *row,
                        const char *key);

/* Whether the inventory keeps account of the row at all. Where it does, what is there
 * without a statement says nothing of the rest: it may never have been asked for. */
bool coverage_spoken(const struct coverage *c, const struct catalog_row *row);

/* The place of a scope, made when it is new. Valid until the next call. */
struct coverage_place *coverage_place(struct coverage *c, const char *scope);

/* What was worked out for a place: 1 found, 0 missing, -1 nothing yet. */
int coverage_known(const struct coverage_place *p, const struct catalog_row *row,
                   uint64_t filters);
void coverage_keep(struct coverage_place *p, const struct catalog_row *row,
                   uint64_t filters, bool found);

#endif
