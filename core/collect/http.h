/* HTTPS to the origins named when it is made and no other: Resource Manager, the sign-in
 * authority, an issuer of assertions. One function makes and starts requests; it refuses
 * every method but GET and the POSTs that only ask (a token, a Resource Graph query). No
 * redirect is followed, no certificate goes unchecked, an answer has a ceiling. No
 * retries, no pace: fetch.h. */
#ifndef HF_COLLECT_HTTP_H
#define HF_COLLECT_HTTP_H

#include "base/buf.h"
#include "collect/origin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct http;
struct log;
struct secret;

enum { HTTP_BODY_MAX = 64 << 20, HTTP_TIMEOUT_MS = 180000 };

struct http_options {
    struct origin arm, authority, issuer; /* with an empty host: never asked */
    const char *ca_file, *proxy;          /* NULL: the system's; as libcurl finds it */
    const char *agent;                    /* User-Agent */
    long timeout_ms;                      /* of one request; 0: HTTP_TIMEOUT_MS */
    size_t body_max;                      /* 0: HTTP_BODY_MAX */
    const struct log *log;                /* at LOG_INFO a line a request; NULL: none */
    int in_flight; /* requests, hence connections, at most; 0: 16 */
};

enum http_method {
    HTTP_GET,
    HTTP_POST_TOKEN,
    HTTP_POST_GRAPH,
    HTTP_GET_ASSERTION, /* these two of the issuer, whose bearer is no token of ours */
    HTTP_POST_ASSERTION
};

struct http_want {
    enum http_method method;
    const char *url;
    const char *body; /* of a POST; copied */
    size_t body_len;
    const struct secret *bearer; /* Resource Manager and issuer only; NULL: none */
    void *ctx;
};

enum http_failure {
    HTTP_ANSWERED,
    HTTP_UNREACHABLE, /* name, connection, TLS */
    HTTP_UNTRUSTED,   /* the certificate: asking again is useless */
    HTTP_TIMEOUT,
    HTTP_CUT,      /* the answer ended early or is garbled */
    HTTP_TOO_LARGE /* more than the ceiling */
};

struct http_answer {
    void *ctx;
    enum http_failure failure;
    int status;           /* 0 unless answered */
    struct buf body;      /* lives until the callback returns */
    char retry_after[64]; /* header values; "" when absent */
    char quota_left[16];  /* x-ms-user-quota-remaining */
    char reads_left[16];  /* x-ms-ratelimit-remaining-subscription-reads, -tenant-reads */
    char cause[16];       /* x-ms-failure-cause: who refused, "gateway" or "service" */
    char quota_resets[32]; /* x-ms-user-quota-resets-after */
    char limit_hit[8];     /* x-ms-tenant-subscription-limit-hit */
    char challenge[2048];  /* WWW-Authenticate, one with claims before others */
    char reason[600];      /* host and libcurl's words; "" when answered */
};

/* NULL: -ERR_INTERNAL. http_free also ends what is in flight,
 * without a callback. */
struct http *http_make(const struct http_options *o, struct err *e);
void http_free(struct http *h);

/* Starts a request. -ERR_INTERNAL when it is one that may not be made. */
int http_start(struct http *h, const struct http_want *w, struct err *e);
size_t http_flying(const struct http *h);
/* Ends what is in flight, without a callback. Not from within one. */
void http_abort(struct http *h);

/* Works for at most `wait_ms`, or until something was answered, or until `wake_fd` (-1:
 * none) can be read; gives each answer to `done`. 0 or -ERR_INTERNAL. */
int http_turn(struct http *h, long wait_ms, int wake_fd,
              void (*done)(void *ctx, struct http_answer *a), void *ctx, struct err *e);

/* From now on http_ask and http_pause end when `wake_fd` (-1: none) can be read, or at
 * `end` (steady ms; 0: never). */
struct http_watch {
    bool on;
    int wake_fd;
    int64_t end;
};
void http_watch(struct http *h, int wake_fd, int64_t end);
struct http_watch http_watched(const struct http *h);

/* Sleeps; 0 ms only asks whether to stop. 0, or -ERR_AGAIN as http_ask. */
int http_pause(const struct http *h, long ms, struct err *e);

/* Seconds that Azure's clock is ahead of ours, by the last answer; 0: not known. */
int64_t http_skew(const struct http *h);

/* One request from start to end, nothing else in flight. 0, -ERR_INTERNAL, or -ERR_AGAIN:
 * stopped (http_watch). The caller frees out->body. */
int http_ask(struct http *h, const struct http_want *w, struct http_answer *out,
             struct err *e);

#endif
