/* Runs the selected checks over an inventory with N workers a group and books every pair:
 * groups are the installed code together, and each outside C file alone, so that none can
 * write another's verdicts. */
#ifndef HF_SCAN_EVALUATE_H
#define HF_SCAN_EVALUATE_H

#include "base/strs.h"
#include "cage/parts.h"
#include "data/job.h"

#include <stdbool.h>
#include <stddef.h>

struct check_info;
struct code;
struct err;
struct inventory;
struct spool;

/* Many small inventories in one process, and bodies that are others for some chunks. */
struct estates {
    int *fds; /* of each inventory */
    int64_t *nows;
    size_t n;
    const struct job_mutation *mutations;
    size_t n_mutations;
    bool trace;
};

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
    bool assume_complete, verbose, strict, weak_cage;
    struct buf
        *heard; /* gets what the processes wrote on stderr; NULL: nobody wants it */
    const struct estates *estates; /* of a trial; NULL: `inv` alone */
    const struct strs *scopes;     /* keys: only targets below; empty or NULL: all */
    volatile int *stop;            /* a signal's number, or 0: then what is committed
                                      stays, and the rest is booked as error */
    int64_t deadline_ms;           /* of clock_steady_ms, 0: none; behind it the same */
    struct parts *cage;            /* weakened to what stood around every worker */
    /* Between looks at the workers: chunk `at` of `n` is waited for; NULL: nobody. */
    void (*look)(void *ctx, size_t at, size_t n);
    void *ctx;
};

/* Fills the spool (chunks in order, every pair with a verdict). Negative on what is
 * nobody's check's fault. */
int evaluate(const struct evaluation *ev, struct spool *spool, struct err *e);

/* Whether the check judges the type. Of JUDGES_SOME no verdict is an answer as well: it
 * judges some kinds of it alone. */
enum judges { JUDGES_NONE, JUDGES_ALL, JUDGES_SOME };
enum judges evaluate_judges(struct inventory *inv, const struct check_info *check,
                            const char *type);

#endif
