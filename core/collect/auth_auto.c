#include "collect/auth_auto.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "collect/auth_cli.h"
#include "collect/auth_secret.h"
#include "collect/auth_token.h"

#include <stdlib.h>

enum { WAYS = 3 };

struct auth_auto {
    struct auth auth;
    struct auth *way[WAYS];
    char *reason[WAYS]; /* why it could not be made; NULL: it was */
    struct auth *taken;
    struct buf *took;
};

static const char *const names[WAYS] = {"client-secret", "token", "azure-cli"};

static int get(struct auth *auth, struct auth_token *out, struct err *e)
{
    struct auth_auto *a = (struct auth_auto *)auth;
    if (a->taken)
        return a->taken->get(a->taken, out, e);
    struct buf why = buf_make(900);
    int code = ERR_ACCESS;
    for (size_t i = 0; i < WAYS; i++) {
        struct err own = {0};
        const char *reason = a->reason[i];
        if (a->way[i]) {
            int rc = a->way[i]->get(a->way[i], out, &own);
            if (!rc) {
                a->taken = a->way[i];
                a->auth.fixed = a->taken->fixed;
                buf_clear(a->took);
                buf_text(a->took, a->taken->name);
                buf_free(&why);
                return 0;
            }
            if (rc == -ERR_UNAVAILABLE)
                code = ERR_UNAVAILABLE;
            reason = own.text;
        }
        buf_fmt(&why, "%s%s: %s", why.len ? "; " : "", names[i], reason);
    }
    err_set(e, code, "cannot sign in (%s)", buf_str(&why));
    buf_free(&why);
    return -code;
}

static void end(struct auth *auth)
{
    struct auth_auto *a = (struct auth_auto *)auth;
    for (size_t i = 0; i < WAYS; i++) {
        auth_free(a->way[i]);
        free(a->reason[i]);
    }
    free(a);
}

struct auth *auth_auto_make(const struct auth_input *in, struct err *e)
{
    (void)e;
    struct auth *(*const make[WAYS])(const struct auth_input *, struct err *) = {
        auth_secret_make, auth_token_make, auth_cli_make};
    struct auth_auto *a = mem_new(sizeof *a);
    a->auth = (struct auth){.name = "auto", .get = get, .free = end};
    a->took = in->took;
    for (size_t i = 0; i < WAYS; i++) {
        struct err own = {0};
        a->way[i] = make[i](in, &own);
        if (!a->way[i])
            a->reason[i] = mem_text(own.text);
    }
    return &a->auth;
}
