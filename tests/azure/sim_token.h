#ifndef HOLDFAST_TESTS_AZURE_SIM_TOKEN_H
#define HOLDFAST_TESTS_AZURE_SIM_TOKEN_H

/*
 * Entra's token endpoint for a client secret or an assertion, and the bearers that are
 * good. A bearer has
 * the form of a JWT, so that a client may read its tid; nothing is signed.
 */

#include "sim_answer.h"
#include "sim_proof.h"
#include "sim_world.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/* what a claims challenge asks for */
#define SIM_TOKEN_CLAIMS                                                                 \
    "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"1604106651\"}}}"
#define SIM_TOKEN_OBJECT "22222222-2222-2222-2222-222222222222"

struct sim_bearer {
    char *text;
    time_t expires;
    bool claims; /* asked for with those of the challenge */
};

struct sim_tokens {
    char *secret;
    char *fixed; /* or NULL */
    unsigned life;
    struct sim_bearer *issued;
    size_t count;
    struct sim_proof proof;
};

bool sim_token_is_path(const char *path); /* /{tenant}/oauth2/v2.0/token */

/* A new bearer; good until the next one is made. */
const struct sim_bearer *sim_token_make(struct sim_tokens *tokens, const char *tenant);

/* Answers a POST to the token endpoint. */
void sim_token_answer(struct sim_tokens *tokens, const struct sim_request *request,
                      struct sim_answer *answer);

/* Whether the request may go on; else the answer is Azure's 401. */
bool sim_token_check(const struct sim_tokens *tokens, const struct sim_request *request,
                     const char *base, struct sim_answer *answer);

/* Ends the life of the bearer that the request carries, with Azure's 401. */
void sim_token_expire(struct sim_tokens *tokens, const struct sim_request *request,
                      const char *base, struct sim_answer *answer);

/* Azure's 401 that asks for claims; false when the bearer was asked for with them. */
bool sim_token_challenge(const struct sim_tokens *tokens,
                         const struct sim_request *request, const char *base,
                         struct sim_answer *answer);

void sim_token_clear(struct sim_tokens *tokens);

#endif
