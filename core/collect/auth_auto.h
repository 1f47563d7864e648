/* Tries the other ways in order: client secret, token, Azure CLI. */
#ifndef HF_COLLECT_AUTH_AUTO_H
#define HF_COLLECT_AUTH_AUTO_H

#include "collect/auth.h"

/* Never NULL: what is missing shows when a token is asked for, as one line with each way
 * and its reason. The first way that gave a token is kept. */
struct auth *auth_auto_make(const struct auth_input *in, struct err *e);

#endif
