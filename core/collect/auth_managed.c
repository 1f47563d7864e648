#include "collect/auth_managed.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "collect/azerr.h"
#include "collect/form.h"
#include "collect/managed.h"
#include "collect/metadata.h"
#include "data/signin.h"

#include <stdlib.h>
#include <string.h>

struct auth *auth_managed_make(const struct auth_input *in, struct err *e)
{
    const struct signin *s = in->signin;
    bool identity = signin_text(s, SIGNIN_IDENTITY_ENDPOINT) != NULL;
    bool header = signin_text(s, SIGNIN_IDENTITY_HEADER) != NULL;
    if (identity && header && signin_text(s, SIGNIN_IDENTITY_THUMBPRINT)) {
        err_set(e, ERR_NOINPUT,
                "a managed identity of Service Fabric is not supported: use a client "
                "certificate");
        return NULL;
    }
    if ((identity && header) || signin_text(s, SIGNIN_MSI_ENDPOINT))
        return managed_app_make(in, e);
    if ((identity && signin_text(s, SIGNIN_IMDS_ENDPOINT)) ||
        (!signin_text(s, SIGNIN_POD_IDENTITY) && managed_arc_installed()))
        return managed_arc_make(in, e);
    return managed_imds_make(in, e);
}

struct managed *managed_make(const struct auth_input *in, const char *variable,
                             const char *endpoint, struct err *e)
{
    if (metadata_endpoint(variable, endpoint, e))
        return NULL;
    struct managed *m = mem_new(sizeof *m);
    m->auth = (struct auth){.name = "managed-identity", .free = managed_free};
    m->endpoint = mem_text(endpoint);
    m->resource = mem_text(in->audience);
    m->client_id = mem_text(in->client_id);
    m->http = in->http;
    m->backoff_ms = in->backoff_ms;
    m->probing = in->probing;
    return m;
}

void managed_free(struct auth *a)
{
    struct managed *m = (struct managed *)a;
    secret_free(&m->header);
    free(m->endpoint);
    free(m->resource);
    free(m->client_id);
    free(m->keys);
    free(m);
}

void managed_url(const struct managed *m, const char *version, const char *client,
                 struct buf *out)
{
    buf_text(out, m->endpoint);
    if (!strchr(m->endpoint, '?'))
        buf_char(out, '?');
    form_add(out, "api-version", version);
    form_add(out, "resource", m->resource);
    if (client && m->client_id)
        form_add(out, client, m->client_id);
}

/* The platform says 400 where no identity is assigned, or not the one that was asked
 * for. */
static int refuse(const struct managed *m, const struct metadata_answer *a, struct err *e)
{
    struct azerr az;
    struct buf words = buf_make(1024);
    (void)secret_hide(&m->header, a->body.data, a->body.len);
    azerr_read(buf_str(&a->body), a->body.len, &az);
    auth_words(&az, &words);
    bool none = a->status == 400;
    bool passing =
        a->status >= 500 || a->status == 429 || a->status == 404 || a->status == 410;
    int code = none ? ERR_NOINPUT : passing ? ERR_UNAVAILABLE : ERR_ACCESS;
    err_set(e, code, "%s gives no token: HTTP %d%s%s%s%s", m->auth.detail, a->status,
            words.len ? " (" : "", buf_str(&words), words.len ? ")" : "",
            !none ? ""
            : m->client_id
                ? ": assign the identity of AZURE_CLIENT_ID to it"
                : ": assign an identity to it, or name one by AZURE_CLIENT_ID");
    buf_free(&words);
    return -code;
}

int managed_take(const struct managed *m, const struct metadata_answer *a,
                 struct auth_token *out, struct err *e)
{
    if (a->status == 200) {
        int rc = auth_token_read(buf_str(&a->body), a->body.len, out, e);
        return rc ? err_at(e, m->auth.detail) : 0;
    }
    if (!a->status)
        return err_set(e, a->absent ? ERR_NOINPUT : ERR_UNAVAILABLE, "%s: %s",
                       m->auth.detail, a->reason);
    return refuse(m, a, e);
}
