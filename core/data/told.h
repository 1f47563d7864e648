/* What the body of a resource says of the lists and settings below it, by the catalogue's
 * entries: what it answers is not asked. Pure. */
#ifndef HF_DATA_TOLD_H
#define HF_DATA_TOLD_H

#include <stdbool.h>

struct catalog_row;
struct doc;
struct err;
struct inventory;

enum told {
    TOLD_NOTHING,
    TOLD_NONE,    /* there is none of this type below */
    TOLD_ANSWERED /* what an optional need would look for stands in the body itself */
};

/* Weighs the body (NULL: there is none, hence TOLD_NOTHING). What
 * is absent, null, Invalid or a word that the catalogue does not list tells nothing. */
enum told told_weigh(const struct catalog_row *row, const struct doc *d);

/* Whether one of the words (spaces between them; true and false are words too) stands at
 * the pointer, without case. */
bool told_is(const struct doc *d, const char *pointer, const char *words);

/* Whether it does in any resource of a type below a key of the inventory: 1, 0, or
 * -ERR_DATA where that cannot be read. */
int told_below(struct inventory *inv, const char *key, const char *type,
               const char *pointer, const char *words, struct err *e);

#endif
