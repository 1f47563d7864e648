/* A set of keys, each with a number. A key is known by 128 bits of a keyed hash, so that
 * the many of a large estate take little memory. */
#ifndef HF_COLLECT_KEYSET_H
#define HF_COLLECT_KEYSET_H

#include "base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keyset_slot {
    uint64_t a, b; /* b 0: free */
    uint32_t number;
};

struct keyset {
    struct keyset_slot *slots;
    size_t n, cap; /* a power of two */
    struct hash_key seed;
};

struct keyset keyset_make(struct hash_key seed);
bool keyset_add(struct keyset *s, const char *key); /* false: it was there */
/* The key's number, which is 0 when it was not there before; good until the next call. */
uint32_t *keyset_number(struct keyset *s, const char *key, bool *fresh);
void keyset_free(struct keyset *s);

#endif
