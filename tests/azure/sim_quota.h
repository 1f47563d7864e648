#ifndef HOLDFAST_TESTS_AZURE_SIM_QUOTA_H
#define HOLDFAST_TESTS_AZURE_SIM_QUOTA_H

/*
 * The token buckets of Azure Resource Manager: each subscription, and the tenant for what
 * lies in none, has room for 250 reads and gets 25 back a second. They are counted
 * always, so that a test can tell how near a client was, and refuse only when asked to.
 */

#include "sim_answer.h"
#include "sim_world.h"

/* Takes a read. False, with a 429 and Retry-After in the answer, when none is left. */
bool sim_quota_take(struct sim_world *world, const struct sim_request *request,
                    struct sim_answer *answer);

/* {"busiest": reads of the busiest bucket, "subscriptions": buckets that were read} */
json_t *sim_quota_json(const struct sim_quotas *quotas);
void sim_quota_clear(struct sim_quotas *quotas);

#endif
