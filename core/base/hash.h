/* SipHash-2-4: a keyed hash for tables whose keys strangers choose. */
#ifndef HF_BASE_HASH_H
#define HF_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

struct hash_key {
    uint64_t a, b;
};

uint64_t hash_bytes(struct hash_key key, const void *data, size_t len);

#endif
