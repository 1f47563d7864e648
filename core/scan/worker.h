/* One holdfast-eval process: started, listened to, blamed. */
#ifndef HF_SCAN_WORKER_H
#define HF_SCAN_WORKER_H

#include "base/buf.h"
#include "cage/parts.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct err;
struct job;

struct worker {
    pid_t pid;
    int findings, log;       /* read ends */
    volatile uint64_t *page; /* what it runs */
    uint64_t last_word;
    int64_t last_change; /* clock_steady_ms of the last change on the page, or byte */
    int64_t last_poll;
    struct buf in;    /* bytes of frames not yet handed out */
    size_t taken;     /* of them, the frame that was handed out last */
    struct buf said;  /* the first line of its log, scrubbed, cut */
    bool said_line;   /* it is whole */
    struct buf heard; /* its log line by line, scrubbed, up to WORKER_HEARD bytes */
    bool caged;       /* it said of its cage, before any code file was loaded */
    struct parts cage;
    int code;   /* after worker_stop: exit code, or 128 + signal */
    bool ended; /* its end frame came */
    bool eof;
};

enum { WORKER_HEARD = 16384 };
enum worker_event { WORKER_NOTHING, WORKER_FRAME, WORKER_GONE };

/* Starts `program` with the job, the code files' descriptors in the job's order (behind
 * them those of a trial's further inventories) and, to run, the inventory's. 0, or
 * negative. */
int worker_start(struct worker *w, const char *program, const struct job *job,
                 const int *files, int inventory, struct err *e);

/* Waits at most `wait_ms` and takes what came. FRAME: kind, and the body in *body, *len
 * until the next call. GONE: the pipe is at its end. Negative: the bytes are no frames.
 * The frame about the cage, the first of all and nobody's but ours, is not handed out. */
int worker_poll(struct worker *w, int wait_ms, int *kind, const char **body, size_t *len,
                struct err *e);

/* Milliseconds since what it runs last changed. Between runs it has WORKER_PATIENCE times
 * as long: less is counted, but a process that hides what it runs is found all the same.
 */
enum { WORKER_PATIENCE = 5 };
int64_t worker_stuck_ms(const struct worker *w);

/* Kills it, waits for it, frees all but `said` and `heard` (worker_forget does). What it
 * has to say was said: not even its end frame means that it ends. `how` tells how it
 * ended
 * ("signal 11 (Segmentation fault)"); `last_word` is what it ran. */
void worker_stop(struct worker *w, char *how, size_t size);

/* After worker_stop: 0 when it had entered its cage; else no stranger's code had run, so
 * that its end is nobody's fault: -code with its own words, or `how`. */
int worker_uncaged(const struct worker *w, const char *how, struct err *e);
void worker_forget(struct worker *w);

#endif
