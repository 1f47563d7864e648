/* What the ways to ask a managed identity have in common: a request with the resource in
 * its query, and an answer with a token or a refusal. */
#ifndef HF_COLLECT_MANAGED_H
#define HF_COLLECT_MANAGED_H

#include "base/secret.h"
#include "collect/auth.h"

struct http;
struct metadata_answer;

struct managed {
    struct auth auth;
    char *endpoint, *resource, *client_id; /* client_id NULL: system-assigned */
    struct secret header;                  /* that shows us to the endpoint */
    char *keys;                            /* Azure Arc: folder of its key files */
    struct http *http;                     /* says when to stop waiting */
    long backoff_ms;
    bool probing;
};

/* A managed identity with everything that it keeps; `variable` names where `endpoint`
 * comes from. NULL: -ERR_CONFIG. managed_free is its free. */
struct managed *managed_make(const struct auth_input *in, const char *variable,
                             const char *endpoint, struct err *e);
void managed_free(struct auth *a);

/* The address with `version` and the resource in its query. `client` names the parameter
 * of the client id; NULL: it takes none. */
void managed_url(const struct managed *m, const char *version, const char *client,
                 struct buf *out);

/* The token of an answer, or why there is none: -ERR_NOINPUT (nobody there, no identity
 * assigned), -ERR_ACCESS, -ERR_UNAVAILABLE. */
int managed_take(const struct managed *m, const struct metadata_answer *a,
                 struct auth_token *out, struct err *e);

/* --- the ways; each fills name, detail and get --- */

/* Instance metadata of a virtual machine, or what stands in for it in a cluster
 * (AZURE_POD_IDENTITY_AUTHORITY_HOST). */
struct auth *managed_imds_make(const struct auth_input *in, struct err *e);

/* IDENTITY_ENDPOINT and IDENTITY_HEADER; MSI_ENDPOINT and MSI_SECRET; MSI_ENDPOINT
 * alone. */
struct auth *managed_app_make(const struct auth_input *in, struct err *e);

/* IDENTITY_ENDPOINT and IMDS_ENDPOINT, or the agent is installed. */
struct auth *managed_arc_make(const struct auth_input *in, struct err *e);
bool managed_arc_installed(void);

#endif
