/* Says far too much, and half a character. */
#include "zoo.h"

#include <string.h>

static char text[1 << 20];

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    memset(text, 'x', sizeof text - 1);
    memcpy(text + 1022, "\xe2\x82\xac\033[31m", 8);
    return h->fail(c, HF_CRITICAL, "%s", text);
}

ZOO_PLUGIN("zoo-huge-message", run);
