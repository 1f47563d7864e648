#ifndef HOLDFAST_TESTS_AZURE_SIM_ARM_H
#define HOLDFAST_TESTS_AZURE_SIM_ARM_H

/*
 * Azure Resource Manager: api-version, permission, existence; then the list or the
 * resource. The bearer was checked before.
 */

#include "sim_answer.h"
#include "sim_world.h"

void sim_arm_answer(struct sim_world *world, const struct sim_request *request,
                    struct sim_answer *answer);

/* Whether the actions that the caller has (all, unless the options name them) hold the
 * one that reading this type takes. */
bool sim_arm_allows(const struct sim_world *world, const char *type, bool list);

#endif
