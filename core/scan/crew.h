/* The workers of one group of code files: N processes over the same chunks, chunk c with
 * worker c mod N. Whoever dies is blamed, and a new one goes on without the pair that
 * killed it. */
#ifndef HF_SCAN_CREW_H
#define HF_SCAN_CREW_H

#include "data/checkinfo.h"
#include "data/frame.h"
#include "scan/worker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chunks;
struct code;
struct err;
struct evaluation;

enum { CREW_DEATHS = 3 }; /* of a check, then it is not run any more */

struct blame {    /* a pair that was not judged */
    int64_t row;  /* a job_place; 0: every resource */
    size_t check; /* of the crew */
    enum failure failure;
    char *reason;
};

struct crew {
    const struct evaluation *ev;
    const struct chunks *chunks;
    size_t *files, n_files;   /* indexes in the code, in the job's order */
    size_t *checks, n_checks; /* indexes in the scan's checks, ascending */
    struct worker *workers;
    bool *running;
    size_t n_workers;
    struct blame *blames;
    size_t n_blames;
    unsigned *deaths; /* by check of the crew */
    int64_t asked;    /* clock_steady_ms when this chunk was first waited for */
    size_t repeated;  /* the chunk that was repeated without a culprit, and 1 */
    char *gone;       /* why this crew works no more; NULL */
    enum failure gone_by;
};

/* `files` and `checks` become the crew's. Starts nothing yet. */
void crew_make(struct crew *c, const struct evaluation *ev, const struct chunks *chunks,
               size_t n_workers);
void crew_free(struct crew *c);

/* Before the first chunk: in how many other runs the check took too long. They count as
 * if they had been here. */
void crew_hung(struct crew *c, size_t check, unsigned n);
/* In how many it did here. */
unsigned crew_hangs(const struct crew *c, size_t check);

/* The frame of a chunk: 1 and the body (until the next call for the same worker) with its
 * proven view; 0: nobody could give one, `gone` or blames say why; negative on what is
 * nobody's fault. Chunks are asked for in order. */
int crew_chunk(struct crew *c, size_t chunk, struct frame_view *v, struct err *e);

/* Of a crew of one worker, behind its last chunk: what a trial's checks asked for, as the
 * worker says it. 1 and the body (until crew_free), or 0 when it says nothing. */
int crew_trace(struct crew *c, const char **body, size_t *len);

/* Why a pair has no verdict, in words and as *f; or NULL, and *f says "not run".
 * `row` is a job_place. */
const char *crew_reason(const struct crew *c, int64_t row, size_t check, enum failure *f);

#endif
