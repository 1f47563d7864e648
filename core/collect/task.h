/* One list, singleton, followed id or Resource Graph query that has still to be read, and
 * the URL that reads it. Knows nothing of the answer. */
#ifndef HF_COLLECT_TASK_H
#define HF_COLLECT_TASK_H

#include "base/strs.h"
#include "collect/outcome.h"
#include "collect/paging.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct catalog_row;
struct origin;
struct plan_part;

/* Filters of a list that wait for another list below the same resource. */
struct task_late {
    size_t type; /* of the plan */
    const struct plan_part *part;
    uint64_t filters;
    bool met; /* so that they need not be asked */
};

/* A resource that tasks lie below; counted, since a vault has a dozen of them. */
struct task_parent {
    size_t holders;
    char *id; /* as Azure wrote it; "" for the tenant */
    char *key;
    struct task_late *late;
    size_t n_late;
};

struct task {
    enum outcome_of what;
    const struct catalog_row *row;
    struct task_parent *parent; /* of a followed id: that id itself */
    int variant;                /* of the row's filters; -1: it has none */
    char *path;                 /* without query; as it would stand in an id */
    char version[32];
    bool other_version; /* a second one was tried */
    bool counted;       /* a page of it had an answer (cost.h) */
    struct paging paging;
    size_t found;     /* resources that its pages brought so far */
    struct strs subs; /* Graph: of which subscriptions */
    char *query;      /* Graph */
    bool sweep; /* Graph, for ids that are followed: what it leaves out is asked apart */
};

struct task_parent *task_parent_make(const char *id, const char *key);
void task_parent_drop(struct task_parent *p); /* by one of its holders; the last frees */

/* Holds `parent`. `version` is copied. */
struct task *task_make(enum outcome_of what, const struct catalog_row *row,
                       struct task_parent *parent, const char *version);
void task_free(struct task *t);

/* Fills path from the row (or the id) and appends the first URL. False when the id cannot
 * stand in a URL. */
bool task_url(struct task *t, const struct origin *arm, struct hash_key key,
              struct buf *url);

/* Frees what the next task_url makes anew: of a task that waits. */
void task_forget(struct task *t);

/* "a subscription's id/provider", "tenant/provider" or "graph": what pays for it. */
void task_lane(const struct task *t, struct buf *out);

#endif
