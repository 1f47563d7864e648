/* Takes all that there is, to the last byte, and keeps it. */
#include "zoo.h"

#include <stdlib.h>
#include <string.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    for (size_t size = 1 << 20; size >= 16;) {
        char *p = malloc(size);
        if (p)
            memset(p, 1, size);
        else
            size /= 2;
    }
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-leaks-memory", run);
