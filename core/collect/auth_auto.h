/* The order of the default credential of Azure's SDKs: environment, workload identity,
 * managed identity, Azure CLI; fewer of them by AZURE_TOKEN_CREDENTIALS. */
#ifndef HF_COLLECT_AUTH_AUTO_H
#define HF_COLLECT_AUTH_AUTO_H

#include "collect/auth.h"

/* NULL: -ERR_CONFIG when AZURE_TOKEN_CREDENTIALS names none. */
struct auth *auth_auto_make(const struct auth_input *in, struct err *e);

#endif
