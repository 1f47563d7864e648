/* Entra's token endpoint: one form, sent until it is answered or refused. What proves who
 * asks, a secret or a signed assertion, is the caller's. */
#ifndef HF_COLLECT_ENTRA_H
#define HF_COLLECT_ENTRA_H

#include <stdbool.h>

struct auth_input;
struct auth_token;
struct err;
struct http;
struct secret;

struct entra {
    struct http *http;
    char *url, *client_id, *scope;
    long backoff_ms;
    int wake_fd;
    long refused; /* AADSTS number of the last refusal; 0: none */
};

struct entra_proof {
    const struct secret *secret, *assertion; /* one of them */
    const char *claims;                      /* of a claims challenge; NULL: none */
};

/* Checks tenant and client id, which have to be there. -ERR_NOINPUT: one is missing;
 * -ERR_CONFIG: no tenant's id or domain. entra_free in either case. */
int entra_make(struct entra *t, const struct auth_input *in, struct err *e);
void entra_free(struct entra *t);

/* A token. -ERR_ACCESS: refused, with the AADSTS number and what to do; -ERR_UNAVAILABLE:
 * not reachable; -ERR_INTERNAL. */
int entra_ask(struct entra *t, const struct entra_proof *p, struct auth_token *out,
              struct err *e);

/* Whether the last refusal was of the assertion itself: its form, algorithm or
 * signature. */
bool entra_refused_assertion(const struct entra *t);

#endif
