#include "collect/http_want.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <string.h>

const struct origin *http_want_origin(const struct http_options *o, enum http_method m)
{
    if (m == HTTP_GET_ASSERTION || m == HTTP_POST_ASSERTION)
        return &o->issuer;
    return m == HTTP_POST_TOKEN ? &o->authority : &o->arm;
}

/* The issuer's URL was made from its origin (issuer.c), and its path is the platform's
 * own: it stays as it is. */
static bool take_assertion(const struct origin *o, const char *link, struct buf *url)
{
    origin_text(o, url);
    bool ok = *o->host && text_starts(link, url->data) && link[url->len] == '/';
    if (ok)
        buf_text(url, link + url->len);
    return ok && !url->full;
}

int http_want_url(const struct http_options *options, const struct http_want *w,
                  struct buf *url, struct err *e)
{
    const struct origin *o = http_want_origin(options, w->method);
    if (o == &options->issuer)
        return take_assertion(o, w->url, url)
                   ? 0
                   : err_set(e, ERR_INTERNAL, "this assertion may not be asked for");
    struct buf path = buf_make(16384), query = buf_make(16384);
    bool ok = origin_take_link(o, w->url, &path, &query);
    if (ok && w->method == HTTP_POST_TOKEN) {
        const char *tail = "/oauth2/v2.0/token";
        ok = path.len > strlen(tail) && !query.len && !w->bearer &&
             !strcmp(path.data + path.len - strlen(tail), tail);
    } else if (ok && w->method == HTTP_POST_GRAPH) {
        ok = !strcmp(buf_str(&path), "/providers/Microsoft.ResourceGraph/resources");
    } else if (ok) {
        ok = w->method == HTTP_GET && !w->body;
    }
    if (ok) {
        origin_text(o, url);
        buf_text(url, buf_str(&path));
        if (query.len)
            buf_fmt(url, "?%s", buf_str(&query));
        ok = !url->full;
    }
    buf_free(&path);
    buf_free(&query);
    return ok ? 0 : err_set(e, ERR_INTERNAL, "%s: this request may not be made", w->url);
}
