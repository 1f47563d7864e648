/* A set of keys that it owns, in order of arrival. */
#ifndef HF_COLLECT_KEYSET_H
#define HF_COLLECT_KEYSET_H

#include "base/hash.h"
#include "base/strs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyset {
    struct strs keys;
    uint32_t *slots; /* place in keys + 1; 0: free */
    size_t cap;      /* power of two */
    struct hash_key seed;
};

struct keyset keyset_make(struct hash_key seed);
bool keyset_add(struct keyset *s, const char *key); /* false: it was there */
bool keyset_has(const struct keyset *s, const char *key);
void keyset_free(struct keyset *s);

#endif
