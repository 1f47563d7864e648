/* Two checks with everything wrong, and one that is fine but for its type. */
#include <holdfast/plugin.h>

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    return h->pass(c, NULL);
}

static const hf_check checks[] = {
    {.id = "Broken",
     .protection = "Not Kebab",
     .title = "A title.",
     .severity = (hf_severity)9,
     .targets = HF_LIST("vaults", "Microsoft.RecoveryServices/vaults"),
     .needs =
         HF_NEEDS({"Microsoft.RecoveryServices/vaults/backupPolicies", (hf_where)9, 0},
                  {"nothing", HF_BELOW, 0}),
     .settings = HF_SETTINGS({"Odd", "1", "a meaning"}, {"days", NULL, NULL},
                             {"twice", "1", "a"}, {"twice", "2", "b"}),
     .why = "\xff",
     .remedy = "az backup {nmae} \a",
     .controls = HF_LIST("BR-2", ""),
     .refs = HF_LIST("http://x", "https://x y")},
    {.run = run},
    {.id = "broken-plugin",
     .title = "The vault is not broken",
     .severity = HF_LOW,
     .targets = HF_LIST("Microsoft.RecoveryServices/vaultz"),
     .run = run},
};
HF_PLUGIN("broken", "1.0.0", checks);
