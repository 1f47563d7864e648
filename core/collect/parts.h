/* Lists of which a part is asked only where a verdict may hang on it: below a resource
 * whose body, or whose other lists, do not settle the matter (plan.h). */
#ifndef HF_COLLECT_PARTS_H
#define HF_COLLECT_PARTS_H

#include "collect/keyset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog_row;
struct doc;
struct harvest;
struct plan_type;
struct task;
struct task_parent;

/* What an earlier run's lists said, by what stands in the inventory. */
struct parts {
    bool taking; /* what stands there is being read: no list has been read in full yet */
    struct keyset
        settled; /* number 1: "TYPE PART KEY" of a resource that needs no more */
    struct parts_due {
        struct task_parent *parent; /* held */
        const struct catalog_row *row;
    } * due; /* lists that were read, and whose say waits for the rest of the inventory */
    size_t n_due;
};

void parts_make(struct harvest *h);
void parts_free(struct harvest *h);

/* The filters of a type that are asked as soon as the resource above is known, by its
 * body (NULL: there is none). */
uint64_t parts_now(const struct harvest *h, const struct plan_type *p,
                   const struct doc *d);

/* Notes on the resource above which filters of a type of the plan wait for a list. */
void parts_wait(const struct harvest *h, size_t type, struct task_parent *parent,
                const struct doc *d);

/* A list brought a resource. */
void parts_look(struct task *t, const struct doc *d);

/* A list has ended: queues what waited for it and is still to be asked. */
void parts_after(struct harvest *h, const struct task *t);

/* The same for a list that an earlier run has read: what it said is told by the
 * resources of the inventory, and decided when all of those were taken up. */
void parts_take(struct harvest *h, const struct catalog_row *row, const char *key,
                const struct doc *d);
void parts_after_earlier(struct harvest *h, const struct task *t);
void parts_taken(struct harvest *h);

#endif
