/* What the code files say of their checks: asked in the cage, each outside C file in a
 * process of its own. A file that crashes, hangs or is refused while it is loaded is
 * booked and left out; so is one whose types do not go together with the others'
 * (types.h). */
#ifndef HF_SCAN_DESCRIBE_H
#define HF_SCAN_DESCRIBE_H

#include "data/checkinfo.h"
#include "data/job.h"

#include <stddef.h>

struct catalog;
struct code;
struct doc;
struct err;

struct known_checks {
    struct check_info *at; /* in order of id; `file` is the index in the code */
    size_t n;
    struct catalog *catalog; /* with the types that the files bring */
};

int describe_checks(struct code *code, const char *program, int timeout_ms,
                    struct known_checks *out, struct err *e);
void describe_free(struct known_checks *k);

/* One question to one process about some files: `line` is called with each line of its
 * answer, a document of a stranger. */
struct describe_ask {
    const struct code *code;
    const size_t *at; /* files of the code */
    size_t n;
    enum job_mode mode; /* JOB_DESCRIBE or JOB_VALIDATE */
    const char *program;
    int timeout_ms;
    int (*line)(void *ctx, const struct doc *d, struct err *e);
    void *ctx;
};

/* 0: answered in full. 1: ask->at[*file] is to blame, and `why` says how it ended or what
 * was wrong with its answer; lines may have come before. Negative: nobody's fault. */
int describe_ask(const struct describe_ask *ask, size_t *file, char *why, size_t size,
                 struct err *e);

#endif
