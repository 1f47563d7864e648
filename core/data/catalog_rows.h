/* The rows behind catalog.h, apart from the code that searches them. Only catalog.c
 * includes this. */
#ifndef HF_DATA_CATALOG_ROWS_H
#define HF_DATA_CATALOG_ROWS_H

#include "data/catalog.h"

#include <stddef.h>

enum { CATALOG_ROWS = 28 };

extern const struct catalog_row catalog_rows[CATALOG_ROWS];

#endif
