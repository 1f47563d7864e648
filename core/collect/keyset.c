#include "collect/keyset.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct keyset keyset_make(struct hash_key seed) { return (struct keyset){.seed = seed}; }

/* The slot that holds the key's hash, or the free one where it belongs. */
static struct keyset_slot *slot(const struct keyset *s, uint64_t a, uint64_t b)
{
    size_t i = (size_t)a & (s->cap - 1);
    while (s->slots[i].b && (s->slots[i].a != a || s->slots[i].b != b))
        i = (i + 1) & (s->cap - 1);
    return &s->slots[i];
}

static void grow(struct keyset *s)
{
    struct keyset_slot *old = s->slots;
    size_t cap = s->cap;
    s->cap = cap ? cap * 2 : 64;
    s->slots = mem_new(s->cap * sizeof *s->slots);
    for (size_t i = 0; i < cap; i++)
        if (old[i].b)
            *slot(s, old[i].a, old[i].b) = old[i];
    free(old);
}

uint32_t *keyset_number(struct keyset *s, const char *key, bool *fresh)
{
    struct hash_key other = {~s->seed.a, s->seed.b};
    uint64_t a = hash_bytes(s->seed, key, strlen(key));
    uint64_t b = hash_bytes(other, key, strlen(key)) | 1; /* never free */
    if (s->n * 4 >= s->cap * 3)
        grow(s);
    struct keyset_slot *at = slot(s, a, b);
    *fresh = !at->b;
    if (*fresh) {
        *at = (struct keyset_slot){.a = a, .b = b};
        s->n++;
    }
    return &at->number;
}

bool keyset_add(struct keyset *s, const char *key)
{
    bool fresh;
    keyset_number(s, key, &fresh);
    return fresh;
}

void keyset_free(struct keyset *s)
{
    if (!s)
        return;
    free(s->slots);
    *s = (struct keyset){0};
}
