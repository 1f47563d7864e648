#include "collect/wanted.h"

#include <stdlib.h>

struct wanted wanted_make(struct hash_key seed)
{
    return (struct wanted){.known = keyset_make(seed)};
}

void wanted_refer(struct wanted *w, const char *key, const char *id)
{
    bool fresh;
    uint32_t *place = keyset_number(&w->known, key, &fresh);
    if (!fresh)
        return;
    strs_add(&w->ids, id);
    *place = (uint32_t)w->ids.n;
}

void wanted_read(struct wanted *w, const char *key)
{
    bool fresh;
    uint32_t *place = keyset_number(&w->known, key, &fresh);
    if (!*place)
        return;
    free(w->ids.at[*place - 1]);
    w->ids.at[*place - 1] = NULL;
    *place = 0;
}

void wanted_free(struct wanted *w)
{
    keyset_free(&w->known);
    strs_free(&w->ids);
}
