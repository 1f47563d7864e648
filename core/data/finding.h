/* What a scan came to, as reports read it: findings one after the other, the summary,
 * gaps and refusals. Filled by core/scan, read by core/report. */
#ifndef HF_DATA_FINDING_H
#define HF_DATA_FINDING_H

#include "base/strs.h"
#include "data/checkinfo.h"
#include "data/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct inventory;

/* One verdict of one check on one resource. Lives during the call of `each`. */
struct finding {
    const struct check_info *check;
    int64_t row; /* of the resource, for inventory_get_n */
    enum verdict verdict;
    enum severity severity;            /* of warn and fail, else SEVERITY_NONE */
    enum failure failure;              /* of error, else FAILURE_NONE */
    const struct frame_detail *detail; /* message, evidence, remarks; NULL: none */
};

/* Findings in order of resource key, then check id. May be read as often as wanted.
 * `each` returns not 0 to stop, which is returned. */
struct findings {
    int (*read)(void *self, int (*each)(void *ctx, const struct finding *f), void *ctx,
                struct err *e);
    void *self;
};

enum level { LEVEL_EXCELLENT, LEVEL_GOOD, LEVEL_FAIR, LEVEL_POOR, LEVEL_COUNT };

struct summary {
    uint64_t resources; /* that at least one selected check judges */
    uint64_t findings, status[VERDICT_COUNT], muted;
    uint64_t severity[SEVERITY_COUNT]; /* of fail and warn */
    uint64_t failure[FAILURE_COUNT];   /* of error: why */
    uint64_t level[LEVEL_COUNT];       /* vaults by Azure's own bcdrSecurityLevel */
    enum severity worst;               /* of fail and warn; SEVERITY_NONE: none */
};

struct gap_line { /* strings owned; NULL: none */
    char *scope, *type, *code, *message, *action;
    int status;
};

struct refusal { /* a plugin or script that was not taken */
    char *file, *reason;
};

struct result {
    const char *version;                    /* of holdfast */
    const struct check_info *const *checks; /* selected, in order of id */
    size_t n_checks;
    struct inventory *inv;
    struct findings findings;
    struct summary summary;
    struct gap_line
        *gaps; /* of the inventory and "NotCollected", in order of scope, type */
    size_t n_gaps;
    struct refusal *refused;
    size_t n_refused;
    char started[32], finished[32], inventory_time[32];
    char *source;              /* "azure" or "file" */
    char *cloud, *tenant;      /* "" when unknown */
    struct strs subscriptions; /* ids */
    char *cage;
    uint64_t requests, throttled;
    bool complete; /* no gap, no error, no unknown, nothing refused */
    /* "sha256:…" of check id and resource key, stable over runs and versions */
    void (*fingerprint)(const char *check, const char *key, char out[72]);
    unsigned listed; /* bit 1 << verdict: findings that the report lists */
};

#endif
