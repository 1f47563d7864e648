/* A token that somebody else got (AZURE_ACCESS_TOKEN, or systemd's credential
 * `azure-access-token`). It cannot be renewed. */
#ifndef HF_COLLECT_AUTH_TOKEN_H
#define HF_COLLECT_AUTH_TOKEN_H

#include "collect/auth.h"

/* NULL: -ERR_NOINPUT when there is no token, -ERR_CONFIG when it cannot be one. */
struct auth *auth_token_make(const struct auth_input *in, struct err *e);

#endif
