#include "collect/paging.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/origin.h"
#include "data/armid.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct paging paging_make(const char *path, struct hash_key key)
{
    struct paging p = {.path = mem_text(path), .key = key};
    text_lower(p.path, strlen(p.path));
    return p;
}

void paging_free(struct paging *p)
{
    if (!p)
        return;
    free(p->path);
    free(p->seen);
    *p = (struct paging){0};
}

/* A list of a subscription stays in it; any other keeps its path. */
static bool in_scope(const char *first, const char *path)
{
    size_t n = 0, m = 0;
    const char *a = armid_subscription(first, &n);
    const char *b = armid_subscription(path, &m);
    if (n)
        return a && b && n == m && text_same_n(a, b, n);
    return text_same(first, path);
}

const char *paging_next(struct paging *p, const struct origin *o, const char *link,
                        struct buf *url)
{
    struct buf path = buf_make(16384), query = buf_make(16384);
    const char *wrong = NULL;
    if (!origin_take_link(o, link, &path, &query) || !in_scope(p->path, buf_str(&path)))
        wrong = "ForeignLink";
    else if (++p->pages >= PAGING_MAX)
        wrong = "TooManyPages";
    if (!wrong) {
        origin_text(o, url);
        buf_fmt(url, "%s%s%s", buf_str(&path), query.len ? "?" : "", buf_str(&query));
        uint64_t h = hash_bytes(p->key, buf_str(url), url->len);
        for (size_t i = 0; i + 1 < p->pages; i++)
            if (p->seen[i] == h)
                wrong = "RepeatedLink";
        p->seen = mem_grow(p->seen, p->pages, sizeof *p->seen);
        p->seen[p->pages - 1] = h;
    }
    buf_free(&path);
    buf_free(&query);
    return wrong;
}
