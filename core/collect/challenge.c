#include "collect/challenge.h"

#include "base/base64.h"
#include "base/buf.h"
#include "base/text.h"
#include "data/doc.h"

#include <string.h>

enum { CLAIMS_MAX = 4096 };

/* The quoted value of a parameter; false when it is not there. */
static bool parameter(const char *header, const char *name, const char **value,
                      size_t *len)
{
    size_t n = strlen(name);
    for (const char *p = header; *p;) {
        if (*p == '"') { /* over a quoted value */
            p += 1 + strcspn(p + 1, "\"");
            p += *p == '"';
            continue;
        }
        bool starts = p == header || strchr(" ,\t", p[-1]);
        if (starts && text_starts_same(p, name) && p[n] == '=' && p[n + 1] == '"') {
            *value = p + n + 2;
            *len = strcspn(*value, "\"");
            return (*value)[*len] == '"';
        }
        p++;
    }
    return false;
}

char *challenge_claims(const char *header)
{
    const char *error, *claims;
    size_t n;
    if (!parameter(header, "error", &error, &n) || n != strlen("insufficient_claims") ||
        memcmp(error, "insufficient_claims", n) != 0 ||
        !parameter(header, "claims", &claims, &n))
        return NULL;
    struct buf out = buf_make(CLAIMS_MAX);
    struct doc *d = NULL;
    if (base64_url_decode(claims, n, &out))
        d = doc_parse(buf_str(&out), out.len, NULL);
    char *text = d && doc_type(d, "") == DOC_OBJECT ? buf_steal(&out) : NULL;
    doc_free(d);
    buf_free(&out);
    return text;
}
