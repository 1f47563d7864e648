#include "collect/http.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/text.h"
#include "collect/http_want.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TOKEN_MAX = 1 << 18 }; /* of an answer that holds a secret */

struct flight {
    struct http *http;
    struct flight *next, *prev;
    CURL *easy;
    struct curl_slist *headers;
    struct http_answer answer;
    char url_host[264];
    char date[40]; /* header of the answer */
    const char *method;
    char *path; /* without query; NULL: nobody wants to know */
    char why[CURL_ERROR_SIZE];
};

struct http {
    struct http_options o;
    char *ca_file, *proxy, *agent;
    CURLM *multi;
    struct flight *flights;
    size_t flying;
    struct http_watch watch;
    int64_t skew;
};

/* One connection carries all where the server speaks HTTP/2; else no more of them than
 * requests may be in flight, and none is closed while there may be a use for it. */
static bool set_connections(CURLM *m, long most)
{
    bool ok = !curl_multi_setopt(m, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    ok = ok && !curl_multi_setopt(m, CURLMOPT_MAX_CONCURRENT_STREAMS, most);
    ok = ok && !curl_multi_setopt(m, CURLMOPT_MAX_HOST_CONNECTIONS, most);
    return ok && !curl_multi_setopt(m, CURLMOPT_MAXCONNECTS, most);
}

struct http *http_make(const struct http_options *o, struct err *e)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT)) {
        err_set(e, ERR_INTERNAL, "libcurl cannot start");
        return NULL;
    }
    struct http *h = mem_new(sizeof *h);
    h->o = *o;
    h->ca_file = mem_text(o->ca_file);
    h->proxy = mem_text(o->proxy);
    h->agent = mem_text(o->agent ? o->agent : "holdfast");
    h->o.timeout_ms = o->timeout_ms ? o->timeout_ms : HTTP_TIMEOUT_MS;
    h->o.body_max = o->body_max ? o->body_max : HTTP_BODY_MAX;
    h->multi = curl_multi_init();
    if (!h->multi || !set_connections(h->multi, o->in_flight > 0 ? o->in_flight : 16)) {
        err_set(e, ERR_INTERNAL, "libcurl cannot start");
        http_free(h);
        return NULL;
    }
    return h;
}

/* Wipes nothing of libcurl's own copies: it keeps the bearer until the handle ends, which
 * is why handles are not kept. */
static void flight_end(struct flight *f)
{
    struct http *h = f->http;
    if (f->easy) {
        curl_multi_remove_handle(h->multi, f->easy);
        curl_easy_cleanup(f->easy);
    }
    curl_slist_free_all(f->headers);
    free(f->path);
    if (f->answer.body.data)
        secret_wipe(f->answer.body.data, f->answer.body.len);
    buf_free(&f->answer.body);
    if (f->prev)
        f->prev->next = f->next;
    else
        h->flights = f->next;
    if (f->next)
        f->next->prev = f->prev;
    h->flying--;
    free(f);
}

void http_abort(struct http *h)
{
    while (h->flights)
        flight_end(h->flights);
}

void http_free(struct http *h)
{
    if (!h)
        return;
    http_abort(h);
    curl_multi_cleanup(h->multi);
    free(h->ca_file);
    free(h->proxy);
    free(h->agent);
    free(h);
    curl_global_cleanup();
}

size_t http_flying(const struct http *h) { return h->flying; }

static size_t on_body(char *data, size_t one, size_t n, void *ctx)
{
    struct flight *f = ctx;
    return buf_add(&f->answer.body, data, one * n) ? 0 : one * n;
}

/* The value of `name: value` into `out`, when the line is that header. */
static void take_header(const char *line, size_t len, const char *name, char *out,
                        size_t size)
{
    size_t n = strlen(name);
    if (len <= n || !text_same_n(line, name, n) || line[n] != ':')
        return;
    size_t from = n + 1;
    while (from < len && line[from] == ' ')
        from++;
    while (len > from && (unsigned char)line[len - 1] <= ' ')
        len--;
    if (len - from >= size)
        return;
    memcpy(out, line + from, len - from);
    out[len - from] = '\0';
}

/* Where the value of a header of an answer goes. */
static const struct {
    const char *name;
    size_t at, size;
} headers[] = {
#define HEADER(name, field)                                                              \
    {                                                                                    \
        name, offsetof(struct flight, field), sizeof((struct flight *)0)->field          \
    }
    HEADER("date", date),
    HEADER("retry-after", answer.retry_after),
    HEADER("x-ms-failure-cause", answer.cause),
    HEADER("x-ms-ratelimit-remaining-subscription-reads", answer.reads_left),
    HEADER("x-ms-ratelimit-remaining-tenant-reads", answer.reads_left),
    HEADER("x-ms-tenant-subscription-limit-hit", answer.limit_hit),
    HEADER("x-ms-user-quota-remaining", answer.quota_left),
    HEADER("x-ms-user-quota-resets-after", answer.quota_resets),
#undef HEADER
};

static size_t on_header(char *data, size_t one, size_t n, void *ctx)
{
    struct flight *f = ctx;
    struct http_answer *a = &f->answer;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        take_header(data, one * n, headers[i].name, (char *)f + headers[i].at,
                    headers[i].size);
    if (!strstr(a->challenge, "claims="))
        take_header(data, one * n, "www-authenticate", a->challenge, sizeof a->challenge);
    return one * n;
}

static bool set_safety(CURL *c, const struct http *h)
{
    bool ok = !curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https");
    ok = ok && !curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    ok = ok && !curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    ok = ok && !curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    ok = ok && !curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE);
    ok = ok && !curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
    if (h->ca_file)
        ok = ok && !curl_easy_setopt(c, CURLOPT_CAINFO, h->ca_file);
    if (h->proxy)
        ok = ok && !curl_easy_setopt(c, CURLOPT_PROXY, h->proxy);
    return ok;
}

static bool set_limits(CURL *c, const struct http *h)
{
    long connect = h->o.timeout_ms < 15000 ? h->o.timeout_ms : 15000;
    bool ok = !curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, h->o.timeout_ms);
    ok = ok && !curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect);
    ok = ok && !curl_easy_setopt(c, CURLOPT_MAXLIFETIME_CONN, 600L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
    ok = ok && !curl_easy_setopt(c, CURLOPT_USERAGENT, h->agent);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    return ok && !curl_easy_setopt(c, CURLOPT_PIPEWAIT, 1L);
}

static bool set_request(struct flight *f, const struct http_want *w, const char *url)
{
    CURL *c = f->easy;
    bool ok = !curl_easy_setopt(c, CURLOPT_URL, url);
    ok = ok && !curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    ok = ok && !curl_easy_setopt(c, CURLOPT_WRITEDATA, f);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HEADERDATA, f);
    ok = ok && !curl_easy_setopt(c, CURLOPT_ERRORBUFFER, f->why);
    ok = ok && !curl_easy_setopt(c, CURLOPT_PRIVATE, f);
    f->headers = curl_slist_append(NULL, "Accept: application/json");
    if (w->method != HTTP_GET && w->method != HTTP_GET_ASSERTION) {
        ok = ok && !curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)w->body_len);
        ok = ok && !curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, w->body);
    }
    if (w->method == HTTP_POST_GRAPH || w->method == HTTP_POST_ASSERTION)
        f->headers = curl_slist_append(f->headers, "Content-Type: application/json");
    if (w->method == HTTP_POST_ASSERTION) /* a refusal, not a page to log in */
        f->headers = curl_slist_append(f->headers, "X-TFS-FedAuthRedirect: Suppress");
    if (w->bearer && w->bearer->data) {
        ok = ok && !curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        ok = ok && !curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, w->bearer->data);
    }
    return ok && f->headers && !curl_easy_setopt(c, CURLOPT_HTTPHEADER, f->headers);
}

/* The part of a URL that may be shown: a query may hold what opens something. */
static char *path_of(const char *url)
{
    const char *path = strchr(url + strlen("https://"), '/');
    return path ? mem_textn(path, strcspn(path, "?")) : mem_text("/");
}

int http_start(struct http *h, const struct http_want *w, struct err *e)
{
    struct buf url = buf_make(40000);
    int rc = http_want_url(&h->o, w, &url, e);
    if (rc) {
        buf_free(&url);
        return rc;
    }
    struct flight *f = mem_new(sizeof *f);
    f->http = h;
    f->next = h->flights;
    if (f->next)
        f->next->prev = f;
    h->flights = f;
    h->flying++;
    const struct origin *o = http_want_origin(&h->o, w->method);
    snprintf(f->url_host, sizeof f->url_host, "%s:%s", o->host, o->port);
    f->method = w->method == HTTP_GET ? "GET" : "POST";
    if (h->o.log && h->o.log->level >= LOG_INFO)
        f->path = path_of(buf_str(&url));
    f->answer.ctx = w->ctx;
    bool token = w->method != HTTP_GET && w->method != HTTP_POST_GRAPH;
    f->answer.body = !token                      ? buf_make(h->o.body_max)
                     : h->o.body_max < TOKEN_MAX ? secret_buf(h->o.body_max)
                                                 : secret_buf(TOKEN_MAX);
    f->easy = curl_easy_init();
    bool ok = f->easy && set_safety(f->easy, h) && set_limits(f->easy, h) &&
              set_request(f, w, buf_str(&url)) &&
              !curl_multi_add_handle(h->multi, f->easy);
    buf_free(&url);
    if (ok)
        return 0;
    flight_end(f);
    return err_set(e, ERR_INTERNAL,
                   "libcurl refuses a setting: too old, or the CA file %s cannot be used",
                   h->ca_file ? h->ca_file : "(none)");
}

static enum http_failure failure_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return HTTP_ANSWERED;
    case CURLE_OPERATION_TIMEDOUT:
        return HTTP_TIMEOUT;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_ERROR:
        return HTTP_UNREACHABLE;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return HTTP_UNTRUSTED;
    default:
        return HTTP_CUT;
    }
}

static void note_date(struct flight *f)
{
    time_t there = *f->date ? curl_getdate(f->date, NULL) : -1;
    if (there > 0)
        f->http->skew = (int64_t)there - clock_now();
}

static void tell(const struct flight *f)
{
    const struct http_answer *a = &f->answer;
    curl_off_t us = 0;
    if (!f->path)
        return;
    curl_easy_getinfo(f->easy, CURLINFO_TOTAL_TIME_T, &us);
    long long ms = us / 1000;
    if (a->failure == HTTP_ANSWERED)
        log_say(f->http->o.log, LOG_INFO, "%s %s: %d, %lld ms, %zu bytes", f->method,
                f->path, a->status, ms, a->body.len);
    else
        log_say(f->http->o.log, LOG_INFO, "%s %s: no answer, %lld ms: %s", f->method,
                f->path, ms, a->reason);
}

static void conclude(struct flight *f, CURLcode code)
{
    struct http_answer *a = &f->answer;
    long status = 0;
    curl_easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
    a->failure = a->body.full ? HTTP_TOO_LARGE : failure_of(code);
    if (a->failure == HTTP_ANSWERED) {
        a->status = (int)status;
        note_date(f);
        return;
    }
    const char *why = *f->why ? f->why : curl_easy_strerror(code);
    if (a->failure == HTTP_TOO_LARGE)
        why = "the answer is larger than the ceiling";
    if (text_starts(why, "Unsupported proxy")) /* libcurl quotes it with its password */
        why = "the proxy's address is none that can be used";
    snprintf(a->reason, sizeof a->reason, "%s: %s", f->url_host, why);
}

int http_turn(struct http *h, long wait_ms, int wake_fd,
              void (*done)(void *ctx, struct http_answer *a), void *ctx, struct err *e)
{
    int running = 0, left = 0;
    CURLMcode rc = curl_multi_perform(h->multi, &running);
    if (!rc && (size_t)running == h->flying && wait_ms > 0) {
        struct curl_waitfd extra = {.fd = wake_fd, .events = CURL_WAIT_POLLIN};
        rc = curl_multi_poll(h->multi, wake_fd >= 0 ? &extra : NULL, wake_fd >= 0,
                             wait_ms > 1000 ? 1000 : (int)wait_ms, NULL);
        if (!rc)
            rc = curl_multi_perform(h->multi, &running);
    }
    if (rc)
        return err_set(e, ERR_INTERNAL, "libcurl: %s", curl_multi_strerror(rc));
    for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
        struct flight *f = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURLcode code = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&f);
        conclude(f, code);
        tell(f);
        done(ctx, &f->answer);
        flight_end(f);
    }
    return 0;
}

void http_watch(struct http *h, int wake_fd, int64_t end)
{
    h->watch = (struct http_watch){true, wake_fd, end};
}
struct http_watch http_watched(const struct http *h) { return h->watch; }
int64_t http_skew(const struct http *h) { return h->skew; }
