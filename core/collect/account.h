/* How many requests each type has cost, beside how many were sure from the start. */
#ifndef HF_COLLECT_ACCOUNT_H
#define HF_COLLECT_ACCOUNT_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalog;
struct doc;

struct account {
    const struct catalog *catalog;
    uint64_t *first, *made; /* by row: first pages; all pages. Repeated ones count once */
};

struct account account_make(const struct catalog *c);
void account_free(struct account *a);

/* All of both. */
uint64_t account_first(const struct account *a);
uint64_t account_made(const struct account *a);

/* Adds what account_encode wrote, parsed (NULL: nothing). Types that the catalogue does
 * not have are left out. */
void account_take(struct account *a, const struct doc *d);

/* Appends `[{"type":…,"first":N,"made":N},…]` of the types that were asked for. */
void account_encode(const struct account *a, struct buf *out);

#endif
