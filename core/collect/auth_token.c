#include "collect/auth_token.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"

#include <stdlib.h>

struct auth_token_kept {
    struct auth auth;
    struct secret token;
};

static int get(struct auth *a, struct auth_token *out, struct err *e)
{
    struct auth_token_kept *t = (struct auth_token_kept *)a;
    int64_t expires = auth_token_expiry(&t->token);
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
    if (!in->token || !in->token->len) {
        err_set(e, ERR_ACCESS, "no token: AZURE_ACCESS_TOKEN is not set");
        return NULL;
    }
    for (size_t i = 0; i < in->token->len; i++)
        if ((unsigned char)in->token->data[i] <= ' ' || in->token->data[i] == 0x7f) {
            err_set(e, ERR_ACCESS, "AZURE_ACCESS_TOKEN holds a space or a line break");
            return NULL;
        }
    struct auth_token_kept *t = mem_new(sizeof *t);
    t->auth = (struct auth){.name = "token", .get = get, .free = end, .fixed = true};
    t->token = secret_make(in->token->data, in->token->len);
    return &t->auth;
}
