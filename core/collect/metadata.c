#include "collect/metadata.h"

#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 18 };

/* --- where it may go --- */

static bool near4(struct in_addr a)
{
    uint32_t n = ntohl(a.s_addr);
    return n >> 24 == 127 || n >> 16 == (169u << 8 | 254);
}

static bool near(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET)
        return near4(((const struct sockaddr_in *)(const void *)a)->sin_addr);
    if (a->sa_family != AF_INET6)
        return false;
    const struct in6_addr *six =
        &((const struct sockaddr_in6 *)(const void *)a)->sin6_addr;
    return IN6_IS_ADDR_LOOPBACK(six) || IN6_IS_ADDR_LINKLOCAL(six);
}

static bool host_near(const char *host)
{
    struct in_addr four;
    struct in6_addr six;
    char bare[64];
    size_t n = strlen(host);
    if (text_same(host, "localhost"))
        return true;
    if (inet_pton(AF_INET, host, &four) == 1)
        return near4(four);
    if (n < 3 || n >= sizeof bare || host[0] != '[' || host[n - 1] != ']')
        return false;
    snprintf(bare, sizeof bare, "%.*s", (int)(n - 2), host + 1);
    return inet_pton(AF_INET6, bare, &six) == 1 &&
           (IN6_IS_ADDR_LOOPBACK(&six) || IN6_IS_ADDR_LINKLOCAL(&six));
}

static bool url_fine(const char *url)
{
    if (!text_starts(url, "http://") || strlen(url) > 4096 || strpbrk(url, "@#\\"))
        return false;
    for (const char *p = url; *p; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f)
            return false;
    CURLU *u = curl_url();
    char *host = NULL;
    bool ok = u && !curl_url_set(u, CURLUPART_URL, url, 0) &&
              !curl_url_get(u, CURLUPART_HOST, &host, 0) && host_near(host);
    curl_free(host);
    curl_url_cleanup(u);
    return ok;
}

int metadata_endpoint(const char *variable, const char *url, struct err *e)
{
    return url_fine(url) ? 0
                         : err_set(e, ERR_CONFIG,
                                   "%s %s: not http on this machine (localhost, 127.* or "
                                   "169.254.*)",
                                   variable, url);
}

/* The last word: what a name resolved to. */
static curl_socket_t on_open(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
    (void)ctx;
    (void)purpose;
    if (!near(&a->addr))
        return CURL_SOCKET_BAD;
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* --- one request --- */

static size_t on_body(char *data, size_t one, size_t n, void *ctx)
{
    struct metadata_answer *a = ctx;
    return buf_add(&a->body, data, one * n) ? 0 : one * n;
}

static void take_header(const char *line, size_t len, const char *name, char *out,
                        size_t size)
{
    size_t n = strlen(name);
    if (len <= n || !text_same_n(line, name, n) || line[n] != ':')
        return;
    line += n + 1;
    len -= n + 1;
    while (len && *line == ' ') {
        line++;
        len--;
    }
    while (len && (unsigned char)line[len - 1] <= ' ')
        len--;
    if (len < size)
        snprintf(out, size, "%.*s", (int)len, line);
}

static size_t on_header(char *data, size_t one, size_t n, void *ctx)
{
    struct metadata_answer *a = ctx;
    take_header(data, one * n, "www-authenticate", a->challenge, sizeof a->challenge);
    take_header(data, one * n, "retry-after", a->retry_after, sizeof a->retry_after);
    return one * n;
}

static bool set_safety(CURL *c)
{
    bool ok = !curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http");
    ok = ok && !curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http");
    ok = ok && !curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_PROXY, "");
    ok = ok && !curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
    ok = ok && !curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    ok = ok && !curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    ok = ok && !curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
    return ok && !curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, on_open);
}

static bool set_request(CURL *c, const struct metadata_want *w,
                        struct curl_slist *headers, struct metadata_answer *a)
{
    long connect = w->connect_ms ? w->connect_ms : 10000;
    long all = w->timeout_ms ? w->timeout_ms : 30000;
    bool ok = !curl_easy_setopt(c, CURLOPT_URL, w->url);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    ok = ok && !curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect);
    ok = ok && !curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, all);
    ok = ok && !curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    ok = ok && !curl_easy_setopt(c, CURLOPT_WRITEDATA, a);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    ok = ok && !curl_easy_setopt(c, CURLOPT_HEADERDATA, a);
    if (w->form)
        ok = ok && !curl_easy_setopt(c, CURLOPT_COPYPOSTFIELDS, w->form);
    return ok;
}

int metadata_ask(const struct metadata_want *w, struct metadata_answer *out,
                 struct err *e)
{
    *out = (struct metadata_answer){.body = secret_buf(ANSWER_MAX)};
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    for (size_t i = 0; i < METADATA_HEADERS; i++)
        if (w->headers[i])
            headers = curl_slist_append(headers, w->headers[i]);
    char why[CURL_ERROR_SIZE] = "";
    CURL *c = url_fine(w->url) ? curl_easy_init() : NULL;
    bool ok = c && set_safety(c) && set_request(c, w, headers, out) &&
              !curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
    CURLcode code = ok ? curl_easy_perform(c) : CURLE_OK;
    long status = 0;
    double connected = 0;
    if (ok && code == CURLE_OK)
        curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    if (ok)
        curl_easy_getinfo(c, CURLINFO_CONNECT_TIME, &connected);
    out->status = (int)status;
    out->absent = code != CURLE_OK && connected <= 0;
    if (code != CURLE_OK)
        snprintf(out->reason, sizeof out->reason, "%s",
                 *why ? why : curl_easy_strerror(code));
    curl_easy_cleanup(c);
    /* libcurl's copies of our headers hold the platform's secret. */
    for (struct curl_slist *l = headers; l; l = l->next)
        secret_wipe(l->data, strlen(l->data));
    curl_slist_free_all(headers);
    return ok ? 0 : err_set(e, ERR_INTERNAL, "%s: this request may not be made", w->url);
}

void metadata_answer_free(struct metadata_answer *a) { secret_buf_free(&a->body); }
