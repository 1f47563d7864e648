/* What a collection has cost over all of its runs: kept with the inventory as it grows,
 * so that a run that is gone on with adds to what those before it asked. */
#ifndef HF_COLLECT_COST_H
#define HF_COLLECT_COST_H

#include "collect/account.h"
#include "collect/fetch.h"

struct err;
struct inventory;
struct log;
struct task;

struct cost {
    struct account asked;     /* what had an answer, of all runs */
    uint64_t runs;            /* this one counted */
    uint64_t before;          /* requests for what earlier runs asked, by their type */
    struct fetch_totals sent; /* of earlier runs: requests and throttled only */
};

/* Takes up what earlier runs left in `inv`; nothing is changed there. */
struct cost cost_make(struct inventory *inv, const struct catalog *c);
void cost_free(struct cost *c);

/* A page of `t` had an answer. */
void cost_count(struct cost *c, struct task *t);

/* All runs, with what this one has sent so far. */
struct fetch_totals cost_total(const struct cost *c, struct fetch_totals now);

/* Into the inventory: "requests", by type, and "cost", in all. The failures of
 * inventory_set_meta. */
int cost_put(const struct cost *c, struct fetch_totals now, struct inventory *inv,
             struct err *e);

/* Says with -v what this run made, beside the `planned`, and what all of them did. */
void cost_say(const struct cost *c, struct fetch_totals now, uint64_t planned,
              const struct log *log);

#endif
