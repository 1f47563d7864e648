/* Policies of virtual machines: generation (V1, V2), what V1 cannot back up, and how long
 * snapshots stay at hand. */
#include "policy.h"

#define INSTANT "/properties/instantRpRetentionRangeInDays"
#define EXCLUSION "/properties/extendedProperties/diskExclusionProperties"

/* 0 when the target is a VM policy in use, else the verdict. */
static hf_status ask_vm_policy(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    const char *kind = h->text(c, policy, POLICY_KIND);
    if (!kind)
        return h->unknown(c, "the policy does not say what it backs up "
                             "(backupManagementType is absent)");
    if (!hf_same(kind, "AzureIaasVM"))
        return h->not_applicable(c, "a policy for %s, not for virtual machines", kind);
    return policy_ask_use(h, c, policy);
}

static hf_status check_enhanced(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    double per_day = h->setting(c, "backups_per_day");
    double instant = h->setting(c, "instant_restore_days");
    hf_status status = ask_vm_policy(h, c, policy);
    if (status)
        return status;
    switch (policy_read_generation(h, c, policy)) {
    case POLICY_V2:
        return h->pass(c, "enhanced policy (V2)");
    case POLICY_ODD:
        return policy_say_odd(h, c, policy);
    case POLICY_V1:
        break;
    }
    if (per_day > 1)
        return h->fail(
            c, HF_DEFAULT,
            "standard policy (V1): one backup a day at most, %g are asked for; "
            "up to a day of work is lost at a restore",
            per_day);
    if (instant > 5)
        return h->fail(c, HF_DEFAULT,
                       "standard policy (V1): snapshots stay at hand for 5 days at most, "
                       "%g are asked for; older points restore slowly from the vault",
                       instant);
    return h->warn(c, HF_DEFAULT,
                   "standard policy (V1): no several backups a day, no zone-redundant "
                   "snapshots, no instant restore beyond 5 days, no Premium SSD v2 or "
                   "Ultra disks");
}

/* The longest range that the policy could hold, in days. */
static double limit_instant_days(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    double hours = 0;
    if (policy_read_generation(h, c, policy) == POLICY_V1)
        return 5;
    if (!hf_same(h->text(c, policy, "/properties/schedulePolicy/scheduleRunFrequency"),
                 "Hourly") ||
        !h->number(c, policy, "/properties/schedulePolicy/hourlySchedule/interval",
                   &hours))
        return 30;
    return hours <= 4 ? 17 : hours <= 6 ? 22 : 30;
}

static hf_status check_instant(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    double least = h->setting(c, "days"), days = 0, limit;
    hf_status status = ask_vm_policy(h, c, policy);
    if (status)
        return status;
    if (!h->number(c, policy, INSTANT, &days))
        return h->unknown(c, "the answer holds no instantRpRetentionRangeInDays; old "
                             "answers leave it out");
    h->evidence(c, policy, INSTANT);
    if (days >= least)
        return h->pass(c, "snapshots stay at hand for %g d (at least %g)", days, least);
    if (h->presence(c, policy, POLICY_TYPE) == HF_IS_UNREAD)
        return h->fail(c, HF_DEFAULT,
                       "snapshots stay at hand for %g d only (at least %g): older points "
                       "restore slowly from the vault",
                       days, least);
    limit = limit_instant_days(h, c, policy);
    if (least > limit)
        return h->fail(c, HF_DEFAULT,
                       "snapshots stay at hand for %g d only (at least %g): older points "
                       "restore slowly from the vault; this kind of policy allows %g at "
                       "most",
                       days, least, limit);
    return h->fail(c, HF_DEFAULT,
                   "snapshots stay at hand for %g d only (at least %g): older points "
                   "restore slowly from the vault",
                   days, least);
}

/* What is known of the disks that V1 cannot back up. */
struct disks {
    int found, excluded;   /* such disks; those of them that the item leaves out */
    const char *name;      /* of the first that is not left out */
    const char *unread;    /* of a disk that could not be read */
    hf_reach reach;        /* why not */
    const hf_resource *vm; /* whose they are */
    const hf_resource *item;
};

/* Whether the item leaves out the data disk with that number. The list names what is
 * left out, or with isInclusionList what alone is taken. */
static int is_left_out(const hf_host *h, hf_ctx *c, const hf_resource *item, double lun)
{
    size_t n = h->length(c, item, EXCLUSION "/diskLunList");
    int named = 0, only_named;
    double x = 0;
    if (h->presence(c, item, EXCLUSION) != HF_IS_PRESENT)
        return 0;
    only_named = h->truth(c, item, EXCLUSION "/isInclusionList") == HF_YES;
    for (size_t i = 0; i < n; i++)
        if (h->number(c, item, policy_make_pointer(EXCLUSION "/diskLunList/%zu", i).text,
                      &x) &&
            x >= lun && x <= lun)
            named = 1;
    h->evidence(c, item, EXCLUSION "/diskLunList");
    h->evidence(c, item, EXCLUSION "/isInclusionList");
    return named != only_named;
}

/* `lun` is negative for the system disk, which no item leaves out. */
static void look_at_disk(const hf_host *h, hf_ctx *c, struct disks *d, const char *at,
                         double lun)
{
    struct policy_pointer id = policy_make_pointer("%s/managedDisk/id", at);
    const hf_resource *disk = NULL;
    hf_reach reach = h->follow(c, d->vm, id.text, &disk);
    const char *sku = reach == HF_REACHED ? h->text(c, disk, "/sku/name") : NULL;
    if (reach == HF_NO_LINK &&
        h->presence(c, d->vm, policy_make_pointer("%s/managedDisk", at).text) !=
            HF_IS_PRESENT)
        return;
    if (!sku) {
        d->unread = reach == HF_NO_LINK ? "whose id is absent"
                                        : policy_show_word(h->text(c, d->vm, id.text));
        d->reach = reach == HF_REACHED ? HF_OUT_OF_REACH : reach;
        return;
    }
    if (!hf_same(sku, "PremiumV2_LRS") && !hf_same(sku, "UltraSSD_LRS"))
        return;
    h->evidence(c, disk, "/sku/name");
    d->found++;
    if (lun >= 0 && d->item && is_left_out(h, c, d->item, lun))
        d->excluded++;
    else if (!d->name)
        d->name = h->name(c, disk);
}

static void look_at_disks(const hf_host *h, hf_ctx *c, struct disks *d)
{
    size_t n = h->length(c, d->vm, "/properties/storageProfile/dataDisks");
    if (!hf_same(h->text(c, d->vm,
                         "/properties/storageProfile/osDisk/diffDiskSettings/option"),
                 "Local"))
        look_at_disk(h, c, d, "/properties/storageProfile/osDisk", -1);
    for (size_t i = 0; i < n; i++) {
        struct policy_pointer at =
            policy_make_pointer("/properties/storageProfile/dataDisks/%zu", i);
        double lun = -1;
        h->number(c, d->vm, policy_make_pointer("%s/lun", at.text).text, &lun);
        look_at_disk(h, c, d, at.text, lun);
    }
}

/* The VM policies of the vaults that could take a machine. */
struct offer {
    const hf_resource *v1, *v2, *odd;
    const char *gap; /* why those of a vault are not known */
};

static void look_at_vault(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                          struct offer *o)
{
    const char *why = h->gap(c, vault, POLICY_RSV_POLICIES);
    hf_set *policies = h->children(c, vault, POLICY_RSV_POLICIES);
    const hf_resource *policy;
    if (why)
        o->gap = why;
    while ((policy = h->next(c, policies))) {
        enum policy_generation g;
        if (!hf_same(h->text(c, policy, POLICY_KIND), "AzureIaasVM"))
            continue;
        g = policy_read_generation(h, c, policy);
        if (g == POLICY_V2)
            o->v2 = policy;
        else if (g == POLICY_V1)
            o->v1 = policy;
        else
            o->odd = policy;
    }
}

/* No item: whether the vaults of the region and subscription could take it at all. */
static hf_status judge_unprotected(const hf_host *h, hf_ctx *c, const struct disks *d)
{
    const char *place = h->text(c, d->vm, "/location"), *why;
    const hf_resource *vault;
    hf_set *vaults = h->all(c, POLICY_RSV);
    struct offer o = {0};
    if ((why = h->gap(c, NULL, POLICY_ITEMS)) || (why = h->gap(c, NULL, POLICY_RSV)))
        return h->unknown(c,
                          "disk %s needs an enhanced policy (V2), no item was seen: %s",
                          d->name, why);
    while ((vault = h->next(c, vaults)))
        if (policy_is_same_place(h->text(c, vault, "/location"), place) &&
            policy_is_same_subscription(h->key(c, vault), h->key(c, d->vm)))
            look_at_vault(h, c, vault, &o);
    if (o.v2)
        return h->not_applicable(c,
                                 "not protected, but policy %s (V2) could take disk %s: "
                                 "coverage-vm tells",
                                 h->name(c, o.v2), d->name);
    if (o.gap)
        return h->unknown(c, "disk %s needs an enhanced policy (V2): %s", d->name, o.gap);
    if (o.odd)
        return policy_say_odd(h, c, o.odd);
    if (!o.v1)
        return h->not_applicable(c,
                                 "not protected, and no vault of its region and "
                                 "subscription has a policy for it: coverage-vm tells");
    return h->fail(
        c, HF_DEFAULT,
        "not protected, and the vaults of its region and subscription have only "
        "standard policies (V1): these cannot back up disk %s",
        d->name);
}

/* By the policy of the item; where it is out of reach, by what the item says of it. */
static hf_status judge_item(const hf_host *h, hf_ctx *c, const struct disks *d)
{
    const hf_resource *policy = NULL;
    hf_reach reach = h->follow(c, d->item, "/properties/policyId", &policy);
    const char *word = NULL;
    int v2 = 0;
    if (reach == HF_REACHED) {
        enum policy_generation g = policy_read_generation(h, c, policy);
        if (g == POLICY_ODD)
            return policy_say_odd(h, c, policy);
        v2 = g == POLICY_V2;
    } else {
        if (h->presence(c, d->item, POLICY_TYPE) == HF_IS_PRESENT)
            word = h->text(c, d->item, POLICY_TYPE);
        v2 = hf_same(word, "V2");
        if (!v2 && !hf_same(word, "V1"))
            return h->unknown(c,
                              "disk %s needs an enhanced policy (V2), the item's policy "
                              "is not known: %s",
                              d->name, policy_show_reach(reach));
        h->evidence(c, d->item, POLICY_TYPE);
    }
    h->evidence(c, d->item, "/properties/policyId");
    if (v2)
        return h->pass(c, "disk %s is backed up by an enhanced policy (V2)", d->name);
    return h->fail(
        c, HF_DEFAULT,
        "disk %s (Premium SSD v2 or Ultra) is on a standard policy (V1), which "
        "cannot back it up: backups fail",
        d->name);
}

static hf_status check_unsupported_disk(const hf_host *h, hf_ctx *c,
                                        const hf_resource *vm)
{
    struct disks d = {0};
    d.vm = vm;
    if (hf_same(h->text(c, vm, "/properties/securityProfile/securityType"),
                "ConfidentialVM"))
        return h->not_applicable(c, "a confidential VM: coverage-confidential-vm tells");
    d.item = policy_find_item(h, c, vm);
    look_at_disks(h, c, &d);
    if (!d.name && d.unread)
        return h->unknown(c, "the kind of disk %s is not known: %s", d.unread,
                          policy_show_reach(d.reach));
    if (!d.found)
        return h->not_applicable(c, "no Premium SSD v2 or Ultra disk");
    if (!d.name)
        return h->not_applicable(c, "all its Premium SSD v2 and Ultra disks are excluded "
                                    "from the backup: coverage-vm-all-disks tells");
    return d.item ? judge_item(h, c, &d) : judge_unprotected(h, c, &d);
}

static const hf_check checks[] = {
    {.id = "policy-enhanced",
     .protection = "policy",
     .title = "VM policies are enhanced policies (V2)",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(POLICY_RSV_POLICIES),
     .settings =
         HF_SETTINGS({"backups_per_day", "1", "backups a day that are asked for"},
                     {"instant_restore_days", "0",
                      "days of instant restore that are asked for; 0: not asked"}),
     .run = check_enhanced,
     .why = "A standard policy makes one backup a day at most, keeps snapshots in one "
            "zone for 5 days at most and cannot back up newer kinds of disks.",
     .remedy =
         "IRREVERSIBLE (no way back from V2 to V1): az backup policy create -g "
         "{resourceGroup} -v {vault} -n {newPolicy} --subscription {subscriptionId} "
         "--backup-management-type AzureIaasVM --policy @v2.json, then for each VM az "
         "backup item set-policy -g {resourceGroup} -v {vault} -c {container} -n {item} "
         "--subscription {subscriptionId} --backup-management-type AzureIaasVM "
         "--workload-type VM -p {newPolicy}",
     .controls = HF_LIST("MCSB:BR-1", "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-azure-vms-enhanced-policy")},
    {.id = "policy-v1-unsupported-disk",
     .protection = "policy",
     .title = "VMs with Premium SSD v2 or Ultra disks are on an enhanced policy (V2)",
     .severity = HF_HIGH,
     .targets = HF_LIST(POLICY_VM),
     .needs = HF_NEEDS({POLICY_DISKS, HF_FOLLOWED, 0}, {POLICY_ITEMS, HF_SCOPE, 1},
                       {POLICY_RSV_POLICIES, HF_SCOPE, 1}, {POLICY_RSV, HF_SCOPE, 1}),
     .run = check_unsupported_disk,
     .why = "A standard policy cannot back up Premium SSD v2 and Ultra disks: setting up "
            "the backup is refused or every backup fails.",
     .remedy =
         "IRREVERSIBLE (no way back from V2 to V1): az backup policy create -g "
         "{vaultResourceGroup} -v {vault} -n {newPolicy} --subscription "
         "{vaultSubscriptionId} --backup-management-type AzureIaasVM --policy @v2.json, "
         "then az backup item set-policy -g {vaultResourceGroup} -v {vault} -c "
         "{container} -n {item} --subscription {vaultSubscriptionId} "
         "--backup-management-type AzureIaasVM --workload-type VM -p {newPolicy}; "
         "unprotected: az backup protection enable-for-vm -g {vaultResourceGroup} -v "
         "{vault} --subscription {vaultSubscriptionId} --vm {id} --policy-name "
         "{v2Policy}",
     .controls =
         HF_LIST("MCSB:BR-1", "CIS:Ctl 11.2", "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-azure-vms-enhanced-policy",
                     "https://learn.microsoft.com/azure/backup/"
                     "backup-support-matrix-iaas")},
    {.id = "policy-instant-restore-retention",
     .protection = "policy",
     .title = "VM snapshots stay at hand for some days",
     .severity = HF_LOW,
     .targets = HF_LIST(POLICY_RSV_POLICIES),
     .settings = HF_SETTINGS({"days", "2", "least days of instant restore"}),
     .run = check_instant,
     .why = "Once the snapshot is gone a restore copies the disk back from the vault, "
            "which takes hours instead of minutes.",
     .remedy = "az backup policy set -g {resourceGroup} -v {vault} -n {policy} "
               "--subscription {subscriptionId} --policy @policy.json (must not exceed "
               "the daily retention)",
     .controls = HF_LIST("MCSB:BR-1", "NIST-800-53:CP-10", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-instant-restore-capability")},
};

HF_PLUGIN("policy", "1.0", checks);
