/* holdfast test: each check over its fixtures, each fixture in a process of its own, then
 * all together, and whether both agree.
 *
 *   fixture.c  a file, its expectations      fixture_update.c  do they hold; written anew
 *   estate.c   a fixture as an inventory     trial.c           runs of one check
 *   cases.c    what one check came to        mutate.c          do its facts matter
 *   against.c  are its facts in a real estate
 *   suite.c    all checks                    */
#ifndef HF_SCAN_SUITE_H
#define HF_SCAN_SUITE_H

#include "data/tested.h"
#include "scan/estate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct check_info;
struct code;
struct err;

struct suite {
    const char *program; /* holdfast-eval */
    const struct code *code;
    const struct check_info *const *checks;
    size_t n_checks;
    const char *fixtures; /* NULL: the folder fixtures beside each check's file */
    const char *against, *against_name; /* an inventory, as it is shown; NULL */
    struct estate_place place; /* where and with what fixtures become inventories */
    int check_timeout_ms;
    volatile int *stop;
    uint64_t seed;
    bool weak_cage, mutate, coverage;
    void (*say)(void *ctx, const char *line); /* while it runs; NULL: to nobody */
    void *say_ctx;
    /* With it, each fixture whose expectations do not fit is handed over, whole, as it
     * should read; and its case holds. NULL: nothing is written. */
    int (*update)(void *ctx, const char *path, const char *text, size_t len,
                  struct err *e);
    void *update_ctx;
};

/* Fills *out, whose seed and version are the caller's. Negative on what is no check's and
 * no fixture's fault. */
int suite_run(const struct suite *s, struct tested *out, struct err *e);

/* Numbers 0 to n-1 in an order that the seed decides. */
void suite_shuffle(uint64_t *random, size_t *order, size_t n);

#endif
