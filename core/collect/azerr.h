/* The error bodies of Azure in all their shapes: with and without an envelope, Entra's
 * and the instance metadata's string errors, HTML, nothing. Not what they mean for the
 * inventory: outcome.h. */
#ifndef HF_COLLECT_AZERR_H
#define HF_COLLECT_AZERR_H

#include <stdbool.h>
#include <stddef.h>

struct azerr {
    char code[128];    /* "" when the body has none */
    char message[768]; /* one line; "" when there is none */
    long entra;        /* first of error_codes (AADSTS number); 0: none */
};

/* Never fails: a body that is none of these gives empty members. True when it was one. */
bool azerr_read(const char *body, size_t len, struct azerr *out);

/* For a line of ours: a code and a message that the body did not have, from the status.
 */
void azerr_complete(struct azerr *a, int status);

/* What to do about a token error, one sentence; NULL when nothing is known. */
const char *azerr_hint(long entra);

/* Whether Entra's error may pass: worth another try. */
bool azerr_passing(const struct azerr *a);

/* The newest of `known` (space separated, any order; NULL: none) that `message` names as
 * supported and that is not `tried`. Copies it to `out` (32 bytes); false when there is
 * none. */
bool azerr_pick_version(const char *message, const char *known, const char *tried,
                        char out[32]);

#endif
