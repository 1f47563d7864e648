#ifndef HOLDFAST_TESTS_AZURE_SIM_SERVE_H
#define HOLDFAST_TESTS_AZURE_SIM_SERVE_H

/*
 * The state of a running simulator, and the decision what a request gets: method, fault,
 * bearer, then the service. Nothing here knows the web server.
 */

#include "sim_answer.h"
#include "sim_fault.h"
#include "sim_log.h"
#include "sim_machine.h"
#include "sim_token.h"
#include "sim_world.h"

#include <pthread.h>
#include <stdatomic.h>

struct sim_serve {
    pthread_mutex_t lock; /* over all below but stopping */
    pthread_cond_t wake;  /* ends a hang early */
    atomic_bool stopping;
    struct sim_world world;
    struct sim_tokens tokens;
    struct sim_machine machine;
    struct sim_faults faults;
    struct sim_log log;
    unsigned latency; /* ms */
};

void sim_serve_answer(struct sim_serve *serve, const struct sim_request *request,
                      struct sim_answer *answer);

#endif
