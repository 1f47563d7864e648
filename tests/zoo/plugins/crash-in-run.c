/* Crashes on one vault of the demo estate only, by its name. */
#include "zoo.h"

#include <signal.h>
#include <string.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    if (!strcmp(h->name(c, r), "rsv-files-weu"))
        raise(SIGSEGV);
    return h->pass(c, NULL);
}

ZOO_PLUGIN("zoo-crash-in-run", run);
