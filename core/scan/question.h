/* One question to one process about some code files: what they say of their checks, or
 * what is wrong with them. The process is holdfast-eval in its cage; its answer is a
 * stranger's. */
#ifndef HF_SCAN_QUESTION_H
#define HF_SCAN_QUESTION_H

#include "cage/parts.h"
#include "data/job.h"

#include <stdbool.h>
#include <stddef.h>

struct code;
struct doc;
struct err;

struct describing {
    const char *program; /* holdfast-eval */
    int timeout_ms;      /* of loading one file */
    bool weak_cage;
};

struct question {
    const struct describing *how;
    enum job_mode mode; /* JOB_DESCRIBE or JOB_VALIDATE */
    const struct code *code;
    const size_t *at; /* files of the code */
    size_t n;
    /* Called with each line of the answer. Not 0: the answer is not taken. */
    int (*line)(void *ctx, const struct doc *d, struct err *e);
    void *ctx;
};

struct question_end {
    size_t file;       /* of the question: who is to blame */
    char why[400];     /* how it ended, or what was wrong with its answer */
    bool caged;        /* it said of its cage, ... */
    struct parts cage; /* ... which was this */
};

/* 0: answered in full. 1: a file is to blame, the end says which and why; lines may have
 * come before. Negative: nobody's fault, -ERR_CONFIG when the cage cannot be entered. */
int question_ask(const struct question *q, struct question_end *end, struct err *e);

#endif
