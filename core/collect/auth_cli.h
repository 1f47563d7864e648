/* The Azure CLI that the user is signed in with: `az account get-access-token`, started
 * without a shell, with PATH, HOME and AZURE_CONFIG_DIR and nothing else. */
#ifndef HF_COLLECT_AUTH_CLI_H
#define HF_COLLECT_AUTH_CLI_H

#include "collect/auth.h"

/* NULL with -ERR_NOINPUT when no `az` stands in an absolute folder of PATH. */
struct auth *auth_cli_make(const struct auth_input *in, struct err *e);

#endif
