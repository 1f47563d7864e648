/* Runs pairs of check and resource, chunk by chunk, and writes what came out as frames.
 * Says on the shared page what is running, so that the parent knows whom to blame. */
#ifndef HF_EVAL_RUNNER_H
#define HF_EVAL_RUNNER_H

#include <stddef.h>
#include <stdint.h>

struct checks;
struct err;
struct inventory;
struct job;
struct needs;
struct trace;

struct runner {
    const struct job *job;
    struct checks *checks;
    struct runner_estate { /* a trial has many, a scan one */
        struct inventory *inv;
        struct needs *needs;
    } * estates;
    size_t n_estates;
    struct trace *trace;     /* NULL unless the job wants one */
    volatile uint64_t *page; /* one word; NULL: nobody looks */
    int out;                 /* findings */
};

/* All chunks of the job. A check whose file is not loaded this time gives no verdict: the
 * parent books it. -ERR_DATA when a chunk is not in the inventory. */
int runner_run(struct runner *r, struct err *e);

/* Says on the page what runs now. */
void runner_announce(struct runner *r, uint64_t word);

/* A coverage build writes its counters here: a worker ends by _exit, or is killed. */
void runner_flush(void);

#endif
