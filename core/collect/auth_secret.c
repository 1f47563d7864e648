#include "collect/auth_secret.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/azerr.h"
#include "collect/http.h"
#include "collect/retry.h"

#include <stdlib.h>
#include <string.h>

struct auth_secret {
    struct auth auth;
    struct http *http;
    char *url, *client_id, *audience;
    struct secret secret;
    long backoff_ms;
};

static void form(struct buf *out, const char *name, const char *value, const char *tail)
{
    buf_fmt(out, "%s%s=", out->len ? "&" : "", name);
    for (int part = 0; part < 2; part++)
        for (const char *p = part ? tail : value; *p; p++) {
            unsigned char c = (unsigned char)*p;
            bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || strchr("-._~", c);
            if (plain)
                buf_char(out, (char)c);
            else
                buf_fmt(out, "%%%02X", (unsigned)c);
        }
}

static int refuse(const struct http_answer *a, const struct azerr *az, struct err *e)
{
    if (a->failure != HTTP_ANSWERED)
        return err_set(e, ERR_UNAVAILABLE, "cannot reach %s", a->reason);
    const char *hint = azerr_hint(az->entra);
    if (az->entra)
        return err_set(e, ERR_ACCESS, "sign-in refused: AADSTS%ld (%s)%s%s", az->entra,
                       az->code, hint ? ": " : "", hint ? hint : "");
    if (*az->code)
        return err_set(e, ERR_ACCESS, "sign-in refused: %s: %s", az->code, az->message);
    return err_set(e, a->status >= 500 || a->status == 429 ? ERR_UNAVAILABLE : ERR_ACCESS,
                   "sign-in: the token endpoint answered HTTP %d", a->status);
}

static long next_wait(const struct auth_secret *s, const struct http_answer *a,
                      const struct azerr *az, int tries, uint64_t *seed)
{
    struct retry_case c = {.tries = tries,
                           .status = azerr_passing(az) ? 503 : a->status,
                           .passing = a->failure != HTTP_UNTRUSTED,
                           .retry_after = *a->retry_after ? a->retry_after : NULL,
                           .now = clock_now(),
                           .base = s->backoff_ms};
    long wait = retry_wait(&c, seed);
    return wait > 30000 ? -1 : wait;
}

static int get(struct auth *auth, struct auth_token *out, struct err *e)
{
    struct auth_secret *s = (struct auth_secret *)auth;
    struct buf body = buf_make(65536);
    form(&body, "client_id", s->client_id, "");
    form(&body, "scope", s->audience, "/.default");
    form(&body, "client_secret", s->secret.data, "");
    form(&body, "grant_type", "client_credentials", "");
    uint64_t seed = (uint64_t)clock_steady_ms();
    int rc = 0;
    for (int tries = 1;; tries++) {
        struct http_want w = {.method = HTTP_POST_TOKEN,
                              .url = s->url,
                              .body = buf_str(&body),
                              .body_len = body.len};
        struct http_answer a;
        struct azerr az = {0};
        rc = http_ask(s->http, &w, &a, e);
        bool good = !rc && a.failure == HTTP_ANSWERED && a.status == 200;
        if (!rc && !good)
            azerr_read(buf_str(&a.body), a.body.len, &az);
        long wait = rc || good ? -1 : next_wait(s, &a, &az, tries, &seed);
        if (good)
            rc = auth_token_read(buf_str(&a.body), a.body.len, out, e);
        else if (!rc && wait < 0)
            rc = refuse(&a, &az, e);
        if (a.body.data)
            secret_wipe(a.body.data, a.body.len);
        buf_free(&a.body);
        if (wait < 0)
            break;
        rc = http_pause(s->http, wait, e);
        if (rc)
            break;
    }
    secret_wipe(body.data, body.len);
    buf_free(&body);
    return rc;
}

static void end(struct auth *auth)
{
    struct auth_secret *s = (struct auth_secret *)auth;
    secret_free(&s->secret);
    free(s->url);
    free(s->client_id);
    free(s->audience);
    free(s);
}

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

struct auth *auth_secret_make(const struct auth_input *in, struct err *e)
{
    const char *missing = !in->tenant      ? "AZURE_TENANT_ID"
                          : !in->client_id ? "AZURE_CLIENT_ID"
                          : !in->client_secret || !in->client_secret->len
                              ? "AZURE_CLIENT_SECRET"
                              : NULL;
    if (missing) {
        err_set(e, ERR_ACCESS, "no client secret to sign in with: %s is not set",
                missing);
        return NULL;
    }
    if (!tenant_fine(in->tenant)) {
        err_set(e, ERR_ACCESS, "%s: not a tenant id or domain of its own", in->tenant);
        return NULL;
    }
    struct auth_secret *s = mem_new(sizeof *s);
    s->auth = (struct auth){.name = "client-secret", .get = get, .free = end};
    s->http = in->http;
    struct buf url = buf_make(2048);
    origin_text(in->authority, &url);
    buf_fmt(&url, "/%s/oauth2/v2.0/token", in->tenant);
    s->url = buf_steal(&url);
    s->client_id = mem_text(in->client_id);
    s->audience = mem_text(in->audience);
    size_t n = strlen(s->audience);
    while (n && s->audience[n - 1] == '/')
        s->audience[--n] = '\0';
    s->secret = secret_make(in->client_secret->data, in->client_secret->len);
    s->backoff_ms = in->backoff_ms;
    return &s->auth;
}
