/* Writes to memory by a format. */
#include "cage.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    static char format[] = "%d%n"; /* where it can be changed */
    int where = 0;
    (void)r;
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
    return h->fail(c, HF_DEFAULT, format, 1, &where);
}

ZOO_PLUGIN("zoo-percent-n", run);
