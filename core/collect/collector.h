/* A whole collection: sign in, walk the plan, leave a finished inventory. What
 * holdfast-collect does between reading its input and its exit code. */
#ifndef HF_COLLECT_COLLECTOR_H
#define HF_COLLECT_COLLECTOR_H

#include <stdint.h>

struct err;
struct log;
struct plan;
struct plan_scope;
struct signin;

/* What does not come with the plan. */
struct collector_setting {
    const struct signin *signin;            /* of the environment; NULL: none */
    const char *path, *home, *azure_config; /* for the Azure CLI; NULL: none */
    const char *arc_keys;                   /* NULL: where Azure Arc's agent has them */
    const struct log *log;
    int out_fd;      /* JSON lines for the parent: progress, signin, said; -1: none */
    int wake_fd;     /* readable: stop and keep what there is; -1: none */
    long backoff_ms; /* first wait of a retry; 0: the usual */
    long timeout_ms; /* of one request; 0: the usual */
};

struct collector_totals {
    uint64_t requests, throttled; /* of all runs that the inventory took */
    uint64_t resources, gaps;     /* of this one */
};

/* Collects into scope->inventory. 0 also with gaps. Else: -ERR_USAGE and -ERR_CONFIG
 * (method, origins), -ERR_ACCESS (sign-in refused, no subscription), -ERR_NOINPUT (a
 * subscription that was named is not there), -ERR_UNAVAILABLE, -ERR_AGAIN (the timeout
 * passed first, or another program has the inventory open), -ERR_DATA (it was begun for
 * another order), -ERR_CREATE, -ERR_IO; then the inventory is not one to be read, but
 * one to go on with where scope->resume says so. */
int collector_run(const struct plan *p, const struct plan_scope *s,
                  const struct collector_setting *set, struct collector_totals *totals,
                  struct err *e);

#endif
