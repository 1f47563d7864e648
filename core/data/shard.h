/* A share of the subscriptions, for a collection that is split over several runs. Which
 * share a subscription falls into depends on its id and the number of shares alone: every
 * run decides it by itself, and all agree even where one of them sees a subscription that
 * came or went in between. */
#ifndef HF_DATA_SHARD_H
#define HF_DATA_SHARD_H

#include <stdbool.h>
#include <stddef.h>

struct err;

enum { SHARD_MAX = 1000, SHARD_TEXT = 16 /* bytes of "1000/1000" and NUL */ };

struct shard {
    unsigned i, n; /* share i of 1 to n; n 0: all there is */
};

/* Reads "I/N", or, with an `env` that answers variables (NULL: not set), "auto/N" and
 * "auto": the index of a Kubernetes Indexed Job, or the task of a Slurm array, which also
 * brings N. -ERR_USAGE. */
int shard_read(const char *text, const char *(*env)(const char *name), struct shard *s,
               struct err *e);

/* "I/N". */
void shard_text(struct shard s, char out[SHARD_TEXT]);

/* Whether the subscription of this id (any case) is in the share. */
bool shard_takes(struct shard s, const char *subscription);

#endif
