#include "collect/origin.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

enum { LINK_MAX = 16384 };

/* Copies a part of a URL. False when it is absent or does not fit. */
static bool part(CURLU *u, CURLUPart what, unsigned flags, char *out, size_t size)
{
    char *text = NULL;
    bool ok = false;
    if (!curl_url_get(u, what, &text, flags) && text && strlen(text) < size) {
        memcpy(out, text, strlen(text) + 1);
        ok = true;
    }
    curl_free(text);
    return ok;
}

static bool has(CURLU *u, CURLUPart what)
{
    char *text = NULL;
    bool there = !curl_url_get(u, what, &text, 0) && text;
    curl_free(text);
    return there;
}

static bool host_fine(const char *host)
{
    size_t n = strlen(host);
    if (!n || host[n - 1] == '.' || host[0] == '.')
        return false;
    for (const char *p = host; *p; p++) {
        bool fine = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') ||
                    strchr(".-_:[]", *p) != NULL;
        if (!fine)
            return false;
    }
    return true;
}

/* Scheme, host and port of a parsed URL. */
static bool take(CURLU *u, struct origin *o)
{
    char scheme[16];
    if (!part(u, CURLUPART_SCHEME, 0, scheme, sizeof scheme) ||
        !text_same(scheme, "https"))
        return false;
    if (!part(u, CURLUPART_HOST, 0, o->host, sizeof o->host) ||
        !part(u, CURLUPART_PORT, CURLU_DEFAULT_PORT, o->port, sizeof o->port))
        return false;
    text_lower(o->host, strlen(o->host));
    return host_fine(o->host) && !has(u, CURLUPART_USER) && !has(u, CURLUPART_PASSWORD) &&
           !has(u, CURLUPART_OPTIONS) && !has(u, CURLUPART_FRAGMENT);
}

/* libcurl repairs a good deal (http:/host, tabs, backslashes): refuse it beforehand. */
static bool text_fine(const char *url)
{
    if (!text_starts_same(url, "https://") || url[8] == '/' || strlen(url) > LINK_MAX)
        return false;
    const char *p = url + 8;
    for (; *p && *p != '?'; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f || *p == '\\')
            return false;
    for (; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            return false;
    size_t host = strcspn(url + 8, "/?");
    return !memchr(url + 8, '%', host) && !memchr(url + 8, '@', host);
}

int origin_parse(const char *url, struct origin *o, struct err *e)
{
    *o = (struct origin){0};
    CURLU *u = curl_url();
    bool ok = u && url && text_fine(url) &&
              !curl_url_set(u, CURLUPART_URL, url, CURLU_DISALLOW_USER) && take(u, o);
    char path[8] = "";
    if (ok)
        ok = part(u, CURLUPART_PATH, 0, path, sizeof path) && !strcmp(path, "/") &&
             !has(u, CURLUPART_QUERY);
    curl_url_cleanup(u);
    if (ok)
        return 0;
    struct buf shown = buf_make(LINK_MAX);
    secret_put_address(&shown, url ? url : "(none)", true);
    err_set(e, ERR_CONFIG, "%s: not an origin of the form https://host[:port]",
            buf_str(&shown));
    buf_free(&shown);
    return -ERR_CONFIG;
}

bool origin_same(const struct origin *a, const struct origin *b)
{
    return !strcmp(a->host, b->host) && !strcmp(a->port, b->port);
}

void origin_text(const struct origin *o, struct buf *out)
{
    buf_fmt(out, "https://%s", o->host);
    if (strcmp(o->port, "443") != 0)
        buf_fmt(out, ":%s", o->port);
}

bool origin_path_odd(const char *path)
{
    static const char *const bad[] = {"%2e", "%2f", "%5c", "%00", "%25"};
    if (*path != '/')
        return true;
    for (const char *p = path; *p; p++) {
        if (*p == '\\')
            return true;
        for (size_t i = 0; *p == '%' && i < sizeof bad / sizeof *bad; i++)
            if (text_starts_same(p, bad[i]))
                return true;
        if (*p != '/')
            continue;
        size_t n = strcspn(p + 1, "/");
        bool last = !p[1 + n];
        if ((!n && !last) || (n == 1 && p[1] == '.') ||
            (n == 2 && !memcmp(p + 1, "..", 2)))
            return true;
    }
    return false;
}

/* A query goes on as it came, but for bytes that no request line may hold. */
static void encode_query(const char *text, struct buf *out)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}#", c))
            buf_fmt(out, "%%%02X", (unsigned)c);
        else
            buf_char(out, (char)c);
    }
}

bool origin_take_link(const struct origin *o, const char *link, struct buf *path,
                      struct buf *query)
{
    if (!link || !text_fine(link) || strchr(link, '#'))
        return false;
    /* Only what stands before the query is parsed; the query is ours to encode. */
    size_t n = strcspn(link, "?");
    char front[LINK_MAX + 1];
    memcpy(front, link, n);
    front[n] = '\0';
    struct origin other;
    CURLU *u = curl_url();
    bool ok = u &&
              !curl_url_set(u, CURLUPART_URL, front,
                            CURLU_DISALLOW_USER | CURLU_PATH_AS_IS) &&
              take(u, &other) && origin_same(o, &other);
    curl_url_cleanup(u);
    const char *slash = ok ? strchr(front + 8, '/') : NULL;
    if (!ok || !slash || origin_path_odd(slash))
        return false;
    buf_text(path, slash);
    if (link[n] == '?')
        encode_query(link + n + 1, query);
    return !path->full && !query->full;
}
