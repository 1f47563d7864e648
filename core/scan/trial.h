/* A trial: one check over estates, in one process of its own, round after round. A round
 * is one estate, as it was read or with one body replaced. */
#ifndef HF_SCAN_TRIAL_H
#define HF_SCAN_TRIAL_H

#include "scan/outcome.h"

#include "base/buf.h"
#include "data/job.h"

#include <stdbool.h>
#include <stddef.h>

struct check_info;
struct code;
struct err;
struct estate;

struct trial {
    const char *program; /* holdfast-eval */
    const struct code *code;
    const struct check_info *check;
    const struct estate *const *estates;
    size_t n_estates;
    int check_timeout_ms;
    unsigned *hangs; /* runs of the check that took too long, over trials: after three it
                      * is not run any more; NULL: those of this trial alone */
    bool weak_cage;
    volatile int *stop;
    struct buf *heard; /* gets what it wrote on stderr, scrubbed; NULL */
    const struct job_mutation *mutations;
    size_t n_mutations;
};

struct trial_round {
    size_t estate, mutation; /* mutation: from 1; 0: none */
};

/* Runs the rounds in order and calls `each` for every target of each. What crashed, hung
 * or gave no verdict is an outcome too: VERDICT_ERROR with the reason. With `trace` not
 * NULL it gets the worker's own account of what was asked, hostile as all it says: empty
 * when there is none. Negative on what is no check's fault. */
int trial_run(const struct trial *t, const struct trial_round *rounds, size_t n,
              struct buf *trace,
              void (*each)(void *ctx, size_t round, size_t target,
                           const struct outcome *got),
              void *ctx, struct err *e);

#endif
