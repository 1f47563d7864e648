/* Which virtual machines and SMB file shares have a backup, in whatever vault in scope.
 */
#include "policy.h"

#define ACCOUNTS "Microsoft.Storage/storageAccounts"
#define SHARES ACCOUNTS "/fileServices/shares"
#define GROUPS "Microsoft.Resources/subscriptions/resourceGroups"
#define DISK_EXCLUSION "/properties/extendedProperties/diskExclusionProperties"
#define OS_DISK "/properties/storageProfile/osDisk"

/* How well one item covers its source, worst first. */
enum cover { COVER_NONE, COVER_DEAD, COVER_ODD, COVER_PARTLY, COVER_FULL };

/* The best of all items of a source, and its words for the message. */
struct best {
    enum cover cover;
    const hf_resource *item;
};

static enum cover read_cover(const hf_host *h, hf_ctx *c, const hf_resource *item)
{
    const char *state;
    if (h->presence(c, item, POLICY_STATE) != HF_IS_PRESENT)
        return COVER_ODD;
    state = h->text(c, item, POLICY_STATE);
    if (h->truth(c, item, "/properties/isScheduledForDeferredDelete") == HF_YES ||
        hf_same(state, "ProtectionStopped") || hf_same(state, "BackupsSuspended"))
        return COVER_DEAD;
    if (hf_same(state, "Protected"))
        return COVER_FULL;
    if (hf_same(state, "IRPending") || hf_same(state, "ProtectionError") ||
        hf_same(state, "ProtectionPaused"))
        return COVER_PARTLY;
    return COVER_ODD;
}

static void take_item(const hf_host *h, hf_ctx *c, const hf_resource *item,
                      struct best *best)
{
    enum cover cover = read_cover(h, c, item);
    if (cover <= best->cover)
        return;
    best->cover = cover;
    best->item = item;
}

/* What the state of an item that covers only partly means. */
static const char *show_partly(const char *state)
{
    if (hf_same(state, "IRPending"))
        return "the first backup has not been made";
    return hf_same(state, "ProtectionPaused") ? "backups are paused" : "backups fail";
}

/* A verdict for every cover but FULL and NONE. */
static hf_status judge_rest(const hf_host *h, hf_ctx *c, const struct best *best)
{
    const char *state = h->text(c, best->item, POLICY_STATE), *why;
    h->evidence(c, best->item, POLICY_STATE);
    if (best->cover == COVER_PARTLY)
        return h->warn(c, HF_DEFAULT, "a backup is set up, but %s (%s)",
                       show_partly(state), state);
    if (best->cover == COVER_ODD)
        return h->unknown(c, "an item is there, but its state is \"%s\"",
                          policy_show_word(state));
    why = h->gap(c, NULL, POLICY_ITEMS);
    if (why)
        return h->unknown(c,
                          "one backup was stopped; whether another runs is not known: "
                          "%s",
                          why);
    h->evidence(c, best->item, "/properties/isScheduledForDeferredDelete");
    if (h->truth(c, best->item, "/properties/isScheduledForDeferredDelete") == HF_YES)
        return h->fail(c, HF_DEFAULT,
                       "only a soft-deleted item: nothing is backed up, and "
                       "the old points will be deleted");
    return h->fail(c, HF_DEFAULT, "backup was stopped (%s): what changed since is lost",
                   state);
}

/* Whether the object at `at` holds the exclusion tag, with any value but "false". */
static int has_tag(const hf_host *h, hf_ctx *c, const hf_resource *r, const char *at)
{
    const char *tag = h->setting_text(c, "exclude_tag"), *name;
    char pointer[1100];
    if (!tag || !*tag || h->presence(c, r, at) != HF_IS_PRESENT)
        return 0;
    for (size_t i = 0; (name = h->member(c, r, at, i)); i++) {
        size_t n = (size_t)snprintf(pointer, sizeof pointer, "%s/", at);
        if (!hf_same(name, tag))
            continue;
        for (; *name && n + 3 < sizeof pointer; name++) {
            if (*name == '~' || *name == '/')
                pointer[n++] = '~';
            pointer[n++] = (char)(*name == '~' ? '0' : *name == '/' ? '1' : *name);
        }
        pointer[n] = '\0';
        h->evidence(c, r, pointer);
        return !hf_same(h->text(c, r, pointer), "false") &&
               h->truth(c, r, pointer) != HF_NO;
    }
    return 0;
}

/* Why the machine is not to be judged, or NULL. */
static const char *find_excuse(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    static const char publisher[] = "/properties/storageProfile/imageReference/publisher";
    static const char security[] = "/properties/securityProfile/securityType";
    static const char local[] = OS_DISK "/diffDiskSettings/option";
    const char *maker = h->text(c, vm, publisher), *manager;
    const hf_resource *group = h->parent(c, vm, GROUPS);
    if (strstr(h->key(c, vm), "/resourcegroups/databricks-rg-"))
        return "a machine of Azure Databricks: the service rebuilds it";
    if (hf_same(maker, "azureopenshift") || hf_same(maker, "AzureDatabricks")) {
        h->evidence(c, vm, publisher);
        return "a machine of a managed cluster: the service rebuilds it";
    }
    manager = group ? h->text(c, group, "/managedBy") : NULL;
    if (manager && *manager) {
        h->evidence(c, group, "/managedBy");
        return "in a resource group that another service manages";
    }
    if (hf_same(h->text(c, vm, local), "Local")) {
        h->evidence(c, vm, local);
        return "its system disk is ephemeral: nothing lasts on it";
    }
    if (has_tag(h, c, vm, "/tags"))
        return "excluded by its tag";
    if (hf_same(h->text(c, vm, security), "ConfidentialVM"))
        return "a confidential VM: coverage-confidential-vm tells";
    return NULL;
}

/* Whether an instance of a backup vault backs up the disk with that id. A disk that was
 * read leads to its instances; for another, all of them have to be looked through. */
static int has_instance(const hf_host *h, hf_ctx *c, const char *disk)
{
    const hf_resource *i, *read = h->find(c, disk);
    hf_set *instances =
        read ? h->referrers(c, read, POLICY_INSTANCES) : h->all(c, POLICY_INSTANCES);
    while ((i = h->next(c, instances))) {
        const char *state = h->text(c, i, "/properties/currentProtectionState");
        if (!hf_same(h->text(c, i, "/properties/dataSourceInfo/datasourceType"),
                     POLICY_DISKS) ||
            !hf_same(h->text(c, i, "/properties/dataSourceInfo/resourceID"), disk))
            continue;
        if (!hf_same(state, "ProtectionConfigured") &&
            !hf_same(state, "UpdatingProtection") && !hf_same(state, "ProtectionError"))
            continue;
        h->evidence(c, i, "/properties/currentProtectionState");
        return 1;
    }
    return 0;
}

static int is_every_disk_backed_up(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    size_t n = h->length(c, vm, "/properties/storageProfile/dataDisks");
    const char *id = h->text(c, vm, OS_DISK "/managedDisk/id");
    if (!id || !has_instance(h, c, id))
        return 0;
    for (size_t i = 0; i < n; i++) {
        id = h->text(c, vm,
                     policy_make_pointer(
                         "/properties/storageProfile/dataDisks/%zu/managedDisk/id", i)
                         .text);
        if (!id || !has_instance(h, c, id))
            return 0;
    }
    return 1;
}

static hf_status judge_bare_vm(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    const char *why = h->gap(c, NULL, POLICY_ITEMS);
    if (why)
        return h->unknown(c, "no backup was seen, but not all vaults could be read: %s",
                          why);
    if (is_every_disk_backed_up(h, c, vm))
        return h->warn(c, HF_DEFAULT,
                       "no backup of the machine, only of each of its disks: a restore "
                       "gives disks of different moments and no machine");
    why = h->gap(c, NULL, POLICY_INSTANCES);
    if (why)
        h->detail(c, "disks", "backups of its disks could not be looked for: %s", why);
    return h->fail(c, HF_DEFAULT, "no backup: its loss is final");
}

static hf_status check_vm(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    const char *excuse = find_excuse(h, c, vm);
    hf_set *items = h->referrers(c, vm, POLICY_ITEMS);
    const hf_resource *item;
    struct best best = {COVER_NONE, NULL};
    if (excuse)
        return h->not_applicable(c, "%s", excuse);
    while ((item = h->next(c, items)))
        if (hf_same(h->text(c, item, POLICY_KIND), "AzureIaasVM"))
            take_item(h, c, item, &best);
    if (best.cover == COVER_NONE)
        return judge_bare_vm(h, c, vm);
    if (best.cover != COVER_FULL)
        return judge_rest(h, c, &best);
    h->evidence(c, best.item, POLICY_STATE);
    if (h->length(c, best.item, DISK_EXCLUSION "/diskLunList") ||
        h->truth(c, best.item, DISK_EXCLUSION "/isInclusionList") == HF_YES) {
        h->evidence(c, best.item, DISK_EXCLUSION "/diskLunList");
        return h->warn(
            c, HF_DEFAULT,
            "only some of its disks are backed up: coverage-vm-all-disks tells");
    }
    return h->pass(c, "backed up");
}

/* Whether the item is of that share: by its friendly name, else by its own name. */
static int is_of_share(const hf_host *h, hf_ctx *c, const hf_resource *item,
                       const char *share)
{
    const char *name = h->text(c, item, "/properties/friendlyName"), *own;
    if (name)
        return hf_same(name, share);
    own = strchr(h->name(c, item), ';');
    return own && hf_same(own + 1, share);
}

/* Protected: in the vault, or by snapshots in the account alone. */
static hf_status judge_tier(const hf_host *h, hf_ctx *c, const hf_resource *item)
{
    const hf_resource *policy = NULL;
    hf_reach reach = h->follow(c, item, "/properties/policyId", &policy);
    const char *why;
    hf_presence vaulted;
    if (reach != HF_REACHED) {
        why = h->gap(c, NULL, POLICY_RSV_POLICIES);
        return h->unknown(c,
                          "backed up, but whether in the vault or by snapshots alone is "
                          "not known, for want of the policy: %s%s%s",
                          policy_show_reach(reach), why ? "; " : "", why ? why : "");
    }
    vaulted = h->presence(c, policy, "/properties/vaultRetentionPolicy");
    if (vaulted == HF_IS_UNREAD)
        return h->unknown(c,
                          "backed up, but the answer for policy %s is too old to say "
                          "whether in the vault or by snapshots alone",
                          h->name(c, policy));
    h->evidence(c, policy, "/properties/vaultRetentionPolicy");
    if (vaulted == HF_IS_PRESENT)
        return h->pass(c, "backed up in the vault");
    return h->warn(
        c, HF_DEFAULT,
        "backed up by snapshots only: they live in the storage account and go "
        "with it; no protection of the vault reaches them (policy-vault-tier)");
}

static hf_status check_share(const hf_host *h, hf_ctx *c, const hf_resource *share)
{
    static const char protocols[] = "/properties/enabledProtocols";
    const char *protocol = h->text(c, share, protocols), *why;
    const hf_resource *account = h->parent(c, share, ACCOUNTS), *item;
    struct best best = {COVER_NONE, NULL};
    hf_set *items;
    if (h->truth(c, share, "/properties/deleted") == HF_YES)
        return h->not_applicable(c, "a deleted share");
    if (hf_same(protocol, "NFS"))
        return h->not_applicable(c, "an NFS share: Azure Backup does not support it");
    if (protocol && !hf_same(protocol, "SMB"))
        return h->unknown(c, "enabledProtocols is \"%s\"", protocol);
    if (has_tag(h, c, share, "/properties/metadata") || has_tag(h, c, account, "/tags"))
        return h->not_applicable(c, "excluded by its tag");
    if (!account)
        return h->unknown(c, "the storage account of the share was not read");
    if (protocol)
        h->evidence(c, share, protocols);
    else
        h->assume(c, share, protocols, "SMB");
    items = h->referrers(c, account, POLICY_ITEMS);
    while ((item = h->next(c, items)))
        if (hf_same(h->text(c, item, POLICY_KIND), "AzureStorage") &&
            is_of_share(h, c, item, h->name(c, share)))
            take_item(h, c, item, &best);
    if (best.cover == COVER_FULL) {
        h->evidence(c, best.item, POLICY_STATE);
        return judge_tier(h, c, best.item);
    }
    if (best.cover != COVER_NONE) {
        /* Shares cannot be paused: the word says nothing of them. */
        if (hf_same(h->text(c, best.item, POLICY_STATE), "ProtectionPaused"))
            best.cover = COVER_ODD;
        return judge_rest(h, c, &best);
    }
    why = h->gap(c, NULL, POLICY_ITEMS);
    if (why)
        return h->unknown(c, "no backup was seen, but not all vaults could be read: %s",
                          why);
    return h->fail(c, HF_DEFAULT, "no backup: its loss is final");
}

static const hf_check checks[] = {
    {.id = "coverage-vm",
     .protection = "coverage",
     .title = "Every virtual machine has a running backup",
     .severity = HF_HIGH,
     .targets = HF_LIST(POLICY_VM),
     .needs = HF_NEEDS({POLICY_ITEMS, HF_SCOPE, 1}, {GROUPS, HF_ABOVE, 1},
                       {POLICY_INSTANCES, HF_SCOPE, 1}, {POLICY_DISKS, HF_SCOPE, 1}),
     .settings = HF_SETTINGS({"exclude_tag", "holdfast-exclude",
                              "tag that leaves a machine out, unless its value is "
                              "false"}),
     .run = check_vm,
     .why = "A machine without a backup is lost with its disks, by a fault or by an "
            "intruder.",
     .remedy = "az backup protection enable-for-vm -g {vaultResourceGroup} -v {vault} "
               "--subscription {vaultSubscriptionId} --vm {id} --policy-name {policy} (a "
               "vault in the VM's region)",
     .controls = HF_LIST("MCSB:BR-1", "CIS:Ctl 11.2", "CIS:Foundations (text only)",
                         "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-azure-vms-introduction")},
    {.id = "coverage-file-share",
     .protection = "coverage",
     .title = "Every SMB file share has a running backup in a vault",
     .severity = HF_HIGH,
     .targets = HF_LIST(SHARES),
     .needs = HF_NEEDS({ACCOUNTS, HF_ABOVE, 0}, {POLICY_ITEMS, HF_SCOPE, 1},
                       {POLICY_RSV_POLICIES, HF_FOLLOWED, 0}),
     .settings = HF_SETTINGS({"exclude_tag", "holdfast-exclude",
                              "tag of the account or metadata of the share that leaves "
                              "it out, unless its value is false"}),
     .run = check_share,
     .why = "A share without a backup is lost with its account; snapshots alone are lost "
            "with it too.",
     .remedy =
         "az backup protection enable-for-azurefileshare -g {vaultResourceGroup} -v "
         "{vault} --subscription {vaultSubscriptionId} --storage-account "
         "{storageAccountId} --azure-file-share {name} -p {policy}",
     .controls =
         HF_LIST("MCSB:BR-1", "CIS:Ctl 11.2", "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "azure-file-share-backup-overview")},
};

HF_PLUGIN("coverage", "1.0", checks);
