/* Origins (scheme, host, port) and the links that Azure hands back. The one place that
 * decides whether a URL may be asked with our token: libcurl parses, parts are compared,
 * and what is asked is built from our own origin. */
#ifndef HF_COLLECT_ORIGIN_H
#define HF_COLLECT_ORIGIN_H

#include <stdbool.h>

struct buf;
struct err;

struct origin {
    char host[256]; /* lower case, as in a URL: [::1] with brackets */
    char port[6];
};

/* Of a configured URL: https, host, maybe a port, nothing else but "/". -ERR_CONFIG. */
int origin_parse(const char *url, struct origin *o, struct err *e);

bool origin_same(const struct origin *a, const struct origin *b);

/* Appends "https://host[:port]", the port only where it is not 443. */
void origin_text(const struct origin *o, struct buf *out);

/* Takes a link apart. When it leads to `o`, appends its path to `path` and its query,
 * with what may not stand there percent-encoded, to `query` (without `?`) and returns
 * true. False for another origin, a user, a fragment, a dot segment, plain or encoded, an
 * encoded slash, control characters, and anything that is no absolute https URL. */
bool origin_take_link(const struct origin *o, const char *link, struct buf *path,
                      struct buf *query);

/* Whether a path has a segment `.` or `..`, an encoded dot, slash, backslash, per cent or
 * NUL, or an empty segment. */
bool origin_path_odd(const char *path);

#endif
