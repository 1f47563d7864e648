#ifndef HOLDFAST_TESTS_AZURE_SIM_MACHINE_H
#define HOLDFAST_TESTS_AZURE_SIM_MACHINE_H

/*
 * What gives a machine, a service or a job its identity. By http: the instance metadata
 * service, App Service in both its forms, Cloud Shell, Azure Arc. By https below /_oidc/:
 * the token services of GitHub Actions and Azure Pipelines.
 */

#include "sim.h"
#include "sim_answer.h"
#include "sim_token.h"
#include "sim_world.h"

#include <stdbool.h>

#define SIM_MACHINE_TENANT "72f988bf-0000-4000-8000-000000000001"

struct sim_machine {
    char *arc_key; /* path of the key file that Arc's challenge names; or NULL */
    bool pages;    /* issuers send a log-in page instead of a refusal */
};

bool sim_machine_is_path(const char *path); /* below /_oidc/ */

/* Whether the request has to be a POST. */
bool sim_machine_posts(const struct sim_request *request);

void sim_machine_answer(const struct sim_machine *machine, struct sim_tokens *tokens,
                        const struct sim_request *request, struct sim_answer *answer);

/* A token of the outside issuer as a cluster would project it. False when it cannot be
 * written. */
bool sim_machine_write_token(const struct sim_tokens *tokens, const char *file);

void sim_machine_clear(struct sim_machine *machine);

#endif
