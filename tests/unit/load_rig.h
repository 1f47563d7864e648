/* What tests of loading share: texts into an inventory, and out of it again. */
#ifndef HF_TESTS_LOAD_RIG_H
#define HF_TESTS_LOAD_RIG_H

#include "base/buf.h"
#include "base/err.h"
#include "data/load.h"

#define V "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/"
#define META_AT(time)                                                                    \
    "{\"kind\":\"meta\",\"format\":1,\"collected\":\"2026-11-" time "T06:00:00Z\"}\n"
#define META META_AT("24")

struct rig {
    char path[64];
    struct load_stats stats; /* of the last text */
    struct buf said;
    struct err e;
    int rc;
};

/* Loads texts, each as a file of its own; the inventory is finished when all went well.
 */
struct rig rig_load(const char *const *texts, size_t n);
struct rig rig_load_one(const char *text, size_t len);
/* One text through a pipe, which cannot be read twice. */
struct rig rig_load_pipe(const char *text, size_t len);
void rig_drop(struct rig *r);

/* The dump of an inventory; the caller frees. */
char *rig_dump(const char *path);

#endif
