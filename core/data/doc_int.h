/* What the files of doc share: doc.c reads and asks, doc_print.c writes. */
#ifndef HF_DATA_DOC_INT_H
#define HF_DATA_DOC_INT_H

#include "data/doc.h"

#include <jansson.h>

/* Where a walk by doc_member stands, so that the next member costs one step instead of a
 * walk from the first. Only a hint: the document itself never changes. */
struct walk {
    const json_t *object;
    void *at;
    size_t i;
};

struct doc {
    json_t *root;
    struct walk *walk;
};

/* NULL when absent. Belongs to the document. */
const json_t *doc_value(const struct doc *d, const char *pointer);

#endif
