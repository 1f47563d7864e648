/* Requests in an orderly manner: a queue a provider and subscription, paced by what the
 * subscription grants, a few in flight, retried when Azure says so, with a token that is
 * renewed in time, and after a 401 within bounds: whom a fresh one does not help gets the
 * 401 as its answer, and only a token that opens nothing any more ends it all. What an
 * answer means is the caller's. */
#ifndef HF_COLLECT_FETCH_H
#define HF_COLLECT_FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct auth;
struct auth_token;
struct err;
struct fetch;
struct buf;
struct http;
struct http_answer;
struct log;
struct secret;

enum { FETCH_IN_FLIGHT = 256 };

struct fetch_options {
    struct http *http;
    struct auth *auth;
    const struct log *log;
    int in_flight;      /* 0: 2 a subscription, 16 to FETCH_IN_FLIGHT */
    double rate, burst; /* reads a second and scope; 0: as Azure grants */
    long backoff_ms;    /* first wait of a retry; 0: as retry.h */
    long timeout;       /* seconds for everything; 0: none */
    uint64_t seed;      /* of the jitter */
    int wake_fd;        /* readable: stop (-1: none) */
    void (*answer)(void *ctx, void *job, struct http_answer *a, const char *stopped);
    /* Appends the URL of a job that was added without; kept from then on. */
    void (*url)(void *ctx, void *job, struct buf *url);
    void (*drop)(void *job); /* of a job that gets no answer */
    void (*tick)(void *ctx); /* between turns; NULL: none */
    void *ctx;
};

struct fetch_totals {
    uint64_t planned, done, requests, throttled;
};

struct fetch *fetch_make(const struct fetch_options *o);
/* Before http_free: what still flies ends there, without a word. */
void fetch_free(struct fetch *f);

/* Queues a request. `scope` names the queue, and before its first '/' the bucket (a
 * subscription's id, "tenant", "graph").
 * `body` NULL: GET, else a Resource Graph query. Strings are copied. `job` comes back in
 * one call of `answer`, or `drop`; there `stopped` is NULL, or why it was not asked at
 * all ("Timeout", "Interrupted", "Unreachable"; "Throttled": Azure asks for more patience
 * than there is time) and `a` is empty. */
void fetch_add(struct fetch *f, const char *scope, const char *url, const char *body,
               void *job);

/* Works until nothing is left. 0; -ERR_ACCESS or -ERR_UNAVAILABLE: the token cannot be
 * had (any more); -ERR_INTERNAL. After a failure fetch_free drops the jobs that are
 * left. */
int fetch_run(struct fetch *f, struct err *e);

/* From now on nothing is asked any more; what was queued or in flight comes back
 * with this word. */
void fetch_stop(struct fetch *f, const char *why);

/* Signs in now, if that was not done. */
int fetch_sign_in(struct fetch *f, struct err *e);
const struct secret *fetch_token(const struct fetch *f);
const struct auth_token *fetch_auth_token(const struct fetch *f);

struct fetch_totals fetch_totals(const struct fetch *f);
/* Whether it ended early, and why (see fetch_add); NULL: no. */
const char *fetch_stopped(const struct fetch *f);

#endif
