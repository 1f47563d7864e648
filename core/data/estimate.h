/* How many requests a plan takes, by an inventory of the same estate from before: what
 * was there then is taken to be there still. For people, not for the collector. */
#ifndef HF_DATA_ESTIMATE_H
#define HF_DATA_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct inventory;
struct plan;

enum { ESTIMATE_PAGE = 100, ESTIMATE_ROWS = 1000 /* of a list; of Resource Graph */ };

/* Fills requests[i] for each type of the plan. Lists of more than a page are counted by
 * pages, though Azure chooses their size. Sign-in and repeated requests are not in it.
 * 0, or -ERR_DATA when the inventory cannot be read. */
int estimate_plan(const struct plan *p, struct inventory *inv, int64_t *requests,
                  struct err *e);

#endif
