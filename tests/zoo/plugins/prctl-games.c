/* Takes the locks off its process, one by one. */
#include "cage.h"

#include <sys/prctl.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    const char *dumpable = zoo_came(prctl(PR_SET_DUMPABLE, 1)),
               *death = zoo_came(prctl(PR_SET_PDEATHSIG, 0)),
               *filter = zoo_came(prctl(PR_SET_SECCOMP, 0, NULL));
    return h->fail(c, HF_DEFAULT, "dumpable %s, death %s, filter %s", dumpable, death,
                   filter);
}

ZOO_PLUGIN("zoo-prctl-games", run);
