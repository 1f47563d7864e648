/* The inventory that is judged: a file of the user, or read from Azure now. */
#ifndef HF_CMD_SOURCE_H
#define HF_CMD_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct catalog;
struct cmd;
struct err;
struct plan;

struct source {
    char *path;
    bool temporary;   /* removed with source_free */
    bool made;        /* by this run */
    const char *kind; /* "azure" or "file" */
    uint64_t requests, throttled;
};

/* --from FILE: used as it is when it is an inventory, else loaded into a temporary one;
 * so is an inventory that was made without the rows of check files that `catalog` has. */
int source_file(struct source *s, struct cmd *c, const char *file,
                const struct catalog *catalog, struct err *e);

/* An empty file of its own in $TMPDIR, kind unset. -ERR_CREATE; source_free in any case.
 */
int source_temporary(struct source *s, struct err *e);

/* Collects `plan` into the file `save`, which must not be there yet unless --resume goes
 * on with it, or (NULL) into a temporary inventory. A failure leaves in `save` what was
 * collected, if that is anything, and says so. */
int source_azure(struct source *s, struct cmd *c, const struct plan *plan,
                 const char *save, struct err *e);
void source_free(struct source *s);

/* Loads text files into a new inventory at `path`, which exists and is empty. */
int source_load(struct cmd *c, const char *path, const char *const *files,
                const struct catalog *catalog, struct err *e);

#endif
