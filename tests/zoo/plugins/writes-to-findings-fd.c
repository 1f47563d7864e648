/* Writes its own findings beside those of the host. */
#include "zoo.h"

#include <unistd.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    if (write(5, "{\"status\":\"pass\"}\n", 18) < 0)
        return HF_UNKNOWN;
    sleep(3600);
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-writes-to-findings-fd", run);
