/* What the files of merge share: merge.c goes over the inputs and joins what they hold,
 * merge_order.c proves that they belong together and says what they are as a whole,
 * merge_progress.c joins what they say of their reading. */
#ifndef HF_DATA_MERGE_INT_H
#define HF_DATA_MERGE_INT_H

#include "base/strs.h"
#include "data/armid.h"
#include "data/merge.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum merge_statement { M_HOLD, M_HOLDERS, M_SUBSCRIPTIONS, M_COMPLETE_IN_ALL, M_KINDS };

struct merge {
    const struct merge_input *in;
    size_t n, at; /* `at`: which input is open */
    struct inventory *from, *out;
    sqlite3_stmt *s[M_KINDS];
    struct err *e;

    /* of all of them */
    char *collected, *cloud, *tenant, *tool;
    struct strs scopes;
    unsigned shares; /* how many make the whole; 0: they are no shares */
    bool *share;     /* by number: was given */
    size_t roots;    /* inputs, if no shares, that know all their subscriptions */

    int64_t own; /* rows of `out` up to here are of inputs that hold them */
    unsigned pending;
    char subscription[ARMID_MAX]; /* whose holders were asked last */
    bool held, held_here;
};

/* Opens each input in turn and calls `each`. */
int merge_each_input(struct merge *m, int (*each)(struct merge *m));

/* Whether what lies at the key is this input's to say: it holds the subscription, or
 * nobody does. */
bool merge_is_own(struct merge *m, const char *key);

/* --- merge_order.c --- */

int merge_learn(struct merge *m); /* the open input's */
int merge_tell(struct merge *m, struct buf *missing);
void merge_forget(struct merge *m);

/* --- merge_progress.c --- */

int merge_progress(struct merge *m);

#endif
