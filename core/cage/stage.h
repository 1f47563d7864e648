/* The cage around strangers' code, entered by the process itself: limits, then stage one
 * before the first byte of a stranger's file is mapped, then stage two before its checks
 * run. There is no way back. This is not a sandbox inside the process: what a plugin may
 * do is what the process may do. And as a plugin's constructor could install a filter
 * that fakes the second stage, the first one must suffice. */
#ifndef HF_CAGE_STAGE_H
#define HF_CAGE_STAGE_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct parts;

struct cage_limits {
    uint64_t data;  /* bytes of private memory; address space is that and 64 MiB */
    unsigned files; /* descriptors that may be open */
};

struct cage_offer { /* of the kernel */
    int landlock_abi;
    bool seccomp;
};

/* -ERR_CONFIG when the questions themselves are forbidden: then nobody knows. */
int cage_ask_kernel(struct cage_offer *offer, struct err *e);

/* rlimits (core, data, address space, files, locked memory, processes), death with the
 * parent `parent`, not dumpable, no new privileges, no capabilities. 0, or -ERR_CONFIG:
 * the parent is gone, or a part was refused. */
int cage_limit(const struct cage_limits *limits, int parent, struct err *e);

/* Landlock and the filter for loading. What was entered is in *in. A kernel without
 * Landlock goes without; one without seccomp only when `weak`. What is offered and cannot
 * be entered is -ERR_CONFIG. Behind this no file can be opened. */
int cage_stage_one(const struct cage_offer *offer, bool weak, struct parts *in,
                   struct err *e);

/* No file may grow any more, and the filter for running. 0 or -ERR_CONFIG. */
int cage_stage_two(const struct parts *in, struct err *e);

#endif
