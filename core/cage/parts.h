/* Which parts of the cage stand around a process. holdfast-eval enters them and says so
 * before it loads the first stranger's byte; holdfast hears it and puts it into the
 * report. No library is needed here, so that both may link it. */
#ifndef HF_CAGE_PARTS_H
#define HF_CAGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { PART_LIMITS = 1, PART_LANDLOCK = 2, PART_SECCOMP = 4, PARTS_ALL = 7 };
enum { PARTS_BYTES = 2, PARTS_ABI_MAX = 255 };

struct parts {
    unsigned in;  /* PART_... that were entered; none in a build that leaves them out */
    unsigned abi; /* of Landlock; 0 without it */
};

/* True in a sanitizer or coverage build: their run time wants files, memory and calls
 * that the cage takes away, so all but a few limits are left out, and said to be. */
bool parts_left_out(void);

/* As two bytes, and back. -ERR_DATA for anything else. */
void parts_encode(const struct parts *p, unsigned char out[PARTS_BYTES]);
int parts_decode(const void *data, size_t len, struct parts *p, struct err *e);

/* Of several processes the weakest counts: leaves in *all what both have. Start with
 * {PARTS_ALL, PARTS_ABI_MAX}. */
void parts_weaken(struct parts *all, const struct parts *one);

/* For reports: "landlock+seccomp" is whole, "rlimits+seccomp" a kernel without Landlock,
 * and what --weak-cage allowed is stamped "weak". */
const char *parts_text(const struct parts *p);

#endif
