/* The walk over the estate: which requests a plan leads to, and what each answer means
 * for the inventory. Requests are made by fetch.h, rows written by store.h. */
#ifndef HF_COLLECT_HARVEST_H
#define HF_COLLECT_HARVEST_H

#include "base/err.h"
#include "base/hash.h"
#include "base/strs.h"
#include "collect/account.h"
#include "collect/keyset.h"
#include "collect/origin.h"
#include "collect/parts.h"
#include "collect/store.h"
#include "data/shard.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalog_row;
struct doc;
struct fetch;
struct log;
struct plan;
struct task;
struct task_parent;

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
    struct parts parts;
    struct keyset parents; /* resources whose children were queued */
    char (*version)[32];   /* by catalogue row: what Azure took last */
    size_t *groups_left;   /* Graph queries to finish, by catalogue row */
    bool *group_failed;
    bool *queried;       /* by catalogue row: Resource Graph was asked for all of it */
    struct keyset swept; /* "row subscription": ids were looked for in one query */
    struct account account;
    size_t above_left; /* lists to finish of what others are listed under */
    bool told;         /* how much is planned */
    int64_t followed;  /* number of the last wanted id that was looked at */
    int rc;            /* the first failure that ends the scan */
    struct err why;
};

void harvest_make(struct harvest *h);
void harvest_free(struct harvest *h);

/* Queues the list of subscriptions; all else follows from answers. Once it was read,
 * h->rc is -ERR_NOINPUT when a name of the filter was not seen, -ERR_ACCESS when no
 * subscription is readable. */
void harvest_begin(struct harvest *h);

/* All subscriptions are known: queues what is asked of all of them at once. Called as
 * soon as their list is read; -ERR_NOINPUT, -ERR_ACCESS as above. */
int harvest_graph(struct harvest *h, struct err *e);

/* Queues queries of Resource Graph for a type in these subscriptions. `sweep`: only to
 * spare requests for ids that are followed; nothing is stated by it. */
void harvest_query(struct harvest *h, const struct catalog_row *row,
                   const struct strs *subs, bool sweep);

/* For harvest_answer.c. Queues a further page; of Resource Graph with a body. `url` NULL:
 * the first, whose URL is made when it is due. */
void harvest_page(struct harvest *h, struct task *t, const char *url, const char *body);

/* For fetch.h: the URL of a task's first request. */
void harvest_url(void *harvest, void *job, struct buf *url);

/* A task is done. When the last list of what others hang under is, the number of requests
 * is known but for further pages: it is told. */
void harvest_done(struct harvest *h, struct task *t);

/* For harvest_answer.c. Queues the task's first request, or books a gap; takes the
 * task. */
void harvest_queue(struct harvest *h, struct task *t);

/* Queues what is listed below a resource that was just read, but for what its body
 * (NULL: it has none) answers by itself. */
void harvest_children(struct harvest *h, const struct catalog_row *row,
                      const struct task_parent *it, const struct doc *d);

/* Queues the filters of a list that are among `of` (bits; without filters bit 0). */
void harvest_filters(struct harvest *h, const struct catalog_row *row,
                     struct task_parent *parent, uint64_t of);
/* Those of a row that wait for a list that is planned and that they lie within. */
uint64_t harvest_waiting(const struct harvest *h, const struct catalog_row *row);

/* A list was read to its end, or was not: queues, or states as empty, what lies within
 * what it lists. */
void harvest_within(struct harvest *h, const struct task *t, bool empty);

/* States a type of Resource Graph for the whole tenant, if that can be said by now. */
void harvest_graph_end(struct harvest *h, const struct catalog_row *row);

/* Under which variant the list of subscriptions is stated: each share of it for itself,
 * since only all of them together are the list. */
int harvest_root_variant(const struct harvest *h);

/* Ends the scan: the inventory cannot be written. `h->why` says why. */
void harvest_fail(struct harvest *h, int rc);

#endif
