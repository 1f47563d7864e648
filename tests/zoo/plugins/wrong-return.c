/* Answers with what is no verdict. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    (void)h;
    (void)c;
    return (hf_status)99;
}

ZOO_PLUGIN("zoo-wrong-return", run);
