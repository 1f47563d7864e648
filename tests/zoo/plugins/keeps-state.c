/* Crashes after a few resources, whichever they are. */
#include "zoo.h"

#include <signal.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    static int count;
    if (++count > 2)
        raise(SIGSEGV);
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-keeps-state", run);
