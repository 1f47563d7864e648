/* Credentials: each way to sign in is a `struct auth` of its own file that answers one
 * question, "a token for this audience". Tokens live in wiped memory. What is done with a
 * token, and to whom it is sent, is not decided here. */
#ifndef HF_COLLECT_AUTH_H
#define HF_COLLECT_AUTH_H

#include "base/secret.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct http;
struct log;
struct origin;

struct auth_token {
    struct secret text;
    int64_t expires; /* UTC seconds; 0: not known */
    int64_t life;    /* seconds that it was good for when it came; 0: not known */
};

struct auth {
    const char *name; /* "client-secret", "token", "azure-cli", "auto" */
    /* A fresh token. -ERR_ACCESS: refused or not there; -ERR_UNAVAILABLE: not reachable;
     * -ERR_AGAIN: stopped meanwhile (http_watch). */
    int (*get)(struct auth *a, struct auth_token *out, struct err *e);
    void (*free)(struct auth *a);
    bool fixed; /* asking again gives the same token */
};

/* All that any of the ways needs. Strings and secrets are copied by who keeps them. */
struct auth_input {
    struct http *http; /* for the token endpoint; must outlive the auth */
    const struct origin *authority;
    const char *tenant, *client_id, *audience; /* NULL: none */
    const struct secret *client_secret, *token;
    const char *path, *home, *azure_config; /* environment of the Azure CLI; NULL: none */
    const struct log *log;
    long backoff_ms;  /* of a transient refusal; 0: as retry.h */
    struct buf *took; /* auto: the name that it took, once it did */
};

/* By name of cli.md's --auth. NULL: -ERR_USAGE for a name that is none, -ERR_ACCESS when
 * what it needs was not given. */
struct auth *auth_make(const char *method, const struct auth_input *in, struct err *e);
void auth_free(struct auth *a);

/* The token of a good answer of a token endpoint. -ERR_UNAVAILABLE: there is none in
 * it. */
int auth_token_read(const char *body, size_t len, struct auth_token *out, struct err *e);
void auth_token_free(struct auth_token *t);

/* Whether it is time for a new one: less than 5 minutes, or a tenth of its life, left. */
bool auth_token_stale(const struct auth_token *t, int64_t now);

/* Appends a claim of a JWT that is a string ("tid"), unverified: for the report only.
 * False when the token is none, or has no such claim. */
bool auth_token_claim(const struct secret *token, const char *claim, struct buf *out);

/* Time of expiry of a JWT (`exp`), or 0. */
int64_t auth_token_expiry(const struct secret *token);

#endif
