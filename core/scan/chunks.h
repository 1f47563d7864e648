/* The targets of a scan, cut into chunks of CHUNK_TARGETS in order of their keys. */
#ifndef HF_SCAN_CHUNKS_H
#define HF_SCAN_CHUNKS_H

#include "base/strs.h"
#include "data/frame.h"

#include <stddef.h>
#include <stdint.h>

struct check_info;
struct err;
struct inventory;

struct chunks {
    struct strs types; /* targets of all checks, the inventory's spelling, sorted */
    struct {
        int64_t first;
        size_t resources;
        size_t estate, mutation; /* of a trial; 0 in a scan */
    } * at;
    size_t n;
};

/* Walks the inventory once. `scopes` NULL or empty: all. */
int chunks_plan(struct chunks *c, struct inventory *inv,
                const struct check_info *const *checks, size_t n_checks,
                const struct strs *scopes, struct err *e);
void chunks_free(struct chunks *c);

/* The same walk, one resource after the other, to compare what workers claim. */
struct chunk_walk;
struct chunk_walk *chunk_walk_make(const struct chunks *c, struct inventory *inv,
                                   const struct strs *scopes);
/* 1 and the next target's row and type (until the next call), 0 at the end, or negative.
 */
int chunk_walk_next(struct chunk_walk *w, int64_t *row, const char **type, struct err *e);
void chunk_walk_free(struct chunk_walk *w);

#endif
