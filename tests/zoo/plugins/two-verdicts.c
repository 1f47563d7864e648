/* Forgets the return before its verdict, and passes. The compiler warns of it: here the
 * answer is dropped on purpose. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    hf_status lost = h->fail(c, HF_DEFAULT, "%s is wrong", h->name(c, r));
    (void)lost;
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-two-verdicts", run);
