/* Asks by what is no JSON Pointer: the name of a fact without its slash. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    if (h->presence(c, r, "properties/provisioningState") == HF_IS_ABSENT)
        return h->pass(c, NULL);
    return h->fail(c, HF_DEFAULT, "it has a state");
}

ZOO_PLUGIN("zoo-bad-pointer", run);
