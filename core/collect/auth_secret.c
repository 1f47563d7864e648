#include "collect/auth_secret.h"

#include "base/err.h"
#include "base/mem.h"
#include "collect/auth_file.h"
#include "collect/entra.h"
#include "data/signin.h"

#include <stdlib.h>
#include <string.h>

struct auth_secret {
    struct auth auth;
    struct entra entra;
    struct secret secret;
};

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct auth_secret *s = (struct auth_secret *)auth;
    struct entra_proof proof = {.secret = &s->secret, .claims = claims};
    return entra_ask(&s->entra, &proof, out, e);
}

static void end(struct auth *auth)
{
    struct auth_secret *s = (struct auth_secret *)auth;
    secret_free(&s->secret);
    entra_free(&s->entra);
    free(s);
}

/* The option stands above the environment, as options do. */
static int find_secret(const struct signin *s, struct secret *out, struct err *e)
{
    const char *file = signin_text(s, SIGNIN_CLIENT_SECRET_FILE);
    const char *text = signin_text(s, SIGNIN_CLIENT_SECRET);
    if (file) {
        int rc = auth_file_word(file, AUTH_FILE_PRIVATE, out, e);
        /* named by the user: not "nothing of the kind here" */
        return rc == -ERR_NOINPUT ? err_set(e, ERR_ACCESS, "%s: it is not there", file)
                                  : rc;
    }
    if (text) {
        *out = secret_make(text, strlen(text));
        return 0;
    }
    int rc = auth_file_credential(signin_text(s, SIGNIN_CREDENTIALS),
                                  "azure-client-secret", out, e);
    return rc == 1 ? 0
           : rc    ? rc
                   : err_set(e, ERR_NOINPUT, "AZURE_CLIENT_SECRET is not set");
}

struct auth *auth_secret_make(const struct auth_input *in, struct err *e)
{
    struct auth_secret *s = mem_new(sizeof *s);
    s->auth = (struct auth){.name = "client-secret", .get = get, .free = end};
    int rc = find_secret(in->signin, &s->secret, e);
    if (!rc)
        rc = entra_make(&s->entra, in, e);
    if (!rc)
        return &s->auth;
    end(&s->auth);
    return NULL;
}
