/* Client credentials with a secret (AZURE_TENANT_ID, AZURE_CLIENT_ID,
 * AZURE_CLIENT_SECRET). */
#ifndef HF_COLLECT_AUTH_SECRET_H
#define HF_COLLECT_AUTH_SECRET_H

#include "collect/auth.h"

/* NULL with -ERR_ACCESS that names what is missing. */
struct auth *auth_secret_make(const struct auth_input *in, struct err *e);

#endif
