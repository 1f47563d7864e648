/* @NAME@: a check of your own, in C. It runs on each vault, in a process that holds no
 * token, opens no file and no socket. Build it with make, try it with: holdfast test . */
#include <holdfast/plugin.h>

#define SETTINGS "/properties/securitySettings/softDeleteSettings"
#define STATE SETTINGS "/softDeleteState"
#define DAYS SETTINGS "/softDeleteRetentionPeriodInDays"

/* One call a vault; ends with pass, warn, fail, not_applicable or unknown. The vault and
 * all strings from the host are the host's; nothing is freed here. */
static hf_status kept(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    double days;
    /* A fact is asked for by JSON Pointer. Absent, null and of another type are one. */
    const char *state = h->text(c, vault, STATE);
    if (hf_same(state, "Disabled"))
        return h->not_applicable(c, "nothing is kept: soft delete is off");
    if (!state || !h->number(c, vault, DAYS, &days))
        return h->unknown(c, "the vault does not say how long it keeps what was deleted");
    /* The report quotes what the verdict rests on. */
    h->evidence(c, vault, DAYS);
    /* HF_DEFAULT: the severity below; for a warning one step lower. */
    if (days < h->setting(c, "least"))
        return h->fail(c, HF_DEFAULT, "deleted backups are gone after %.0f days", days);
    if (days < h->setting(c, "days"))
        return h->warn(c, HF_DEFAULT, "deleted backups are kept for %.0f days only",
                       days);
    return h->pass(c, "deleted backups are kept for %.0f days", days);
}

static const hf_check checks[] = {
    {/* Stable for ever: mutes, baselines and histories go by it. */
     .id = "@NAME@",
     /* The good state, as a sentence without full stop. */
     .title = "Deleted backups are kept long enough",
     /* Of a failure. */
     .severity = HF_MEDIUM,
     /* ARM types; each resource of them is judged. */
     .targets = HF_LIST("Microsoft.RecoveryServices/vaults"),
     /* Further types that it reads, and where. Where one could not be read the verdict is
      * unknown, and run is not called:
      * .needs = HF_NEEDS({"Microsoft.RecoveryServices/vaults/backupPolicies",
      *                    HF_BELOW, 0}), */
     /* Name, default, meaning with its unit. A threshold is never a number in code. */
     .settings = HF_SETTINGS({"days", "30", "days that deleted backups should be kept"},
                             {"least", "14", "days below which it is a failure"}),
     .run = kept,
     /* What happens to backups otherwise. */
     .why = "What is deleted today is gone when its retention is over.",
     /* {name}, {id}, {resourceGroup}, {subscriptionId}, below a vault {vault} and of a
      * policy {policy} are filled in. */
     .remedy = "az backup vault backup-properties set --name {name} "
               "--resource-group {resourceGroup} --soft-delete-duration 30",
     /* .controls = HF_LIST("MCSB:BR-2"),
      * .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"), */},
};
HF_PLUGIN("@NAME@", "1.0.0", checks);
