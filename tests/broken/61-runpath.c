/* Linked with a run path, and with a library that is not allowed. */
#include <holdfast/plugin.h>

const char *jansson_version_str(void);

static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    return h->pass(c, "%s", jansson_version_str());
}

static const hf_check checks[] = {
    {.id = "broken-runpath",
     .title = "The vault is not broken",
     .severity = HF_LOW,
     .targets = HF_LIST("Microsoft.RecoveryServices/vaults"),
     .run = run}};
HF_PLUGIN("broken", "1.0.0", checks);
