/* The walk over the estate: which requests a plan leads to, and what each answer means
 * for the inventory. Requests are made by fetch.h, rows written by store.h. */
#ifndef HF_COLLECT_HARVEST_H
#define HF_COLLECT_HARVEST_H

#include "base/err.h"
#include "base/hash.h"
#include "base/strs.h"
#include "collect/keyset.h"
#include "collect/origin.h"
#include "collect/store.h"
#include "data/shard.h"

#include <stdbool.h>
#include <stddef.h>

struct catalog_row;
struct fetch;
struct log;
struct plan;
struct task;

struct harvest {
    const struct plan *plan;
    const struct strs *filter; /* ids or names of subscriptions; empty: all */
    struct shard shard;        /* of the subscriptions that the filter leaves */
    const struct log *log;
    struct origin arm;
    struct fetch *fetch; /* set before harvest_begin */
    struct store *store;
    struct hash_key seed;
    struct task_parent *tenant; /* what tasks without a resource above lie below */
    struct strs subs;           /* subscription ids in the scan */
    struct strs names;          /* of all that were seen, for a message */
    bool *matched;              /* by entry of filter */
    bool listed;                /* an earlier run has read the list of them */
    char *home;                 /* tenant of the first subscription of its own */
    struct keyset parents;      /* resources whose children were queued */
    char (*version)[32];        /* by catalogue row: what Azure took last */
    size_t *groups_left;        /* Graph queries to finish, by catalogue row */
    bool *group_failed;
    size_t followed; /* so many of the wanted ids were looked at */
    int rc;          /* the first failure that ends the scan */
    struct err why;
};

void harvest_make(struct harvest *h);
void harvest_free(struct harvest *h);

/* Queues the list of subscriptions; all else follows from answers. */
void harvest_begin(struct harvest *h);

/* Queues what the subscriptions do not lead to: Resource Graph. -ERR_NOINPUT when a name
 * of the filter was not seen, -ERR_ACCESS when no subscription is readable. */
int harvest_graph(struct harvest *h, struct err *e);

/* Queues ids that are referred to and were not read. Returns how many; when it is 0 the
 * harvest is done. */
size_t harvest_follow(struct harvest *h);

/* For harvest_answer.c. Queues the task's first request, or books a gap; takes the
 * task. */
void harvest_queue(struct harvest *h, struct task *t);

/* Queues what is listed below a resource that was just read. */
void harvest_children(struct harvest *h, const struct catalog_row *row, const char *id,
                      const char *key);

/* States a type of Resource Graph for the whole tenant, if that can be said by now. */
void harvest_graph_end(struct harvest *h, const struct catalog_row *row);

/* Under which variant the list of subscriptions is stated: each share of it for itself,
 * since only all of them together are the list. */
int harvest_root_variant(const struct harvest *h);

/* Ends the scan: the inventory cannot be written. `h->why` says why. */
void harvest_fail(struct harvest *h, int rc);

#endif
