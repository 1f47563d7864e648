/* What a scan came to, as reports read it: findings one after the other, the summary,
 * gaps and refusals. Filled by core/scan, read by core/report. */
#ifndef HF_DATA_FINDING_H
#define HF_DATA_FINDING_H

#include "base/strs.h"
#include "data/checkinfo.h"
#include "data/frame.h"
#include "data/survival.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
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
    enum severity original; /* the check's own, where a configuration gives another one;
                               else SEVERITY_NONE */
};

/* Findings in order of resource key, then check id. May be read as often as wanted.
 * `each` returns not 0 to stop, which is returned. */
struct findings {
    int (*read)(void *self, int (*each)(void *ctx, const struct finding *f), void *ctx,
                struct err *e);
    void *self;
    /* The same in parts, one behind the other, which threads may read side by side; both
     * NULL: not divided. */
    size_t (*parts)(void *self);
    int (*read_part)(void *self, size_t part,
                     int (*each)(void *ctx, const struct finding *f), void *ctx,
                     struct err *e);
    /* Appends the remedy of a finding, where it is kept as it was filled in once; NULL:
     * it is made of the check's and the resource. 0 or negative. */
    int (*remedy)(void *self, const struct finding *f, struct buf *out, struct err *e);
};

enum level { LEVEL_EXCELLENT, LEVEL_GOOD, LEVEL_FAIR, LEVEL_POOR, LEVEL_COUNT };

struct summary {
    uint64_t resources; /* that at least one selected check judges */
    uint64_t findings, status[VERDICT_COUNT], muted;
    uint64_t severity[SEVERITY_COUNT]; /* of fail and warn */
    uint64_t failure[FAILURE_COUNT];   /* of error: why */
    uint64_t level[LEVEL_COUNT];       /* vaults by Azure's own bcdrSecurityLevel */
    enum severity worst;               /* of fail and warn; SEVERITY_NONE: none */
    struct survival survival;          /* what the headline says */
};

struct gap_line { /* strings owned; NULL: none */
    char *scope, *type, *code, *message, *action;
    int status;
};

struct refusal { /* a plugin or script that was not taken */
    char *file, *reason;
};

struct code_line { /* a file from outside the installed folders; strings live elsewhere */
    const char *file, *sha256, *key; /* key: of who signed it, NULL: not verified */
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
    struct code_line *code; /* loaded and not installed, in order of loading */
    size_t n_code;
    char started[32], finished[32], inventory_time[32];
    char *source;              /* "azure" or "file" */
    char *cloud, *tenant;      /* "" when unknown */
    struct strs subscriptions; /* ids */
    struct strs check_dirs;    /* --check-dir, as given */
    char *cage;
    char *shard; /* "I/N …", the share of the subscriptions that was read; NULL: all */
    uint64_t requests, throttled;
    bool complete; /* no gap, no error, no unknown, nothing refused */
    /* "sha256:…" of check id and resource key, stable over runs and versions */
    void (*fingerprint)(const char *check, const char *key, char out[72]);
    struct result_config {
        char *path, *sha256, *profile; /* of what the scan was told; NULL: none */
    } config;
    bool evidence;   /* the text shows values under each finding, not the gravest alone */
    int jobs;        /* threads that a report may be written by; below 1: one */
    unsigned listed; /* bit 1 << verdict: findings that the report lists */
};

#endif
