/* Ends the program with success in the middle of the work. */
#include "zoo.h"

#include <stdlib.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)h;
    (void)c;
    (void)r;
    exit(0);
}

ZOO_PLUGIN("zoo-exit-in-run", run);
