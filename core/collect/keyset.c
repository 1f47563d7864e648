#include "collect/keyset.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct keyset keyset_make(struct hash_key seed)
{
    return (struct keyset){.seed = seed};
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t slot(const struct keyset *s, const char *key)
{
    size_t i = (size_t)hash_bytes(s->seed, key, strlen(key)) & (s->cap - 1);
    while (s->slots[i] && strcmp(s->keys.at[s->slots[i] - 1], key) != 0)
        i = (i + 1) & (s->cap - 1);
    return i;
}

bool keyset_has(const struct keyset *s, const char *key)
{
    return s->cap && s->slots[slot(s, key)];
}

static void grow(struct keyset *s)
{
    free(s->slots);
    s->cap = s->cap ? s->cap * 2 : 64;
    s->slots = mem_new(s->cap * sizeof *s->slots);
    for (size_t i = 0; i < s->keys.n; i++)
        s->slots[slot(s, s->keys.at[i])] = (uint32_t)(i + 1);
}

bool keyset_add(struct keyset *s, const char *key)
{
    if (s->keys.n * 2 >= s->cap)
        grow(s);
    size_t i = slot(s, key);
    if (s->slots[i])
        return false;
    strs_add(&s->keys, key);
    s->slots[i] = (uint32_t)s->keys.n;
    return true;
}

void keyset_free(struct keyset *s)
{
    if (!s)
        return;
    free(s->slots);
    strs_free(&s->keys);
    *s = (struct keyset){0};
}
