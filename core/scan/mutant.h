/* Bodies with one property changed: removed, a truth turned round, a number or text made
 * another, a list or object emptied. */
#ifndef HF_SCAN_MUTANT_H
#define HF_SCAN_MUTANT_H

#include "base/buf.h"

struct doc;

/* Calls `each` for every such body of the document, with the pointer of the property,
 * what was done to it ("removed") and the whole new body. A result that is not 0 stops,
 * and is returned. The identity (/id, /name, /type) is left alone. */
int mutant_each(const struct doc *d,
                int (*each)(void *ctx, const char *pointer, const char *how,
                            const char *body),
                void *ctx);

/* A pointer with * in place of numbers, since places in a list are not told apart. The
 * caller frees. */
char *mutant_pattern(const char *pointer);

#endif
