/* A token that somebody else got (AZURE_ACCESS_TOKEN). It cannot be renewed. */
#ifndef HF_COLLECT_AUTH_TOKEN_H
#define HF_COLLECT_AUTH_TOKEN_H

#include "collect/auth.h"

/* NULL with -ERR_ACCESS when there is no token, or it is past its time. */
struct auth *auth_token_make(const struct auth_input *in, struct err *e);

#endif
