/* What one check came to over its fixtures: a case a fixture, one for the five kinds of
 * verdicts, one for all together, one for its facts. */
#ifndef HF_SCAN_CASES_H
#define HF_SCAN_CASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct check_info;
struct err;
struct estate;
struct outcome;
struct reach;
struct suite;
struct tested;

struct cases { /* one check */
    const struct suite *suite;
    struct tested *out;
    const struct check_info *check;
    const char *folder; /* of its fixtures */
    const char *file;   /* of the check */
    struct estate **estates;
    bool broken;            /* some of them cannot be used: what all show is not known */
    struct outcome **alone; /* of each estate, its targets */
    struct buf *heard;      /* of each estate, what the check wrote on stderr */
    size_t n;
    uint64_t random;     /* state of the shuffling */
    unsigned hangs;      /* runs that took too long */
    struct reach *reach; /* NULL: nobody wants to know */
};

/* Runs the check and books its cases. Fills `alone`, the caller's to free. Negative on
 * what is no check's and no fixture's fault. */
int cases_run(struct cases *c, struct err *e);

#endif
