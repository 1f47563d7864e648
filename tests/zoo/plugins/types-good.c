/* Brings a type, which nothing is known of in this estate. */
#include "zoo.h"

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    if (h->count(c, h->all(c, "microsoft.keyvault/MANAGEDhsms")) ||
        !h->gap(c, NULL, "Microsoft.KeyVault/managedHSMs"))
        return h->fail(c, HF_DEFAULT, "what was not read is taken as known");
    return h->pass(c, NULL);
}

static const hf_check checks[] = {
    {.id = "zoo-types-good",
     .title = "The zoo is quiet",
     .severity = HF_LOW,
     .targets = ZOO_TARGETS,
     .needs = HF_NEEDS({"Microsoft.KeyVault/managedHSMs", HF_SCOPE, 1}),
     .run = run}};

static const hf_type types[] = {{.type = "Microsoft.KeyVault/managedHSMs",
                                 .path = "{parent}/providers/Microsoft.KeyVault/"
                                         "managedHSMs",
                                 .api_version = "2023-07-01",
                                 .action = "Microsoft.KeyVault/managedHSMs/read"}};

HF_PLUGIN_TYPES("zoo", "1.0.0", checks, types);
