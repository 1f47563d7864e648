/* What was read goes into the inventory here: elements under their right keys, gaps,
 * completes, in transactions of some hundred; and which ids are still to be followed. */
#ifndef HF_COLLECT_STORE_H
#define HF_COLLECT_STORE_H

#include "base/buf.h"
#include "base/strs.h"
#include "collect/wanted.h"
#include "data/armid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog_row;
struct doc;
struct err;
struct inventory;
struct plan;
struct task;

struct store {
    struct inventory *inv;
    const struct plan *plan;
    struct wanted wanted; /* of followed types */
    struct buf body;
    unsigned open;     /* rows since the transaction began; 0: none */
    const char *fixed; /* the time of all that is put; NULL: the clock */
    uint64_t resources, gaps;
    char now[32];
};

/* An element of an answer, or all of it: its text, and the same parsed. */
struct store_piece {
    const struct doc *d;
    const char *text;
    size_t len;
};

struct store store_make(struct inventory *inv, const struct plan *plan,
                        struct hash_key seed);
void store_free(struct store *s); /* not the inventory */

/* Stores a piece of an answer to `t`. Fills `id` and `key` (ARMID_MAX
 * bytes each) with what it is kept under. 1 stored, 0: it is nothing that the request
 * could have brought (the answer is invalid), negative: the inventory fails. */
int store_put(struct store *s, const struct task *t, const struct store_piece *p,
              char *id, char *key, struct err *e);

/* Notes a resource of the inventory, kept as `id` under `key`: whom it refers to (`d`:
 * its body; NULL where the row has no references), and the group that it lies in. 0 or
 * negative: the inventory fails. */
int store_note(struct store *s, const struct catalog_row *row, const char *id,
               const char *key, const struct doc *d, struct err *e);

/* The tenant, from its id alone. */
int store_put_tenant(struct store *s, const char *tenant, struct err *e);

/* `t` was not read. `scope` NULL: the parent's key. */
int store_gap(struct store *s, const struct task *t, const char *scope, int status,
              const char *code, const char *message, struct err *e);
/* All of the type, for one variant of its filters (-1: it has none), was read below
 * `scope`, a key. */
int store_complete(struct store *s, const struct catalog_row *row, int variant,
                   const char *scope, struct err *e);

int store_flush(struct store *s, struct err *e);

#endif
