/* Gives up by abort. */
#include "zoo.h"

#include <stdlib.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)h;
    (void)c;
    (void)r;
    abort();
}

ZOO_PLUGIN("zoo-abort-in-run", run);
