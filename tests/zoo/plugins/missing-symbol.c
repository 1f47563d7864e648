/* Calls what nobody defines. */
#include "zoo.h"

extern int hf_nobody_defines_this(void);

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    return h->pass(c, "%d", hf_nobody_defines_this());
}

ZOO_PLUGIN("zoo-missing-symbol", run);
