/* Never answers. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    for (volatile int forever = 1; forever;)
        continue;
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-hang-in-run", run);
