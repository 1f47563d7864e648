/* Built against the header of ABI 1.0: it loads, and gives its verdict. */
#include "../../abi/plugin-1.0.h"

#include "../../abi/layout.h"
#include "zoo.h"

_Static_assert(HF_ABI == 0x10000, "not the frozen header");

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    /* Undeclared, this would be an error. */
    h->child(c, r, "Microsoft.RecoveryServices/vaults/backupconfig");
    if (!hf_same(h->setting_text(c, "word"), "kept"))
        return h->fail(c, HF_DEFAULT, "a setting was read at the wrong place");
    return h->pass(c, NULL);
}

static const hf_check checks[] = {
    {.id = "zoo-abi-1-0",
     .title = "The zoo is quiet",
     .severity = HF_LOW,
     .targets = ZOO_TARGETS,
     .needs = HF_NEEDS({"Microsoft.RecoveryServices/vaults/backupPolicies", HF_BELOW, 1},
                       {"Microsoft.RecoveryServices/vaults/backupconfig", HF_BELOW, 1}),
     .settings =
         HF_SETTINGS({"days", "7", "In days"}, {"word", "kept", "The second of two"}),
     .run = run}};
HF_PLUGIN("zoo", "1.0.0", checks);
