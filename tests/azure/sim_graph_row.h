#ifndef HOLDFAST_TESTS_AZURE_SIM_GRAPH_ROW_H
#define HOLDFAST_TESTS_AZURE_SIM_GRAPH_ROW_H

/*
 * A resource as a row of Resource Graph: the columns that the query asks for, put
 * together from slices of the body, and what Azure makes up where the body has none.
 */

#include "sim_kql.h"
#include "sim_world.h"

#include <stdio.h>

void sim_graph_row(FILE *out, const struct sim_world *world, const struct sim_kql *query,
                   const struct sim_row *row);

#endif
