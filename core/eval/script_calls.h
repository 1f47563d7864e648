/* What the text of a script names that is not there, and calls that cannot come to what
 * they say: globals and methods that nobody has, formats without a value, verdicts that
 * nobody returns. Only what is wrong wherever it is reached is said: a name that the text
 * gives a meaning anywhere, or that might come from elsewhere, is left alone. */
#ifndef HF_EVAL_SCRIPT_CALLS_H
#define HF_EVAL_SCRIPT_CALLS_H

#include "data/defect.h"

#include <stdbool.h>
#include <stddef.h>

struct lines;
struct scan;
struct script_lib;

enum { CALLS_TOKENS_MAX = 100000 /* a longer text takes too long */ };

/* What may give names a meaning besides the text itself. */
struct calls_beside {
    const struct script_lib *libs;
    size_t n;
    bool unknown; /* scripts that nobody sees here: only what no check has is said */
};

/* Tells each, with its rule and token; the message is the caller's to copy. `seen` is
 * what scan_make saw in the same text, which is valid Lua. */
void calls_judge(const struct lines *l, const struct scan *seen,
                 const struct calls_beside *beside,
                 void (*say)(void *ctx, enum defect_rule rule, size_t token,
                             const char *message),
                 void *ctx);

#endif
