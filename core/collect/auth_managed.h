/* The identity that Azure gave to the machine or service this runs on. Which endpoint
 * there is is told by the platform's variables: App Service (and Functions, Container
 * Apps, Automation), the older form of it, Cloud Shell, Azure Arc; and where there are
 * none, the instance metadata service of a virtual machine. AZURE_CLIENT_ID chooses a
 * user-assigned identity. */
#ifndef HF_COLLECT_AUTH_MANAGED_H
#define HF_COLLECT_AUTH_MANAGED_H

#include "collect/auth.h"

/* NULL: -ERR_NOINPUT for what this endpoint does not have, -ERR_CONFIG for an endpoint
 * that is not on this machine. */
struct auth *auth_managed_make(const struct auth_input *in, struct err *e);

#endif
