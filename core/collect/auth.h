/* Credentials: each way to sign in is a `struct auth` of its own file that answers one
 * question, "a token for this audience". Tokens live in wiped memory. What is done with a
 * token, and to whom it is sent, is not decided here. */
#ifndef HF_COLLECT_AUTH_H
#define HF_COLLECT_AUTH_H

#include "base/secret.h"
#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct azerr;
struct buf;
struct err;
struct http;
struct log;
struct origin;
struct signin;

struct auth_token {
    struct secret text;
    int64_t expires; /* UTC seconds; 0: not known */
    int64_t life;    /* seconds that it was good for when it came; 0: not known */
};

/* What get and the makers below answer: -ERR_NOINPUT is "there is nothing of the kind
 * here", and another way may be tried; every other failure is of a way that is set up and
 * does not work, and ends the search, as it does in Azure's SDKs. */
struct auth {
    const char *name;   /* "client-secret", "managed-identity", "auto" … */
    const char *detail; /* which kind of it ("Azure Arc"); NULL: there is but one */
    /* A fresh token. `claims`: the JSON of a claims challenge (NULL: none), handed on
     * where the way can. Also -ERR_ACCESS: refused; -ERR_UNAVAILABLE: not reachable;
     * -ERR_AGAIN: stopped meanwhile (http_watch). */
    int (*get)(struct auth *a, const char *claims, struct auth_token *out, struct err *e);
    void (*free)(struct auth *a);
    bool fixed;          /* asking again gives the same token */
    struct auth *taken;  /* of a chain: the one that gave the token; else NULL */
    struct strs skipped; /* of a chain: "name: reason" of those before it */
};

/* All that any of the ways needs. Strings and secrets are copied by who keeps them. */
struct auth_input {
    struct http *http; /* for the token endpoint, and when to stop (http_watch); must
                        * outlive the auth */
    const struct origin *authority;
    const char *tenant, *client_id, *audience; /* NULL: none */
    const struct signin *signin;               /* of the environment; NULL: none */
    const char *path, *home, *azure_config;    /* of the Azure CLI; NULL: none */
    const char *ca_file, *proxy, *agent;       /* to reach an issuer; NULL as http.h */
    const char *arc_keys; /* folder of Azure Arc's keys; NULL: where the agent has it */
    const struct log *log;
    long backoff_ms; /* of a transient refusal; 0: as retry.h */
    bool probing;    /* one way of several: do not wait long for what may not be there */
};

/* By name of cli.md's --auth. NULL: -ERR_USAGE for a name that is none, else why it
 * cannot be had, -ERR_ACCESS when what it needs was not given. */
struct auth *auth_make(const char *method, const struct auth_input *in, struct err *e);
void auth_free(struct auth *a);

/* get, with nothing of the kind here as -ERR_ACCESS: for who has no other way. */
int auth_get(struct auth *a, const char *claims, struct auth_token *out, struct err *e);

/* The way that gave the token: "environment (client-secret)". */
void auth_title(const struct auth *a, struct buf *out);

/* Appends the line for the parent, {"signin": …}, with line break: the way, the token's
 * tenant and expiry, and each way skipped with its reason. Never a secret. */
void auth_report(const struct auth *a, const struct auth_token *t, struct buf *out);

/* The token of a good answer of a token endpoint, Entra's or a managed identity's.
 * -ERR_UNAVAILABLE: there is none in it. */
int auth_token_read(const char *body, size_t len, struct auth_token *out, struct err *e);
void auth_token_free(struct auth_token *t);

/* Whether it is time for a new one: less than 5 minutes, or a tenth of its life, left. */
bool auth_token_stale(const struct auth_token *t, int64_t now);

/* Appends a claim of a JWT that is a string ("tid"), unverified: for the report only.
 * False when the token is none, or has no such claim. */
bool auth_token_claim(const struct secret *token, const char *claim, struct buf *out);

/* Time of expiry of a JWT (`exp`), or 0. */
int64_t auth_token_expiry(const struct secret *token);

/* Whether a text may stand in a header or a form as a token: some visible ASCII. */
bool auth_text_fine(const char *text, size_t len);

/* Appends code and message of an endpoint's error for a line of ours. */
void auth_words(const struct azerr *a, struct buf *out);

#endif
