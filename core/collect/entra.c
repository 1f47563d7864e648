#include "collect/entra.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/auth.h"
#include "collect/azerr.h"
#include "collect/form.h"
#include "collect/http.h"
#include "collect/retry.h"

#include <stdlib.h>
#include <string.h>

enum { FORM_MAX = 1 << 18, WAIT_MAX_MS = 30000 };

static bool tenant_fine(const char *tenant)
{
    static const char *const shared[] = {"common", "organizations", "consumers"};
    for (size_t i = 0; i < 3; i++)
        if (text_same(tenant, shared[i]))
            return false;
    size_t n = strspn(tenant, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-.");
    return n && n < 256 && !tenant[n] && tenant[0] != '.';
}

int entra_make(struct entra *t, const struct auth_input *in, struct err *e)
{
    *t = (struct entra){0};
    const char *missing = !in->tenant || !*in->tenant         ? "AZURE_TENANT_ID"
                          : !in->client_id || !*in->client_id ? "AZURE_CLIENT_ID"
                                                              : NULL;
    if (missing)
        return err_set(e, ERR_NOINPUT, "%s is not set", missing);
    if (!tenant_fine(in->tenant))
        return err_set(e, ERR_CONFIG,
                       "AZURE_TENANT_ID %s: not a tenant id or domain of its own",
                       in->tenant);
    struct buf url = buf_make(2048), scope = buf_make(4096);
    origin_text(in->authority, &url);
    buf_fmt(&url, "/%s/oauth2/v2.0/token", in->tenant);
    size_t n = strlen(in->audience);
    while (n && in->audience[n - 1] == '/')
        n--;
    buf_add(&scope, in->audience, n);
    buf_text(&scope, "/.default");
    *t = (struct entra){.http = in->http,
                        .url = buf_steal(&url),
                        .client_id = mem_text(in->client_id),
                        .scope = buf_steal(&scope),
                        .backoff_ms = in->backoff_ms};
    return 0;
}

void entra_free(struct entra *t)
{
    free(t->url);
    free(t->client_id);
    free(t->scope);
    *t = (struct entra){0};
}

bool entra_refused_assertion(const struct entra *t)
{
    static const long numbers[] = {50012, 50013, 50027, 700027, 700030};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (t->refused == numbers[i])
            return true;
    return t->refused / 100 == 50027; /* the more exact ones of an invalid JWT */
}

static int refuse(struct entra *t, const struct http_answer *a, const struct azerr *az,
                  struct err *e)
{
    t->refused = a->failure == HTTP_ANSWERED ? az->entra : 0;
    if (a->failure != HTTP_ANSWERED)
        return err_set(e, ERR_UNAVAILABLE, "cannot reach %s", a->reason);
    int code = a->status >= 500 || a->status == 429 ? ERR_UNAVAILABLE : ERR_ACCESS;
    if (az->entra)
        code = azerr_passing(az) ? ERR_UNAVAILABLE : ERR_ACCESS;
    if (!az->entra && !*az->code)
        return err_set(e, code, "sign-in: the token endpoint answered HTTP %d",
                       a->status);
    struct buf words = buf_make(1024);
    auth_words(az, &words);
    err_set(e, code, "sign-in refused: %s", buf_str(&words));
    buf_free(&words);
    return -code;
}

static long next_wait(const struct entra *t, const struct http_answer *a,
                      const struct azerr *az, int tries, uint64_t *seed)
{
    struct retry_case c = {.tries = tries,
                           .status = azerr_passing(az) ? 503 : a->status,
                           .passing = a->failure != HTTP_ANSWERED &&
                                      a->failure != HTTP_UNTRUSTED,
                           .retry_after = *a->retry_after ? a->retry_after : NULL,
                           .now = clock_now(),
                           .base = t->backoff_ms};
    long wait = retry_wait(&c, seed);
    return wait > WAIT_MAX_MS ? -1 : wait;
}

static struct buf make_form(const struct entra *t, const struct entra_proof *p)
{
    struct buf body = secret_buf(FORM_MAX);
    form_add(&body, "client_id", t->client_id);
    form_add(&body, "scope", t->scope);
    if (p->secret) {
        form_add(&body, "client_secret", p->secret->data);
    } else {
        form_add(&body, "client_assertion_type",
                 "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form_add(&body, "client_assertion", p->assertion->data);
    }
    if (p->claims)
        form_add(&body, "claims", p->claims);
    form_add(&body, "grant_type", "client_credentials");
    return body;
}

int entra_ask(struct entra *t, const struct entra_proof *p, struct auth_token *out,
              struct err *e)
{
    struct buf body = make_form(t, p);
    uint64_t seed = (uint64_t)clock_steady_ms();
    long wait = 0;
    int rc = body.full ? err_set(e, ERR_CONFIG, "the assertion is too long") : 0;
    t->refused = 0;
    for (int tries = 1; !rc && wait >= 0; tries++) {
        struct http_want w = {.method = HTTP_POST_TOKEN,
                              .url = t->url,
                              .body = buf_str(&body),
                              .body_len = body.len};
        struct http_answer a;
        struct azerr az = {0};
        rc = http_ask(t->http, &w, &a, e);
        bool good = !rc && a.failure == HTTP_ANSWERED && a.status == 200;
        if (!rc && !good) {
            (void)secret_hide(p->secret ? p->secret : p->assertion, a.body.data,
                              a.body.len);
            azerr_read(buf_str(&a.body), a.body.len, &az);
        }
        wait = rc || good ? -1 : next_wait(t, &a, &az, tries, &seed);
        if (good)
            rc = auth_token_read(buf_str(&a.body), a.body.len, out, e);
        else if (!rc)
            rc = wait < 0 ? refuse(t, &a, &az, e) : http_pause(t->http, wait, e);
        if (a.body.data)
            secret_wipe(a.body.data, a.body.len);
        buf_free(&a.body);
    }
    secret_buf_free(&body);
    return rc;
}
