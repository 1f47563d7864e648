/* Says more than a pipe holds. */
#include "zoo.h"

#include <unistd.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    static const char line[4096] = "noise";
    for (int i = 0; i < 64; i++)
        if (write(2, line, sizeof line) < 0)
            return HF_UNKNOWN;
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-floods-log", run);
