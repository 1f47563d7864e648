/* What the environment names, as EnvironmentCredential of Azure's SDKs has it: a client
 * secret, else a client certificate; and, here, a token that was given. */
#ifndef HF_COLLECT_AUTH_ENVIRONMENT_H
#define HF_COLLECT_AUTH_ENVIRONMENT_H

#include "collect/auth.h"

/* Never NULL: see auth_chain.h. */
struct auth *auth_environment_make(const struct auth_input *in, struct err *e);

#endif
