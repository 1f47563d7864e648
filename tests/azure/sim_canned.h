#ifndef HOLDFAST_TESTS_AZURE_SIM_CANNED_H
#define HOLDFAST_TESTS_AZURE_SIM_CANNED_H

/*
 * An answer that a test wrote down: a file with the status on its first line, then
 * headers, an empty line, and the body as it is, bytes of any kind. In header values and
 * body stand @BASE@ (https://localhost:PORT), @PATH@ (the request's, encoded, without
 * query), @COUNT@ (how often this answer was given, from 1) and @BEARER@ (what the
 * request came with) for what they name.
 */

#include "sim_answer.h"
#include "sim_world.h"

#include <stddef.h>

struct sim_canned;

/* NULL when the file cannot be read, or is none. */
struct sim_canned *sim_canned_load(const char *file);

/* The answer borrows the names of headers: it ends before the canned one does. */
void sim_canned_answer(struct sim_canned *canned, const struct sim_request *request,
                       const char *base, struct sim_answer *answer);

void sim_canned_free(struct sim_canned *canned); /* accepts NULL */

#endif
