/* Client credentials with a certificate: AZURE_TENANT_ID, AZURE_CLIENT_ID,
 * AZURE_CLIENT_CERTIFICATE_PATH, its password from AZURE_CLIENT_CERTIFICATE_PASSWORD or
 * systemd's credential `azure-client-certificate-password`. Without a path, systemd's
 * credential `azure-client-certificate` is the file. */
#ifndef HF_COLLECT_AUTH_CERT_H
#define HF_COLLECT_AUTH_CERT_H

#include "collect/auth.h"

/* NULL: -ERR_NOINPUT that names what is missing, else why the file cannot be used. */
struct auth *auth_cert_make(const struct auth_input *in, struct err *e);

#endif
