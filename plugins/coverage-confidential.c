/* Confidential VMs: whether they are backed up where Azure Backup can do that, by a
 * policy that can take them, and whether a key of the customer's own stands in the way.
 * Grants of the key vault are not looked at: a completed backup is the proof. */
#include "policy.h"

#define ENCRYPTION_SETS "Microsoft.Compute/diskEncryptionSets"
#define SECURITY "/properties/securityProfile/securityType"
#define OS_DISK "/properties/storageProfile/osDisk/managedDisk"
#define SECRET_SET "/properties/securityProfile/secureVMDiskEncryptionSetId"
#define LAST "/properties/lastBackupStatus"

/* Whether the list of words, separated by commas, holds the place. */
static int has_place(const char *list, const char *place)
{
    char word[80];
    while (list && *list) {
        size_t n = strcspn(list, ",");
        snprintf(word, sizeof word, "%.*s", (int)n, list);
        if (policy_is_same_place(word, place))
            return 1;
        list += n + (list[n] == ',');
    }
    return 0;
}

/* Whether Azure Backup takes confidential VMs of that region and size. An unknown size
 * is taken for a good one: the region decides. */
static int is_supported(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    const char *size = h->text(c, vm, "/properties/hardwareProfile/vmSize");
    const char *end = h->setting_text(c, "size_suffix");
    size_t n = end ? strlen(end) : 0, m = size ? strlen(size) : 0;
    h->evidence(c, vm, "/location");
    h->evidence(c, vm, "/properties/hardwareProfile/vmSize");
    if (!has_place(h->setting_text(c, "regions"), h->text(c, vm, "/location")))
        return 0;
    return !size || (m >= n && hf_same(size + m - n, end ? end : ""));
}

static hf_status judge_bare(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    const char *why = h->gap(c, NULL, POLICY_ITEMS);
    if (why)
        return h->unknown(c, "no backup was seen, but not all vaults could be read: %s",
                          why);
    if (is_supported(h, c, vm))
        return h->fail(c, HF_DEFAULT,
                       "no running backup, though Azure Backup takes confidential VMs of "
                       "this region and size: its loss is final");
    return h->warn(
        c, HF_DEFAULT,
        "no supported backup: Azure Backup does not take confidential VMs of "
        "this region or size yet; what else exists are backups from inside the "
        "machine (the MARS agent, dumps of its applications) and rebuilding it");
}

/* Whether a key of the customer's own encrypts the system disk. 1 or 0, or -1: what it
 * takes to say so could not be read, and *what is that. */
static int find_key(const hf_host *h, hf_ctx *c, const hf_resource *vm, const char **what)
{
    const hf_resource *disk = NULL, *set = NULL;
    hf_reach reach = h->follow(c, vm, OS_DISK "/id", &disk);
    *what = "its system disk";
    h->evidence(c, vm, OS_DISK "/securityProfile/securityEncryptionType");
    if (reach != HF_REACHED)
        return -1;
    h->evidence(c, disk, SECRET_SET);
    reach = h->follow(c, disk, SECRET_SET, &set);
    if (reach == HF_NO_LINK)
        return 0;
    *what = "the disk encryption set of its system disk";
    if (reach != HF_REACHED)
        return -1;
    h->evidence(c, set, "/properties/activeKey/keyUrl");
    return 1;
}

/* The item is on an enhanced policy: whether its backups work. */
static hf_status judge_backups(const hf_host *h, hf_ctx *c, const hf_resource *vm,
                               const hf_resource *item)
{
    const char *last = h->text(c, item, LAST), *state = h->text(c, item, POLICY_STATE);
    const char *what = NULL;
    int key = find_key(h, c, vm, &what);
    h->evidence(c, item, LAST);
    h->evidence(c, item, POLICY_STATE);
    if (hf_same(last, "Failed"))
        return h->fail(c, HF_DEFAULT, "the last backup failed%s",
                       key == 1 ? "; it needs the right to use the customer's key (get, "
                                  "list and backup for the Backup Management Service)"
                                : "");
    if (key < 0)
        return h->unknown(c,
                          "whether the customer's own key encrypts it is not known: %s "
                          "could not be read",
                          what);
    if (hf_same(last, "Completed") || hf_same(last, "CompletedWithWarnings")) {
        if (hf_same(state, "Protected"))
            return h->pass(c, "backed up by an enhanced policy (V2)%s",
                           key ? ", the customer's key can be used" : "");
    } else if (!last || !*last) {
        if (key)
            return h->unknown(c,
                              "no backup was made yet, so whether the customer's key can "
                              "be used is not known: needs the object id of the Backup "
                              "Management Service in this tenant");
        if (hf_same(state, "Protected"))
            return h->pass(c, "backed up by an enhanced policy (V2)");
    } else {
        return h->unknown(c, "lastBackupStatus is \"%s\"", last);
    }
    return h->unknown(c, "a backup is set up, but its state is \"%s\"",
                      policy_show_word(state));
}

static hf_status check_confidential(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    const hf_resource *item, *policy = NULL;
    enum policy_generation g = POLICY_ODD;
    hf_reach reach;
    if (!hf_same(h->text(c, vm, SECURITY), "ConfidentialVM"))
        return h->not_applicable(c, "no confidential VM");
    h->evidence(c, vm, SECURITY);
    item = policy_find_item(h, c, vm);
    if (!item)
        return judge_bare(h, c, vm);
    reach = h->follow(c, item, "/properties/policyId", &policy);
    h->evidence(c, item, "/properties/policyId");
    if (reach != HF_REACHED)
        return h->unknown(c, "the policy of its backup is not known: %s",
                          policy_show_reach(reach));
    g = policy_read_generation(h, c, policy);
    if (g == POLICY_ODD)
        return policy_say_odd(h, c, policy);
    if (g == POLICY_V1)
        return h->fail(
            c, HF_DEFAULT,
            "on a standard policy (V1), which cannot back up confidential VMs");
    return judge_backups(h, c, vm, item);
}

static const hf_check checks[] = {
    {.id = "coverage-confidential-vm",
     .protection = "coverage",
     .title = "Confidential VMs are backed up, and their key can be used",
     .severity = HF_HIGH,
     .targets = HF_LIST(POLICY_VM),
     .needs =
         HF_NEEDS({POLICY_DISKS, HF_FOLLOWED, 0}, {ENCRYPTION_SETS, HF_FOLLOWED, 0},
                  {POLICY_ITEMS, HF_SCOPE, 1}, {POLICY_RSV_POLICIES, HF_FOLLOWED, 0}),
     .settings =
         HF_SETTINGS({"regions", "uaenorth,koreacentral",
                      "regions where confidential VMs can be backed up, with commas"},
                     {"size_suffix", "_v6", "how the name of a supported size ends"}),
     .run = check_confidential,
     .why = "Confidential VMs need an enhanced policy and, with a key of the customer's "
            "own, a grant for the backup service; without them no backup is made.",
     .remedy =
         "create a V2 policy, then az backup protection enable-for-vm -g "
         "{vaultResourceGroup} -v {vault} --subscription {vaultSubscriptionId} --vm "
         "{id} --policy-name {v2Policy}; grant the Backup Management Service get, "
         "list and backup on the key",
     .controls = HF_LIST("MCSB:BR-1", "MCSB:DP-5", "CIS:Ctl 11.2", "NIST-800-53:CP-9",
                         "NIST-800-53:SC-28", "ISO-27001:A.8.13", "ISO-27001:A.8.24"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-support-matrix-iaas")},
};

HF_PLUGIN("coverage-confidential", "1.0", checks);
