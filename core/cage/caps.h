/* Capabilities: what makes root more than a user. A process without them keeps its uid.
 */
#ifndef HF_CAGE_CAPS_H
#define HF_CAGE_CAPS_H

struct err;

/* Drops them all: ambient, bounding (where it may), permitted, effective, inheritable. 0,
 * or -ERR_CONFIG: some are left. */
int caps_drop(struct err *e);

#endif
