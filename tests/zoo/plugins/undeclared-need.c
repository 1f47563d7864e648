/* Looks where it did not say that it would. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    if (h->child(c, r, "Microsoft.RecoveryServices/vaults/backupPolicies"))
        return h->pass(c, NULL);
    return h->fail(c, HF_DEFAULT, "no policy");
}

ZOO_PLUGIN("zoo-undeclared-need", run);
