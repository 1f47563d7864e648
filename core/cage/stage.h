/* The two stages of the cage around strangers' code, entered by the process itself: one
 * before the first byte of a stranger's file is mapped, two before its checks run. This
 * is not a sandbox inside the process: what a plugin may do is what the process may do.
 */
#ifndef HF_CAGE_STAGE_H
#define HF_CAGE_STAGE_H

#include <stddef.h>
#include <stdint.h>

struct err;

struct cage_limits {
    uint64_t data;  /* bytes of private memory; address space is that and 64 MiB */
    unsigned files; /* descriptors that may be open */
};

/* rlimits (core, data, address space, files, locked memory, processes), death with the
 * parent `parent`, not dumpable, no new privileges. 0, or -ERR_CONFIG: the parent is
 * gone, or a part was refused. */
int cage_stage_one(const struct cage_limits *limits, int parent, struct err *e);

/* No file may grow any more. */
int cage_stage_two(struct err *e);

/* What stands around the checks, for the report: "rlimits+no_new_privs". */
const char *cage_describe(void);

#endif
