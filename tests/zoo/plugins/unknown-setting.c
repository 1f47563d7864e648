/* Asks for a threshold that it never declared. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    if (h->setting(c, "days") > 0)
        return h->fail(c, HF_DEFAULT, "too few");
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-unknown-setting", run);
