#ifndef HOLDFAST_TESTS_AZURE_SIM_LOG_H
#define HOLDFAST_TESTS_AZURE_SIM_LOG_H

/* What was asked: a line a request in a file, and counters. Never a header or a body:
 * those that may hold a secret go into a file of their own, where one is wanted. */

#include "sim.h"
#include "sim_answer.h"
#include "sim_world.h"

#include <stdio.h>

struct sim_log {
    FILE *file;  /* or NULL */
    FILE *heard; /* or NULL */
    struct sim_counters counters;
};

/* False when a file cannot be made. NULL is no file. */
bool sim_log_open(struct sim_log *log, const char *file, const char *heard);

void sim_log_request(struct sim_log *log, const struct sim_request *request,
                     const struct sim_answer *answer, bool violation);

/* The counters, those of the world too, as the answer. */
void sim_log_answer(const struct sim_log *log, const struct sim_world *world,
                    struct sim_answer *answer);

void sim_log_close(struct sim_log *log);

#endif
