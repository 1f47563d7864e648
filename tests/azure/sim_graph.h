#ifndef HOLDFAST_TESTS_AZURE_SIM_GRAPH_H
#define HOLDFAST_TESTS_AZURE_SIM_GRAPH_H

/*
 * Azure Resource Graph over the same inventory. As in Azure, what the caller may not read
 * is silently not there.
 */

#include "sim_answer.h"
#include "sim_world.h"

#include <stdbool.h>

bool sim_graph_is_path(const char *path);

void sim_graph_answer(struct sim_world *world, const struct sim_request *request,
                      struct sim_answer *answer);

/* {"error":{"code":"BadRequest","details":[InvalidQuery, (code)]}} and the like. */
void sim_graph_refuse(struct sim_answer *answer, unsigned status, const char *code,
                      const char *message);

#endif
