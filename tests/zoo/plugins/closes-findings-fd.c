/* Takes away the pipe of its host; where the cage forbids it, says so. */
#include "zoo.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    if (close(5))
        return h->fail(c, HF_DEFAULT, "close: %s", strerrorname_np(errno));
    sleep(3600);
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-closes-findings-fd", run);
