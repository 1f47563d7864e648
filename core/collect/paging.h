/* Whether a list may go on where its nextLink says. Pure. */
#ifndef HF_COLLECT_PAGING_H
#define HF_COLLECT_PAGING_H

#include "base/hash.h"

#include <stddef.h>
#include <stdint.h>

struct buf;
struct origin;

enum { PAGING_MAX = 10000 };

struct paging {
    char *path;     /* of the first request, lower case */
    uint64_t *seen; /* hashes of the links so far */
    size_t pages;
    struct hash_key key;
};

/* For a list whose first request had this path ("/subscriptions/…"). */
struct paging paging_make(const char *path, struct hash_key key);
void paging_free(struct paging *p);

/* NULL and the URL to ask appended to `url`; else what is wrong with the link:
 * "ForeignLink" (another origin, subscription or, outside of one, path), "RepeatedLink",
 * "TooManyPages". */
const char *paging_next(struct paging *p, const struct origin *o, const char *link,
                        struct buf *url);

#endif
