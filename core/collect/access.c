#include "collect/access.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"
#include "collect/azerr.h"
#include "collect/http.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/jsonout.h"

int access_refused(const struct http_answer *a, int status, const char *code,
                   const char *message, struct err *e)
{
    if (a && a->failure != HTTP_ANSWERED)
        return err_set(e, ERR_UNAVAILABLE, "cannot reach Azure: %s", message);
    if (status == 403 || status == 401)
        return err_set(e, ERR_ACCESS, "cannot list subscriptions: %s: %s", code, message);
    return err_set(e, ERR_UNAVAILABLE, "cannot list subscriptions: %d %s %s", status,
                   code, message);
}

int access_none(struct err *e)
{
    return err_set(e, ERR_ACCESS,
                   "signed in, but no subscription is readable: the identity has no "
                   "role in any (Reader, or the role that `holdfast role` prints)");
}

/* Of an answer of 200. */
static int count(const struct http_answer *a, size_t *n, bool *more, struct err *e)
{
    struct doc *d = doc_parse(buf_str(&a->body), a->body.len, NULL);
    const char *link = d ? doc_text(d, "/nextLink") : NULL;
    int rc = 0;
    *n = d ? doc_length(d, "/value") : 0;
    *more = link && *link;
    if (!d || doc_type(d, "/value") != DOC_ARRAY)
        rc = access_refused(a, 200, "InvalidAnswer", "the answer is no list of this type",
                            e);
    else if (!*n && !*more)
        rc = access_none(e);
    doc_free(d);
    return rc;
}

static void tell(int rc, size_t n, bool more, const struct err *why, struct buf *out)
{
    buf_text(out, "{\"access\":{");
    if (rc) {
        json_member_int(out, "code", -rc);
        json_member(out, "message", why->text);
    } else {
        json_member_int(out, "subscriptions", (int64_t)n);
        json_member_bool(out, "more", more);
    }
    buf_text(out, "}}\n");
}

int access_report(struct http *h, const struct origin *arm, const struct secret *token,
                  struct buf *out, struct err *e)
{
    const struct catalog_row *row = catalog_find(NULL, TYPE_SUBSCRIPTION);
    struct buf url = buf_make(1024);
    struct http_answer a;
    struct err why = {0};
    size_t n = 0;
    bool more = false;
    origin_text(arm, &url);
    buf_fmt(&url, "%s?api-version=%s", row->path, row->api_version);
    struct http_want w = {.method = HTTP_GET, .url = buf_str(&url), .bearer = token};
    int rc = http_ask(h, &w, &a, e);
    buf_free(&url);
    if (rc) {
        buf_free(&a.body);
        return rc;
    }
    struct azerr az = {0};
    if (a.failure != HTTP_ANSWERED) {
        rc = access_refused(&a, 0, "", a.reason, &why);
    } else if (a.status == 200) {
        rc = count(&a, &n, &more, &why);
    } else {
        azerr_read(buf_str(&a.body), a.body.len, &az);
        azerr_complete(&az, a.status);
        rc = access_refused(&a, a.status, az.code, az.message, &why);
    }
    tell(rc, n, more, &why, out);
    buf_free(&a.body);
    return 0;
}
