#include "collect/auth_federated.h"

#include "base/err.h"
#include "base/mem.h"
#include "collect/auth_file.h"
#include "collect/entra.h"
#include "collect/issuer.h"
#include "data/signin.h"

#include <stdlib.h>

struct auth_federated {
    struct auth auth;
    struct entra entra;
    char *file; /* one of them */
    struct issuer *issuer;
};

/* The platform rotates the token: what was read an hour ago is of no use. */
static int assertion(struct auth_federated *f, struct secret *out, struct err *e)
{
    if (f->issuer)
        return issuer_ask(f->issuer, out, e);
    int rc = auth_file_word(f->file, AUTH_FILE_PLATFORM, out, e);
    if (!rc && !auth_text_fine(out->data, out->len)) {
        secret_free(out);
        rc = err_set(e, ERR_DATA, "%s: not a token", f->file);
    }
    if (!rc)
        return 0;
    err_at(e, "AZURE_FEDERATED_TOKEN_FILE");
    if (e)
        e->code = ERR_ACCESS; /* it is set up, and does not work */
    return -ERR_ACCESS;
}

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    struct auth_federated *f = (struct auth_federated *)auth;
    struct secret token = {0};
    int rc = assertion(f, &token, e);
    struct entra_proof proof = {.assertion = &token, .claims = claims};
    if (!rc)
        rc = entra_ask(&f->entra, &proof, out, e);
    secret_free(&token);
    return rc;
}

static void end(struct auth *auth)
{
    struct auth_federated *f = (struct auth_federated *)auth;
    entra_free(&f->entra);
    issuer_free(f->issuer);
    free(f->file);
    free(f);
}

static int find_source(struct auth_federated *f, const struct auth_input *in,
                       struct err *e)
{
    const char *file = signin_text(in->signin, SIGNIN_FEDERATED_FILE);
    if (file) {
        f->file = mem_text(file);
        f->auth.detail = "token file";
        return 0;
    }
    if (issuer_is_github(in)) {
        f->issuer = issuer_github(in, e);
        f->auth.detail = "GitHub Actions";
        return f->issuer ? 0 : -ERR_CONFIG;
    }
    if (issuer_is_pipelines(in)) {
        f->issuer = issuer_pipelines(in, e);
        f->auth.detail = "Azure Pipelines";
        return f->issuer ? 0 : -ERR_CONFIG;
    }
    return err_set(e, ERR_NOINPUT,
                   "AZURE_FEDERATED_TOKEN_FILE is not set, and this is no job of GitHub "
                   "Actions or Azure Pipelines that may ask for a token");
}

struct auth *auth_federated_make(const struct auth_input *in, struct err *e)
{
    struct auth_federated *f = mem_new(sizeof *f);
    struct auth_input own = *in;
    f->auth = (struct auth){.name = "workload-identity", .get = get, .free = end};
    /* The task of Azure Pipelines names application and tenant of its connection. */
    if (issuer_is_pipelines(in) && !own.client_id)
        own.client_id = signin_text(in->signin, SIGNIN_CONNECTION_CLIENT);
    if (issuer_is_pipelines(in) && !own.tenant)
        own.tenant = signin_text(in->signin, SIGNIN_CONNECTION_TENANT);
    int rc = find_source(f, in, e);
    if (!rc)
        rc = entra_make(&f->entra, &own, e);
    if (!rc)
        return &f->auth;
    end(&f->auth);
    return NULL;
}
