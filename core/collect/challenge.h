/* The claims challenge of a 401: what a new token has to show. */
#ifndef HF_COLLECT_CHALLENGE_H
#define HF_COLLECT_CHALLENGE_H

/* The JSON of `claims` in a WWW-Authenticate header with error="insufficient_claims", in
 * base64 there, as the token endpoint takes it. The caller frees. NULL: there is none, or
 * it is no JSON object. */
char *challenge_claims(const char *header);

#endif
