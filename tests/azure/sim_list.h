#ifndef HOLDFAST_TESTS_AZURE_SIM_LIST_H
#define HOLDFAST_TESTS_AZURE_SIM_LIST_H

/*
 * The pages of an ARM list and the body of one resource. Whether the caller may see them
 * was decided before (sim_arm).
 */

#include "sim_answer.h"
#include "sim_path.h"
#include "sim_world.h"

void sim_list_answer(struct sim_world *world, const struct sim_request *request,
                     const struct sim_path *path, struct sim_answer *answer);

void sim_list_answer_one(const struct sim_world *world, const struct sim_request *request,
                         const struct sim_row *row, struct sim_answer *answer);

#endif
