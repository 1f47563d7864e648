/* Several inventories as one: the shares of a collection, or collections of different
 * subscriptions. Of shares of one collection it makes what the whole would have been.
 *
 * What an inventory says of the subscriptions that it holds counts before what another
 * one says of them, which saw no more than what something referred to. Among those that
 * hold it: get before list before graph, then the newer, then the later in the list. */
#ifndef HF_DATA_MERGE_H
#define HF_DATA_MERGE_H

#include <stddef.h>

struct buf;
struct err;
struct inventory;

struct merge_input {
    const char *path; /* of a finished inventory */
    const char *name; /* for messages */
};

/* Joins them into `out`, a new inventory, which the caller finishes. One of them is open
 * at a time. `missing` gets the shares that were not given, as "2/4 3/4". -ERR_DATA: one
 * is damaged, or of another tenant or cloud, or a share of another whole, and named;
 * -ERR_NOINPUT, -ERR_AGAIN. */
int merge_files(const struct merge_input *in, size_t n, struct inventory *out,
                struct buf *missing, struct err *e);

#endif
