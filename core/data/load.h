/* Reading an inventory from text: JSON Lines as `dump` writes them, or ARM resources as
 * Azure and `az … -o json` print them: one, an array, or an answer with `value` or
 * `data`. */
#ifndef HF_DATA_LOAD_H
#define HF_DATA_LOAD_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct inventory;

struct load_stats {
    size_t resources, replaced, gaps,
        completes;        /* replaced: ids that came more than once */
    size_t skipped;       /* elements that name no resource */
    char *first_replaced; /* id; the caller frees */
    /* The caller's; NULL: the first line that is wrong ends it. Told of each, it says
     * whether to go on behind it. */
    bool (*wrong)(void *ctx, unsigned long line, const char *text);
};

/* Reads `fd` to its end into an inventory that is being written. `name` is for messages.
 * `say` gets lines that a person should see: ids given twice, elements left out,
 * statements of completeness that do not count because the file is cut. -ERR_DATA names
 * line and cause of the first that is wrong; what came before it is in the inventory. */
int load_file(struct inventory *inv, int fd, const char *name, struct load_stats *stats,
              void (*say)(void *ctx, const char *line), void *ctx, struct err *e);

#endif
