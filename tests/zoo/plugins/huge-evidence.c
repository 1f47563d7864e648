/* Points at evidence with names that are longer than the estate. */
#include "cage.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    enum { LONG = 8 << 20 };
    char *pointer = malloc(LONG + 1);
    if (!pointer)
        return HF_UNKNOWN;
    memset(pointer, 'x', LONG);
    pointer[0] = '/';
    pointer[LONG] = '\0';
    h->evidence(c, r, pointer);
    h->assume(c, r, "/location", pointer);
    h->assume(c, r, pointer, pointer);
    h->detail(c, pointer, "%s", pointer);
    free(pointer);
    return h->fail(c, HF_DEFAULT, "all of it");
}

ZOO_PLUGIN("zoo-huge-evidence", run);
