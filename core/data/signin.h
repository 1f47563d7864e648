/* What a sign-in may want of the environment, by the names of Azure's own SDKs, and how
 * it crosses to holdfast-collect: as one JSON object through a pipe, never in argv and
 * never in an environment. Values live in wiped memory, secret or not. */
#ifndef HF_DATA_SIGNIN_H
#define HF_DATA_SIGNIN_H

#include "base/secret.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

enum signin_name {
    /* secret ones first */
    SIGNIN_CLIENT_SECRET,
    SIGNIN_TOKEN,
    SIGNIN_CERTIFICATE_PASSWORD,
    SIGNIN_GITHUB_TOKEN,
    SIGNIN_PIPELINES_TOKEN,
    SIGNIN_IDENTITY_HEADER,
    SIGNIN_MSI_SECRET,
    SIGNIN_SECRETS, /* how many these are */
    /* not secret */
    SIGNIN_CLIENT_SECRET_FILE = SIGNIN_SECRETS, /* of --client-secret-file */
    SIGNIN_CERTIFICATE_PATH,
    SIGNIN_SEND_CHAIN,
    SIGNIN_CREDENTIALS, /* systemd's folder */
    SIGNIN_FEDERATED_FILE,
    SIGNIN_GITHUB_URL,
    SIGNIN_PIPELINES_URL,
    SIGNIN_CONNECTION,
    SIGNIN_CONNECTION_TASK,
    SIGNIN_CONNECTION_CLIENT,
    SIGNIN_CONNECTION_TENANT,
    SIGNIN_IDENTITY_ENDPOINT,
    SIGNIN_IDENTITY_THUMBPRINT,
    SIGNIN_IMDS_ENDPOINT,
    SIGNIN_MSI_ENDPOINT,
    SIGNIN_POD_IDENTITY,
    SIGNIN_DEFAULT_CLIENT,
    SIGNIN_CHOICE, /* AZURE_TOKEN_CREDENTIALS */
    SIGNIN_NAMES
};

struct signin {
    struct secret at[SIGNIN_NAMES];
};

/* Name of the variable; "client-secret-file" for the one that is an option. */
const char *signin_variable(enum signin_name n);

/* The value, NULL when there is none. Lives as long as `s`; a NULL `s` has none. */
const char *signin_text(const struct signin *s, enum signin_name n);

/* Replaces a value by a copy; NULL and "" take it away. */
void signin_set(struct signin *s, enum signin_name n, const char *text);
void signin_free(struct signin *s);

/* As an object whose members are the variables. Decoding refuses others and anything but
 * text: -ERR_DATA, and nothing is kept. */
void signin_encode(const struct signin *s, struct buf *out);
int signin_decode(const char *text, size_t len, struct signin *s, struct err *e);

#endif
