/* How long policies keep their regular points, for policies in use and for each VM
 * through its item. */
#include "policy.h"

#define RULES "/properties/policyRules"
#define VAULT_RETENTION "/properties/vaultRetentionPolicy/vaultRetention"

/* Of one policy. `found`: 1 and days, 0 no such retention, -1 not readable. */
struct keep {
    int found;
    double days;
    const char *setting; /* that may ask for another threshold */
    const char *why;     /* it is not readable */
};

/* A retentionPolicy object: daily copies, else weekly ones, else the simple form. */
static void read_schedules(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                           const char *at, struct keep *k)
{
    static const char *const forms[] = {"/dailySchedule", "/weeklySchedule", ""};
    for (size_t i = 0; i < 3 && !k->found; i++)
        k->found = policy_read_days(
            h, c, policy, policy_make_pointer("%s%s", at, forms[i]).text, &k->days);
    if (k->found < 0)
        k->why = "its retention has a unit or number that is none";
}

/* SQL, HANA, ASE: the Full sub policy; instance snapshots have their own number. */
static void read_workload(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                          struct keep *k)
{
    int full = policy_find_part(h, c, policy, "Full");
    int snapshot = policy_find_part(h, c, policy, "SnapshotFull");
    const char *workload = h->text(c, policy, "/properties/workLoadType");
    struct policy_pointer at;
    k->setting = hf_same(workload, "SQLDataBase") ? "days_sql" : "days_sap";
    if (full >= 0) {
        read_schedules(h, c, policy,
                       policy_make_pointer(
                           "/properties/subProtectionPolicy/%d/retentionPolicy", full)
                           .text,
                       k);
        return;
    }
    if (snapshot < 0)
        return;
    at = policy_make_pointer("/properties/subProtectionPolicy/%d/"
                             "snapshotBackupAdditionalDetails/"
                             "instantRpRetentionRangeInDays",
                             snapshot);
    h->evidence(c, policy, at.text);
    k->found = h->number(c, policy, at.text, &k->days);
}

static void read_file_share(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                            struct keep *k)
{
    int vaulted = h->presence(c, policy, VAULT_RETENTION) == HF_IS_PRESENT;
    k->setting = "days_file_share";
    read_schedules(h, c, policy,
                   vaulted ? VAULT_RETENTION : "/properties/retentionPolicy", k);
    if (!k->found && h->presence(c, policy, VAULT_RETENTION) == HF_IS_UNREAD) {
        k->found = -1;
        k->why = "the answer is too old to hold the retention in the vault";
    }
}

/* One lifecycle of a default rule. A copy in the vault counts before one beside the
 * source; among equals the shorter. */
static void read_lifecycle(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                           const char *at, struct keep *k)
{
    static const char vault[] = "VaultStore";
    struct policy_pointer delete = policy_make_pointer("%s/deleteAfter/duration", at);
    const char *store = h->text(
        c, policy, policy_make_pointer("%s/sourceDataStore/dataStoreType", at).text);
    double seconds = 0;
    int in_vault = hf_same(store, vault);
    h->evidence(c, policy, delete.text);
    if (!h->duration(c, policy, delete.text, &seconds)) {
        k->why = "deleteAfter.duration of the default rule is no duration";
        return;
    }
    seconds /= 86400;
    if (in_vault && k->setting != vault) {
        k->setting = vault; /* kept only while reading: a copy in the vault was seen */
        k->days = seconds;
    } else if (in_vault == (k->setting == vault) && (!k->found || seconds < k->days)) {
        k->days = seconds;
    }
    k->found = 1;
}

/* Backup vaults: the rules with isDefault. */
static void read_rules(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                       struct keep *k)
{
    for (size_t i = 0, n = h->length(c, policy, RULES); i < n; i++) {
        struct policy_pointer all = policy_make_pointer(RULES "/%zu/lifecycles", i);
        size_t m = h->length(c, policy, all.text);
        const char *type =
            h->text(c, policy, policy_make_pointer(RULES "/%zu/objectType", i).text);
        if (!hf_same(type, "AzureRetentionRule") ||
            h->truth(c, policy, policy_make_pointer(RULES "/%zu/isDefault", i).text) !=
                HF_YES)
            continue;
        for (size_t j = 0; j < m; j++)
            read_lifecycle(h, c, policy, policy_make_pointer("%s/%zu", all.text, j).text,
                           k);
    }
    if (k->why)
        k->found = -1;
    k->setting = "days_backup_vault";
}

static void read_policy(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                        struct keep *k)
{
    const char *kind = NULL;
    if (hf_same(h->type(c, policy), POLICY_BV_POLICIES)) {
        read_rules(h, c, policy, k);
        return;
    }
    kind = h->text(c, policy, POLICY_KIND);
    if (hf_same(kind, "AzureWorkload")) {
        read_workload(h, c, policy, k);
    } else if (hf_same(kind, "AzureStorage")) {
        read_file_share(h, c, policy, k);
    } else {
        k->setting = hf_same(kind, "AzureIaasVM") ? "days_vm" : "days";
        read_schedules(h, c, policy, "/properties/retentionPolicy", k);
    }
}

static hf_status judge_policy(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    double least = h->setting(c, "least"), asked;
    struct keep k = {0};
    read_policy(h, c, policy, &k);
    asked = h->setting(c, k.setting);
    if (asked <= 0)
        asked = h->setting(c, "days");
    if (k.found < 0)
        return h->unknown(c, "policy %s cannot be judged: %s", h->name(c, policy), k.why);
    if (!k.found)
        return h->fail(
            c, HF_DEFAULT,
            "policy %s names no retention for its regular backups: they may be "
            "gone before damage is found",
            h->name(c, policy));
    if (k.days >= asked)
        return h->pass(c, "policy %s keeps regular backups for %g d (at least %g)",
                       h->name(c, policy), k.days, asked);
    if (k.days >= least)
        return h->warn(
            c, HF_DEFAULT,
            "policy %s keeps regular backups for %g d only (at least %g): damage "
            "that is found later cannot be undone",
            h->name(c, policy), k.days, asked);
    return h->fail(c, HF_DEFAULT,
                   "policy %s keeps regular backups for %g d only (at least %g): what is "
                   "damaged for longer than that cannot be restored",
                   h->name(c, policy), k.days, asked);
}

static hf_status judge_vm(const hf_host *h, hf_ctx *c, const hf_resource *vm)
{
    const hf_resource *item = policy_find_item(h, c, vm), *policy = NULL;
    const char *why;
    hf_reach reach;
    if (!item) {
        why = h->gap(c, NULL, POLICY_ITEMS);
        if (why)
            return h->unknown(c, "whether it has a backup is not known: %s", why);
        return h->not_applicable(c, "no running backup: coverage-vm tells");
    }
    h->evidence(c, item, "/properties/policyId");
    reach = h->follow(c, item, "/properties/policyId", &policy);
    if (reach == HF_REACHED)
        return judge_policy(h, c, policy);
    why = h->gap(c, NULL, POLICY_RSV_POLICIES);
    return h->unknown(c, "the policy of its backup is not known: %s%s%s",
                      policy_show_reach(reach), why ? "; " : "", why ? why : "");
}

static hf_status check_retention(const hf_host *h, hf_ctx *c, const hf_resource *target)
{
    hf_status status;
    if (hf_same(h->type(c, target), POLICY_VM))
        return judge_vm(h, c, target);
    status = policy_ask_use(h, c, target);
    return status ? status : judge_policy(h, c, target);
}

static const hf_check checks[] = {
    {.id = "policy-daily-retention",
     .protection = "policy",
     .title = "Regular backups are kept for a month",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(POLICY_RSV_POLICIES, POLICY_BV_POLICIES, POLICY_VM),
     .needs = HF_NEEDS({POLICY_ITEMS, HF_SCOPE, 1}, {POLICY_RSV_POLICIES, HF_SCOPE, 1},
                       {POLICY_INSTANCES, HF_SCOPE, 1}, {POLICY_BV, HF_ABOVE, 1}),
     .settings = HF_SETTINGS(
         {"days", "30", "least days that regular backups are kept"},
         {"least", "7", "days below which it is a failure, not a warning"},
         {"days_vm", "0", "the same for virtual machines, in days; 0: as days"},
         {"days_sql", "0", "the same for SQL Server in VMs, in days; 0: as days"},
         {"days_sap", "0", "the same for SAP HANA and ASE, in days; 0: as days"},
         {"days_file_share", "0", "the same for file shares, in days; 0: as days"},
         {"days_backup_vault", "0", "the same in backup vaults, in days; 0: as days"}),
     .run = check_retention,
     .why =
         "Intruders and silent damage are found after weeks; a backup from before must "
         "still exist then.",
     .remedy =
         "az backup policy set -g {resourceGroup} -v {vault} -n {policy} --subscription "
         "{subscriptionId} --policy @policy.json ; BV: az dataprotection backup-policy "
         "create with the longer rule, then az dataprotection backup-instance "
         "update-policy -g {resourceGroup} --vault-name {vault} --backup-instance-name "
         "{item} --subscription {subscriptionId} --policy-id {policyId}",
     .controls = HF_LIST("MCSB:BR-1", "CIS:Ctl 11.2", "NIST-800-53:CP-9",
                         "NIST-800-53:AU-11", "ISO-27001:A.8.13", "ISO-27001:A.5.33"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "guidance-best-practices")},
};

HF_PLUGIN("policy-retention", "1.0", checks);
