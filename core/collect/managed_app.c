/* App Service and what has its form: 2019-08-01 with IDENTITY_ENDPOINT, 2017-09-01 with
 * MSI_ENDPOINT and MSI_SECRET, and Cloud Shell, which has MSI_ENDPOINT alone. */
#include "collect/managed.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "collect/form.h"
#include "collect/metadata.h"
#include "data/signin.h"

#include <string.h>

static int ask(struct managed *m, struct metadata_want *w, struct auth_token *out,
               struct err *e)
{
    struct metadata_answer a;
    int rc = metadata_ask(w, &a, e);
    if (!rc)
        rc = managed_take(m, &a, out, e);
    metadata_answer_free(&a);
    /* The platform said that it is there. */
    if (rc == -ERR_NOINPUT && !a.status) {
        if (e)
            e->code = ERR_UNAVAILABLE;
        rc = -ERR_UNAVAILABLE;
    }
    return rc;
}

static int ask_with_header(struct managed *m, const char *version, const char *client,
                           const char *header, struct auth_token *out, struct err *e)
{
    struct buf url = buf_make(8192), line = secret_buf(m->header.len + 64);
    managed_url(m, version, client, &url);
    buf_fmt(&line, "%s: %s", header, m->header.data);
    struct metadata_want w = {.url = buf_str(&url), .headers = {buf_str(&line)}};
    int rc = ask(m, &w, out, e);
    secret_buf_free(&line);
    buf_free(&url);
    return rc;
}

static int get(struct auth *auth, const char *claims, struct auth_token *out,
               struct err *e)
{
    (void)claims;
    return ask_with_header((struct managed *)auth, "2019-08-01", "client_id",
                           "X-IDENTITY-HEADER", out, e);
}

static int get_old(struct auth *auth, const char *claims, struct auth_token *out,
                   struct err *e)
{
    (void)claims;
    return ask_with_header((struct managed *)auth, "2017-09-01", "clientid", "secret",
                           out, e);
}

static int get_shell(struct auth *auth, const char *claims, struct auth_token *out,
                     struct err *e)
{
    struct managed *m = (struct managed *)auth;
    struct buf form = buf_make(8192);
    (void)claims;
    form_add(&form, "resource", m->resource);
    struct metadata_want w = {
        .url = m->endpoint, .headers = {"Metadata: true"}, .form = buf_str(&form)};
    int rc = ask(m, &w, out, e);
    buf_free(&form);
    return rc;
}

static struct managed *make(const struct auth_input *in, enum signin_name endpoint,
                            enum signin_name header, struct err *e)
{
    const char *secret = signin_text(in->signin, header);
    if (secret && !auth_text_fine(secret, strlen(secret))) {
        err_set(e, ERR_CONFIG, "%s holds a space, a line break or no ASCII",
                signin_variable(header));
        return NULL;
    }
    struct managed *m =
        managed_make(in, signin_variable(endpoint), signin_text(in->signin, endpoint), e);
    if (m && secret)
        m->header = secret_make(secret, strlen(secret));
    return m;
}

static struct managed *make_old(const struct auth_input *in, struct err *e)
{
    struct managed *m = make(in, SIGNIN_MSI_ENDPOINT, SIGNIN_MSI_SECRET, e);
    if (!m)
        return NULL;
    m->auth.get = m->header.len ? get_old : get_shell;
    m->auth.detail = m->header.len ? "App Service, 2017 form" : "Cloud Shell";
    if (m->header.len && !m->client_id)
        m->client_id = mem_text(signin_text(in->signin, SIGNIN_DEFAULT_CLIENT));
    if (m->header.len || !m->client_id)
        return m;
    managed_free(&m->auth);
    err_set(e, ERR_NOINPUT,
            "Cloud Shell has no user-assigned identity: unset AZURE_CLIENT_ID");
    return NULL;
}

struct auth *managed_app_make(const struct auth_input *in, struct err *e)
{
    bool now = signin_text(in->signin, SIGNIN_IDENTITY_ENDPOINT) &&
               signin_text(in->signin, SIGNIN_IDENTITY_HEADER);
    struct managed *m =
        now ? make(in, SIGNIN_IDENTITY_ENDPOINT, SIGNIN_IDENTITY_HEADER, e)
            : make_old(in, e);
    if (!m)
        return NULL;
    if (now) {
        m->auth.get = get;
        m->auth.detail = "App Service";
    }
    return &m->auth;
}
