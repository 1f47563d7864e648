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

#endif
