/* Adds remarks and evidence without end. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    for (int i = 0; i < 100000; i++) {
        h->detail(c, "remark", "%d", i);
        h->evidence(c, r, "/location");
    }
    return h->fail(c, HF_DEFAULT, "all of it");
}

ZOO_PLUGIN("zoo-many-details", run);
