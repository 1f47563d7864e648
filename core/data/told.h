/* What the body of a resource says of the lists and settings below it, by the catalogue's
 * entries: what it answers is not asked. Pure. */
#ifndef HF_DATA_TOLD_H
#define HF_DATA_TOLD_H

struct catalog_row;
struct doc;

enum told {
    TOLD_NOTHING,
    TOLD_NONE,    /* there is none of this type below */
    TOLD_ANSWERED /* what an optional need would look for stands in the body itself */
};

/* Weighs the body (NULL: there is none, hence TOLD_NOTHING). What
 * is absent, null, Invalid or a word that the catalogue does not list tells nothing. */
enum told told_weigh(const struct catalog_row *row, const struct doc *d);

#endif
