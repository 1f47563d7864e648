#include "collect/issuer.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/secret.h"
#include "collect/auth.h"
#include "collect/azerr.h"
#include "collect/form.h"
#include "collect/http.h"
#include "collect/retry.h"
#include "data/doc.h"
#include "data/signin.h"

#include <stdlib.h>
#include <string.h>

#define ISSUER_AUDIENCE "api://AzureADTokenExchange"

enum { ANSWER_MAX = 1 << 18, WAIT_MAX_MS = 30000 };

struct issuer {
    struct http *http; /* of its own: it can reach this origin and no other */
    const char *name, *member, *advice;
    enum http_method method;
    char *url;
    struct secret bearer;
    long backoff_ms;
};

bool issuer_is_github(const struct auth_input *in)
{
    return signin_text(in->signin, SIGNIN_GITHUB_URL) &&
           signin_text(in->signin, SIGNIN_GITHUB_TOKEN);
}

static const char *connection(const struct auth_input *in)
{
    const char *id = signin_text(in->signin, SIGNIN_CONNECTION);
    return id ? id : signin_text(in->signin, SIGNIN_CONNECTION_TASK);
}

bool issuer_is_pipelines(const struct auth_input *in)
{
    return signin_text(in->signin, SIGNIN_PIPELINES_URL) &&
           signin_text(in->signin, SIGNIN_PIPELINES_TOKEN) && connection(in);
}

/* The address comes from the platform, not from an answer: its path is taken as it
 * stands (GitHub's has an empty segment), its origin is checked like any other. */
static int take_url(const char *variable, const char *url, struct buf *out,
                    struct origin *o, struct err *e)
{
    size_t host = strncmp(url, "https://", 8) ? 0 : 8 + strcspn(url + 8, "/?#");
    char *base = mem_textn(url, host);
    struct err own = {0};
    int rc = host ? origin_parse(base, o, &own) : -1;
    free(base);
    if (rc || !auth_text_fine(url, strlen(url)) || strchr(url, '#')) {
        struct buf shown = buf_make(4096);
        secret_put_address(&shown, url, true);
        err_set(e, ERR_CONFIG, "%s %s: not an https address", variable, buf_str(&shown));
        buf_free(&shown);
        return -ERR_CONFIG;
    }
    origin_text(o, out);
    if (url[host] != '/')
        buf_char(out, '/');
    buf_text(out, url + host);
    return 0;
}

static struct issuer *make(const struct auth_input *in, enum signin_name url,
                           enum signin_name bearer, struct buf *at, struct err *e)
{
    const char *token = signin_text(in->signin, bearer);
    struct http_options o = {.ca_file = in->ca_file,
                             .proxy = in->proxy,
                             .agent = in->agent,
                             .body_max = ANSWER_MAX};
    const char *variable = signin_variable(url);
    if (take_url(variable, signin_text(in->signin, url), at, &o.issuer, e))
        return NULL;
    if (!auth_text_fine(token, strlen(token))) {
        err_set(e, ERR_CONFIG, "%s holds a space, a line break or no ASCII",
                signin_variable(bearer));
        return NULL;
    }
    struct http *http = http_make(&o, e);
    if (!http)
        return NULL;
    struct http_watch watch = in->http ? http_watched(in->http) : (struct http_watch){0};
    if (watch.on)
        http_watch(http, watch.wake_fd, watch.end);
    struct issuer *i = mem_new(sizeof *i);
    *i = (struct issuer){.http = http,
                         .bearer = secret_make(token, strlen(token)),
                         .backoff_ms = in->backoff_ms};
    buf_char(at, strchr(buf_str(at), '?') ? '&' : '?');
    if (at->data[at->len - 1] == '&')
        at->data[--at->len] = '\0'; /* form_add brings it */
    return i;
}

struct issuer *issuer_github(const struct auth_input *in, struct err *e)
{
    struct buf url = buf_make(8192);
    struct issuer *i = make(in, SIGNIN_GITHUB_URL, SIGNIN_GITHUB_TOKEN, &url, e);
    if (i) {
        form_add(&url, "audience", ISSUER_AUDIENCE);
        i->name = "GitHub Actions";
        i->member = "/value";
        i->advice = "the job needs \"permissions: id-token: write\"";
        i->method = HTTP_GET_ASSERTION;
        i->url = buf_steal(&url);
    }
    buf_free(&url);
    return i;
}

struct issuer *issuer_pipelines(const struct auth_input *in, struct err *e)
{
    struct buf url = buf_make(8192);
    struct issuer *i = make(in, SIGNIN_PIPELINES_URL, SIGNIN_PIPELINES_TOKEN, &url, e);
    if (i) {
        form_add(&url, "api-version", "7.1");
        form_add(&url, "serviceConnectionId", connection(in));
        i->name = "Azure Pipelines";
        i->member = "/oidcToken";
        i->advice = "check the service connection's id, and that SYSTEM_ACCESSTOKEN is "
                    "$(System.AccessToken)";
        i->method = HTTP_POST_ASSERTION;
        i->url = buf_steal(&url);
    }
    buf_free(&url);
    return i;
}

void issuer_free(struct issuer *i)
{
    if (!i)
        return;
    http_free(i->http);
    secret_free(&i->bearer);
    free(i->url);
    free(i);
}

/* A login page in place of a refusal comes as 302, or as 200 in HTML. */
static int take(const struct issuer *i, const struct http_answer *a, struct secret *out,
                struct err *e)
{
    struct azerr az = {0};
    if (a->failure != HTTP_ANSWERED)
        return err_set(e, ERR_UNAVAILABLE, "%s: cannot reach %s", i->name, a->reason);
    struct doc *d =
        a->status == 200 ? doc_parse(buf_str(&a->body), a->body.len, NULL) : NULL;
    const char *text = d ? doc_text(d, i->member) : NULL;
    bool good = text && auth_text_fine(text, strlen(text));
    if (good)
        *out = secret_make(text, strlen(text));
    doc_free(d);
    if (good)
        return 0;
    if (a->status == 200)
        return err_set(e, ERR_ACCESS, "%s answered without a token: %s", i->name,
                       i->advice);
    struct buf words = buf_make(1024);
    (void)secret_hide(&i->bearer, a->body.data, a->body.len);
    azerr_read(buf_str(&a->body), a->body.len, &az);
    auth_words(&az, &words);
    bool passing = a->status >= 500 || a->status == 429;
    err_set(e, passing ? ERR_UNAVAILABLE : ERR_ACCESS,
            "%s gives no token: HTTP %d%s%s%s: %s", i->name, a->status,
            words.len ? " (" : "", buf_str(&words), words.len ? ")" : "",
            passing ? "try again later" : i->advice);
    buf_free(&words);
    return passing ? -ERR_UNAVAILABLE : -ERR_ACCESS;
}

int issuer_ask(struct issuer *i, struct secret *out, struct err *e)
{
    uint64_t seed = (uint64_t)clock_steady_ms();
    long wait = 0;
    int rc = 0;
    for (int tries = 1; !rc && wait >= 0; tries++) {
        struct http_want w = {
            .method = i->method, .url = i->url, .body = "", .bearer = &i->bearer};
        struct http_answer a;
        rc = http_ask(i->http, &w, &a, e);
        struct retry_case c = {.tries = tries,
                               .status = a.status,
                               .passing = a.failure != HTTP_ANSWERED &&
                                          a.failure != HTTP_UNTRUSTED,
                               .retry_after = *a.retry_after ? a.retry_after : NULL,
                               .now = clock_now(),
                               .base = i->backoff_ms};
        wait = rc || a.status == 200 ? -1 : retry_wait(&c, &seed);
        wait = wait > WAIT_MAX_MS ? -1 : wait;
        if (!rc)
            rc = wait < 0 ? take(i, &a, out, e) : http_pause(i->http, wait, e);
        if (a.body.data)
            secret_wipe(a.body.data, a.body.len);
        buf_free(&a.body);
    }
    return rc;
}
