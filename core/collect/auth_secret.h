/* Client credentials with a secret: AZURE_TENANT_ID, AZURE_CLIENT_ID, and the secret from
 * the file of --client-secret-file, else AZURE_CLIENT_SECRET, else systemd's credential
 * `azure-client-secret`. */
#ifndef HF_COLLECT_AUTH_SECRET_H
#define HF_COLLECT_AUTH_SECRET_H

#include "collect/auth.h"

/* NULL: -ERR_NOINPUT that names what is missing, or why the file cannot be used. */
struct auth *auth_secret_make(const struct auth_input *in, struct err *e);

#endif
