/* What stands behind `struct catalog`: the rows that check files bring. Only catalog*.c
 * includes this. */
#ifndef HF_DATA_CATALOG_OWN_H
#define HF_DATA_CATALOG_OWN_H

#include "data/catalog.h"
#include "data/typerow.h"

#include <stddef.h>

struct catalog {
    struct catalog_row *at; /* parents first; what they point to is in `rows` */
    struct typerows rows;   /* in the same order */
    size_t n;
};

#endif
