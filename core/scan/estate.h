/* A fixture as an inventory that workers can read: a temporary file without a name. */
#ifndef HF_SCAN_ESTATE_H
#define HF_SCAN_ESTATE_H

#include "base/strs.h"
#include "scan/chunks.h"
#include "scan/fixture.h"
#include "scan/outcome.h"

#include <stddef.h>
#include <stdint.h>

struct catalog;
struct inventory;

struct estate_place {
    const char *folder;            /* for the temporary file: $TMPDIR */
    const struct catalog *catalog; /* with the types of the checks; outlives the estate */
};

struct estate {
    struct fixture fixture;
    const struct catalog *catalog;
    int fd;
    struct inventory *inv;
    int64_t now;
    struct chunks chunks;
    struct outcome *targets; /* in order of keys; verdicts are empty */
    size_t n_targets;
    struct strs said; /* what loading had to say: an id given twice and the like */
};

/* Reads the fixture at `path` and builds it. -ERR_NOINPUT, -ERR_DATA with file and line:
 * then fixture.bad says all that is wrong with it; -ERR_CREATE, -ERR_IO. estate_free all
 * the same. */
int estate_make(struct estate *s, const char *path, const struct check_info *check,
                const struct estate_place *in, struct err *e);
/* The inventory at `path` as an estate without a fixture. -ERR_NOINPUT, -ERR_DATA;
 * estate_free all the same. */
int estate_open(struct estate *s, const char *path, const struct check_info *check,
                const struct estate_place *in, struct err *e);
void estate_free(struct estate *s);

#endif
