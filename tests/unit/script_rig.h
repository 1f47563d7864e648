/* Scripts in the real box, on one resource made by hand: for the tests of the box, and
 * for those of the helper libraries. Facts, evidence and verdicts go through the real
 * host; navigation is a toy: every look-up finds the resource itself, every walk finds it
 * three times. */
#ifndef HF_TESTS_SCRIPT_RIG_H
#define HF_TESTS_SCRIPT_RIG_H

#include "base/err.h"
#include "base/strs.h"
#include "eval/script.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RIG_MEMORY = 64 << 20, RIG_INSTRUCTIONS = 1000000 }; /* as in a scan */

extern const struct script_limits rig_limits;
extern char rig_said[2048]; /* by the last run; warn and fail: "SEVERITY:message" */

struct script *rig_load(const char *text, struct err *e);
/* A run on the resource. As script_run. */
int rig_run(struct script *s, size_t check, struct err *e);
/* A check whose run has this body, loaded and run once. *f: why it is an error. */
int rig_body(const char *body, enum failure *f, struct err *e);

/* The context of all runs; the target is in it. */
hf_ctx *rig_context(void);

/* Everything that a script of that state can reach, one line each, sorted: tables, what
 * stands behind metatables, and what functions of C hold. */
void rig_walk(struct script *s, struct strs *out);

/* Calls functions of the box with arguments that the bytes choose: kinds, counts, sizes.
 * Whatever they are, each call returns or raises. For tests and for a fuzzer. Returns how
 * many calls came back without an error. */
int rig_bindings(const uint8_t *data, size_t size);

/* The text of a file; the caller frees. NULL with a reason. */
char *rig_file(const char *path, size_t *len, struct err *e);
/* The helper libraries of a folder, for good. */
const struct script_lib *rig_libs(const char *folder, size_t *n);

#endif
