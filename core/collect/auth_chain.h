/* Several ways in order: the first that is set up is the one. A way with nothing of the
 * kind here is skipped, with its reason; one that is set up and fails ends the search, so
 * that nobody is signed in as somebody else by accident. */
#ifndef HF_COLLECT_AUTH_CHAIN_H
#define HF_COLLECT_AUTH_CHAIN_H

#include "collect/auth.h"

enum { AUTH_CHAIN_MAX = 4 };

struct auth_link {
    const char *name;
    struct auth *(*make)(const struct auth_input *in, struct err *e);
};

/* Never NULL: what is missing shows when a token is asked for, as one line with each way
 * and its reason. `name` and the links' names are not copied. */
struct auth *auth_chain_make(const char *name, const struct auth_link *links, size_t n,
                             const struct auth_input *in);

#endif
