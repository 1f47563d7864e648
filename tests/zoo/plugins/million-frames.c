/* Answers a million times. */
#include "cage.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    static const unsigned char frame[12] = {0x31, 0x4d, 0x52, 0x46, 2}; /* a chunk */
    static unsigned char many[12 * 1000];
    (void)r;
    for (size_t i = 0; i < sizeof many; i++)
        many[i] = frame[i % 12];
    for (int i = 0; i < 1000; i++)
        if (write(5, many, sizeof many) < 0)
            break;
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-million-frames", run);
