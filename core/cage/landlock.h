/* Landlock: a process that has entered it opens no file, binds and connects no TCP port,
 * and signals nobody outside. The ruleset handles every right that the kernel's ABI knows
 * and has no rule at all. Descriptors that are open, and memfds, are not touched by it.
 */
#ifndef HF_CAGE_LANDLOCK_H
#define HF_CAGE_LANDLOCK_H

#include <stddef.h>
#include <stdint.h>

struct err;

enum { LANDLOCK_ABI_KNOWN = 7 }; /* rights of later ABIs are not known here */

/* The kernel's ABI, 0 when it has no Landlock; -ERR_CONFIG when the question itself is
 * forbidden, as by the filter of a container. */
int landlock_abi(struct err *e);

struct landlock_rights { /* as the kernel takes it */
    uint64_t files, network, scopes;
};

/* All rights of an ABI, and in *size how much of the structure that kernel reads. */
struct landlock_rights landlock_rights(int abi, size_t *size);

/* No way back. Wants no_new_privs. 0 or -ERR_CONFIG. */
int landlock_enter(int abi, struct err *e);

#endif
