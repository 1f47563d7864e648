/* What the files of doc share: doc.c reads and asks, doc_lent.c reads faster, doc_each.c
 * asks by patterns, doc_print.c writes. */
#ifndef HF_DATA_DOC_INT_H
#define HF_DATA_DOC_INT_H

#include "data/doc.h"

#include <jansson.h>

/* What was found last, so that the next question costs less: where a walk by doc_member
 * stands, the first segment of a pointer, a whole pointer. Only hints: the document
 * itself never changes. */
struct hints {
    const json_t *object; /* of the walk */
    void *at;
    size_t i;
    const json_t *first, *last; /* what the names lead to; NULL: nothing yet */
    size_t first_len, last_len;
    char first_name[32], last_pointer[128];
};

struct doc {
    json_t *root;
    size_t bytes;
    char *lent;               /* the text that marks point into, or NULL */
    struct doc_block *blocks; /* all of the tree, or NULL: it is the parser's */
    struct hints *hints;      /* behind it in memory */
};

struct doc_block;
void doc_free_blocks(struct doc_block *b);
struct doc *doc_make(json_t *root, size_t bytes);

/* What a string value of the document stands for: itself, or, where it is a mark, a
 * string of the text that was lent. NULL gives NULL. */
enum { DOC_MARK = '@' };
const char *doc_lent(const struct doc *d, const char *text);
/* What stands for the name of a member (`len` bytes and a NUL) in the tree, or NULL: no
 * member has it. And the name that a member of the tree really has. */
const char *doc_lent_mark(const struct doc *d, const char *name, size_t len);
const char *doc_lent_name(const struct doc *d, const char *name);

/* The length of a pointer's first segment, behind its slash; and what the segment leads
 * to from a value, or NULL. */
size_t doc_segment(const char *pointer);
const json_t *doc_step(const struct doc *d, const json_t *at, const char *segment,
                       size_t len);

/* NULL when absent. Belongs to the document. */
const json_t *doc_value(const struct doc *d, const char *pointer);

#endif
