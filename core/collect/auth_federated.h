/* Workload identity: the token of an outside issuer, exchanged at Entra for one of ours.
 * It comes from AZURE_FEDERATED_TOKEN_FILE (Kubernetes), from GitHub Actions or from
 * Azure Pipelines, whichever is set up first in this order, and is fetched anew for each
 * exchange. */
#ifndef HF_COLLECT_AUTH_FEDERATED_H
#define HF_COLLECT_AUTH_FEDERATED_H

#include "collect/auth.h"

/* NULL: -ERR_NOINPUT when none is set up; -ERR_CONFIG for a URL that is none. */
struct auth *auth_federated_make(const struct auth_input *in, struct err *e);

#endif
