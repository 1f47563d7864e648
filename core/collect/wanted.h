/* Ids that bodies refer to and nobody has read yet, of the types that a plan follows.
 * Which were read, and which are noted already, the inventory is asked: memory does not
 * grow with the estate. */
#ifndef HF_COLLECT_WANTED_H
#define HF_COLLECT_WANTED_H

#include "base/hash.h"

#include <stdbool.h>
#include <stdint.h>

struct catalog_row;
struct err;
struct inventory;
struct plan;

enum { WANTED_RECENT = 512 };

struct wanted {
    struct inventory *inv;
    const struct plan *plan;
    const struct catalog_row *group; /* when groups are read by Resource Graph; or NULL */
    struct hash_key seed;
    char *recent[WANTED_RECENT]; /* ids looked at lately: neighbours refer to the same */
};

/* Both are borrowed. */
struct wanted wanted_make(struct inventory *inv, const struct plan *plan,
                          struct hash_key seed);
void wanted_free(struct wanted *w);

/* Something refers to this id, or to what is none. 0 or -ERR_IO. */
int wanted_refer(struct wanted *w, const char *id, struct err *e);

/* The next behind number *n (0: the first) that was not read: 1, its number, its id as
 * first written and its key (ARMID_MAX bytes each); 0: none; or -ERR_IO. */
int wanted_next(struct wanted *w, int64_t *n, char *id, char *key, struct err *e);

#endif
