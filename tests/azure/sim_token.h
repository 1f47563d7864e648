#ifndef HOLDFAST_TESTS_AZURE_SIM_TOKEN_H
#define HOLDFAST_TESTS_AZURE_SIM_TOKEN_H

/*
 * Entra's token endpoint for a client secret, and the bearers that are good. A bearer has
 * the form of a JWT, so that a client may read its tid; nothing is signed.
 */

#include "sim_answer.h"
#include "sim_world.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define SIM_TOKEN_OBJECT "22222222-2222-2222-2222-222222222222"

struct sim_bearer {
    char *text;
    time_t expires;
};

struct sim_tokens {
    char *secret;
    char *fixed; /* or NULL */
    unsigned life;
    struct sim_bearer *issued;
    size_t count;
};

bool sim_token_is_path(const char *path); /* /{tenant}/oauth2/v2.0/token */

/* Answers a POST to the token endpoint. */
void sim_token_answer(struct sim_tokens *tokens, const struct sim_request *request,
                      struct sim_answer *answer);

/* Whether the request may go on; else the answer is Azure's 401. */
bool sim_token_check(const struct sim_tokens *tokens, const struct sim_request *request,
                     const char *base, struct sim_answer *answer);

/* Ends the life of the bearer that the request carries, with Azure's 401. */
void sim_token_expire(struct sim_tokens *tokens, const struct sim_request *request,
                      const char *base, struct sim_answer *answer);

void sim_token_clear(struct sim_tokens *tokens);

#endif
