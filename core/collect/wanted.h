/* Ids that bodies refer to and nobody has read yet. One that was read is known for good
 * and costs no more than its hash. */
#ifndef HF_COLLECT_WANTED_H
#define HF_COLLECT_WANTED_H

#include "base/strs.h"
#include "collect/keyset.h"

struct wanted {
    struct keyset known; /* number: place in ids + 1; 0: it was read */
    struct strs ids;     /* as first written, in that order; NULL: read since */
};

struct wanted wanted_make(struct hash_key seed);
/* Something refers to this id; its key is that of armid_key. */
void wanted_refer(struct wanted *w, const char *key, const char *id);
void wanted_read(struct wanted *w, const char *key);
void wanted_free(struct wanted *w);

#endif
