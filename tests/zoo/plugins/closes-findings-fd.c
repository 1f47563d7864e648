/* Takes away the pipe of its host. */
#include "zoo.h"

#include <unistd.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    close(5);
    pause();
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-closes-findings-fd", run);
