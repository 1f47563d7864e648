/* The one place that says what may be asked, and of whom. */
#ifndef HF_COLLECT_HTTP_WANT_H
#define HF_COLLECT_HTTP_WANT_H

#include "collect/http.h"

/* Part of `o`: whom such a request goes to. */
const struct origin *http_want_origin(const struct http_options *o, enum http_method m);

/* Writes the URL that will be asked, built from our own origin, to `url`. -ERR_INTERNAL
 * when the request may not be made. */
int http_want_url(const struct http_options *options, const struct http_want *w,
                  struct buf *url, struct err *e);

#endif
