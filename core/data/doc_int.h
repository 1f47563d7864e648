/* What the files of doc share: doc.c reads and asks, doc_lent.c reads faster, doc_print.c
 * writes. */
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
    size_t bytes;
    char *lent;               /* the text that marks point into, or NULL */
    struct doc_block *blocks; /* all of the tree, or NULL: it is the parser's */
    struct walk *walk;
};

struct doc_block;
void doc_free_blocks(struct doc_block *b);
struct doc *doc_make(json_t *root, size_t bytes);

/* What a string value of the document stands for: itself, or, where it is a mark, a
 * string of the text that was lent. NULL gives NULL. Names of members are never marks. */
enum { DOC_MARK = '@' };
const char *doc_lent(const struct doc *d, const char *text);

/* NULL when absent. Belongs to the document. */
const json_t *doc_value(const struct doc *d, const char *pointer);

#endif
