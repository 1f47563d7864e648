#include "collect/auth_token.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "collect/auth_file.h"
#include "data/signin.h"

#include <stdlib.h>
#include <string.h>

struct auth_token_kept {
    struct auth auth;
    struct secret token;
};

static int get(struct auth *a, const char *claims, struct auth_token *out, struct err *e)
{
    struct auth_token_kept *t = (struct auth_token_kept *)a;
    int64_t expires = auth_token_expiry(&t->token);
    (void)claims;
    if (expires && expires <= clock_now())
        return err_set(e, ERR_ACCESS, "the token given has expired: get a new one");
    *out = (struct auth_token){.text = secret_make(t->token.data, t->token.len),
                               .expires = expires};
    return 0;
}

static void end(struct auth *a)
{
    struct auth_token_kept *t = (struct auth_token_kept *)a;
    secret_free(&t->token);
    free(t);
}

struct auth *auth_token_make(const struct auth_input *in, struct err *e)
{
    const char *text = signin_text(in->signin, SIGNIN_TOKEN);
    struct secret token = {0};
    int rc = 0;
    if (text) {
        token = secret_make(text, strlen(text));
    } else {
        rc = auth_file_credential(signin_text(in->signin, SIGNIN_CREDENTIALS),
                                  "azure-access-token", &token, e);
        if (!rc)
            rc = err_set(e, ERR_NOINPUT, "AZURE_ACCESS_TOKEN is not set");
    }
    if (rc >= 0 && !auth_text_fine(token.data, token.len))
        rc = err_set(e, ERR_CONFIG,
                     "AZURE_ACCESS_TOKEN holds a space, a line break or no ASCII");
    if (rc < 0) {
        secret_free(&token);
        return NULL;
    }
    struct auth_token_kept *t = mem_new(sizeof *t);
    t->auth = (struct auth){.name = "token", .get = get, .free = end, .fixed = true};
    t->token = token;
    return &t->auth;
}
