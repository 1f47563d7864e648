/* Runs the selected checks over an inventory with N workers a group and books every pair:
 * groups are the installed code together, and each outside C file alone, so that none can
 * write another's verdicts. */
#ifndef HF_SCAN_EVALUATE_H
#define HF_SCAN_EVALUATE_H

#include "base/strs.h"
#include "data/job.h"

#include <stdbool.h>
#include <stddef.h>

struct check_info;
struct code;
struct err;
struct inventory;
struct spool;

struct evaluation {
    const char *program; /* holdfast-eval */
    const struct code *code;
    const struct check_info *const *checks; /* selected, in order of id */
    size_t n_checks;
    const struct job_setting *settings;
    size_t n_settings;
    struct inventory *inv; /* open here: kept so while workers read */
    int inventory_fd;
    int jobs; /* workers of a group */
    int check_timeout_ms;
    int64_t now;
    bool assume_complete, verbose, strict;
    const struct strs *scopes; /* keys: only targets below them; empty or NULL: all */
    volatile int *stop; /* a signal's number, or 0: then what is committed stays, and the
                           rest is booked as error */
    /* Between looks at the workers: chunk `at` of `n` is waited for; NULL: nobody. */
    void (*look)(void *ctx, size_t at, size_t n);
    void *ctx;
};

/* Fills the spool (chunks in order, every pair with a verdict). Negative on what is
 * nobody's check's fault. */
int evaluate(const struct evaluation *ev, struct spool *spool, struct err *e);

#endif
