/* What tests of single ways to sign in share: a simulator, what leads to it, one question
 * for a token. And certificates of their own. */
#ifndef HF_TESTS_SIGNIN_RIG_H
#define HF_TESTS_SIGNIN_RIG_H

#include "base/err.h"
#include "collect/auth.h"
#include "collect/http.h"
#include "data/signin.h"

#include "sim.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define SIGNIN_TENANT "72f988bf-0000-4000-8000-000000000001"

struct ask {
    char dir[64], base[64], plain[64], ca[96], token_file[96];
    struct sim *sim;
    struct http_options options;
    struct http *http;
    struct signin signin;
    struct auth_input in;
    struct err err;
    char took[256]; /* of the last question that was answered */
    char skipped[4096];
};

/* A folder and, in it, a simulator; the tenant and the client id are set. */
void ask_start(struct ask *a, struct sim_options o);
/* Removes the folder with what is in it. */
void ask_end(struct ask *a);

/* Asks by a method; 0 or the code, with a->err. A token that came is checked: it is one
 * of the simulator, and good for an hour. */
int ask_by(struct ask *a, const char *method);
/* Has to be answered, in this way; has to be refused, with this code and these words. */
void ask_good(struct ask *a, const char *method, const char *took);
void ask_bad(struct ask *a, const char *method, int code, const char *says);

void ask_set(struct ask *a, enum signin_name n, const char *value);

/* Writes a file into the folder; its path lives until the next call. */
const char *ask_file(struct ask *a, const char *name, const void *data, size_t len,
                     mode_t mode);

enum ask_cert_form {
    ASK_PEM,          /* key, then certificate */
    ASK_PEM_CHAIN,    /* another certificate, certificate, key under a password */
    ASK_PFX,          /* under a password, with another certificate */
    ASK_PEM_PUBLIC,   /* the certificate alone */
    ASK_PEM_EC,       /* no RSA */
    ASK_PEM_STRANGER, /* a key that is not the certificate's */
    ASK_PEM_EXPIRED
};
#define ASK_PASSWORD "cert-password-Hq6rT1"

/* Makes a key and a certificate in the form, as `name` in `dir`, and the certificate
 * alone as `name`.crt. */
void ask_cert(const char *dir, const char *name, enum ask_cert_form form);

#endif
