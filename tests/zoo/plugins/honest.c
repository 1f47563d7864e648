/* The neighbour that must not notice anything: warns about some vaults. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    if (h->name(c, r)[4] % 2)
        return h->warn(c, HF_DEFAULT, "%s has an odd name", h->name(c, r));
    h->evidence(c, r, "/location");
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-honest", run);
