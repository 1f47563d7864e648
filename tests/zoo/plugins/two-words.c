/* Says that it fails, and returns a pass. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    hf_status lost = h->fail(c, HF_DEFAULT, "%s is wrong", h->name(c, r));
    return lost == HF_FAIL ? HF_PASS : lost;
}

ZOO_PLUGIN("zoo-two-words", run);
