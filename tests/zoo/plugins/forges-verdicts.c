/* Answers for a second check, which is not its own, in a frame that is well made. */
#include "cage.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    enum { RESOURCES = 1, CHECKS = 2, PASS = 1 };
    static const unsigned char frame[] = {
        0x31, 0x4d,   0x52, 0x46, 2, 0, 0, 0, 32,   0,    0, 0, /* a chunk of 32 bytes */
        0,    0,      0,    0,    1, 0, 0, 0, 0,    0,    0, 0, RESOURCES,
        0,    CHECKS, 0,    0,    0, 0, 0,                       /* head */
        1,    0,      0,    0,    0, 0, 0, 0, PASS, PASS, 0, 0}; /* row, verdicts,
                                                                    severities */
    (void)r;
    if (write(5, frame, sizeof frame) < 0)
        return HF_UNKNOWN;
    sleep(3600);
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-forges-verdicts", run);
