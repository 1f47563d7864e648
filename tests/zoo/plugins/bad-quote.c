/* Quotes what is no JSON Pointer. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    h->evidence(c, r, "/tags/a~b");
    return h->fail(c, HF_DEFAULT, "it is owned");
}

ZOO_PLUGIN("zoo-bad-quote", run);
