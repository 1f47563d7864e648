/* When policies move points to the archive tier. */
#include "policy.h"

/* Where the archive settings of a policy stand: "/properties", or the Full sub policy. */
struct place {
    int vm;
    struct policy_pointer base, tier; /* tier: the ArchivedRP object */
    const char *mode;                 /* of it, NULL when there is none */
};

/* 0 when the archive tier takes points of this kind of policy, else the verdict. */
static hf_status find_place(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                            struct place *p)
{
    const char *kind = h->text(c, policy, POLICY_KIND);
    const char *workload = h->text(c, policy, "/properties/workLoadType");
    int full = -1;
    p->vm = hf_same(kind, "AzureIaasVM");
    p->base = policy_make_pointer("/properties");
    if (p->vm)
        return (hf_status)0;
    if (!hf_same(kind, "AzureWorkload"))
        return kind ? h->not_applicable(c, "no archive tier for %s", kind)
                    : h->unknown(c, "backupManagementType is absent");
    if (!workload || hf_same(workload, "Invalid"))
        return h->unknown(c, "workLoadType is \"%s\"", policy_show_word(workload));
    if (!hf_same(workload, "SQLDataBase") && !hf_same(workload, "SAPHanaDatabase"))
        return h->not_applicable(c, "no archive tier for %s", workload);
    full = policy_find_part(h, c, policy, "Full");
    if (full < 0)
        return h->not_applicable(c, "no full backups: nothing can move to the archive");
    p->base = policy_make_pointer("/properties/subProtectionPolicy/%d", full);
    return (hf_status)0;
}

/* 0, or the verdict when the answer cannot hold a tiering policy. */
static hf_status read_tier(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                           struct place *p)
{
    struct policy_pointer all = policy_make_pointer("%s/tieringPolicy", p->base.text);
    const char *name;
    if (h->presence(c, policy, all.text) == HF_IS_UNREAD)
        return h->unknown(c, "the answer is too old to hold a tiering policy");
    for (size_t i = 0; (name = h->member(c, policy, all.text, i)); i++) {
        if (!hf_same(name, "ArchivedRP"))
            continue;
        p->tier = policy_make_pointer("%s/%s", all.text, name);
        all = policy_make_pointer("%s/tieringMode", p->tier.text);
        h->evidence(c, policy, all.text);
        p->mode = policy_show_word(h->text(c, policy, all.text));
        return (hf_status)0;
    }
    h->evidence(c, policy, all.text);
    return (hf_status)0;
}

/* The longest retention of those schedules in *days, 0 without any; -1: not readable. */
static int find_longest(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                        const struct place *p, double *days)
{
    static const char *const all[] = {"monthlySchedule", "yearlySchedule",
                                      "weeklySchedule", "dailySchedule"};
    *days = 0;
    for (size_t i = 0; i < 4; i++) {
        double n = 0;
        int found;
        if (i == 2 && p->vm) /* of machines only monthly and yearly points move */
            break;
        found = policy_read_days(
            h, c, policy,
            policy_make_pointer("%s/retentionPolicy/%s", p->base.text, all[i]).text, &n);
        if (found < 0)
            return -1;
        if (found && n > *days)
            *days = n;
    }
    return 0;
}

static hf_status check_smart(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    struct place p = {0}, rare;
    double days = 0;
    hf_status status = find_place(h, c, policy, &p);
    if (status || (status = policy_ask_use(h, c, policy)))
        return status;
    rare = p;
    rare.vm = 1; /* for databases too it is monthly and yearly points that pay */
    if (find_longest(h, c, policy, &rare, &days) < 0)
        return h->unknown(c, "the monthly or yearly retention is no duration");
    if (days < 270)
        return h->not_applicable(c, "no monthly or yearly points kept for 9 months");
    if ((status = read_tier(h, c, policy, &p)))
        return status;
    if (hf_same(p.mode, "TierAfter") || (p.vm && hf_same(p.mode, "TierRecommended")))
        return h->pass(c, "old points move to the archive tier (%s)", p.mode);
    if (hf_same(p.mode, "TierRecommended"))
        return h->fail(
            c, HF_DEFAULT,
            "TierRecommended is for virtual machines only: points that live up "
            "to %g d stay in the dearer tier",
            days);
    if (p.mode && !hf_same(p.mode, "DoNotTier") && !hf_same(p.mode, "Invalid"))
        return h->unknown(c, "tieringMode is \"%s\"", p.mode);
    return h->fail(
        c, HF_DEFAULT,
        "points that live up to %g d stay in the dearer tier (%s); this is about "
        "money, not protection: archived points wait for rehydration and are "
        "out of cross-region restore",
        days, p.mode ? p.mode : "no tiering policy");
}

static hf_status check_window(const hf_host *h, hf_ctx *c, const hf_resource *policy)
{
    struct place p = {0};
    struct policy_pointer count, unit;
    double after = 0, days = 0, least, most;
    hf_status status = find_place(h, c, policy, &p);
    if (status || (status = read_tier(h, c, policy, &p)))
        return status;
    if (!hf_same(p.mode, "TierAfter"))
        return h->not_applicable(c, "nothing is tiered after a fixed time");
    count = policy_make_pointer("%s/duration", p.tier.text);
    unit = policy_make_pointer("%s/durationType", p.tier.text);
    h->evidence(c, policy, count.text);
    h->evidence(c, policy, unit.text);
    if (!h->number(c, policy, count.text, &after) ||
        !policy_count_days(after, h->text(c, policy, unit.text), &after))
        return h->unknown(c, "TierAfter without a duration: durationType is \"%s\"",
                          policy_show_word(h->text(c, policy, unit.text)));
    if (find_longest(h, c, policy, &p, &days) < 0)
        return h->unknown(c, "a retention of the policy is no duration");
    least = p.vm ? 90 : 45;
    most = days - 180;
    if (most < least)
        return h->fail(c, HF_DEFAULT,
                       "points are to move after %g d, but none lives long enough (%g d; "
                       "%g are needed): nothing ever reaches the archive",
                       after, days, least + 180);
    if (after < least || after > most)
        return h->fail(
            c, HF_DEFAULT,
            "points are to move after %g d, outside %g to %g d: they never reach "
            "the archive or are charged for early deletion",
            after, least, most);
    return h->pass(c, "points move after %g d (%g to %g)", after, least, most);
}

static const hf_check checks[] = {
    {.id = "policy-smart-tiering",
     .protection = "policy",
     .title = "Points kept for long move to the archive tier",
     .severity = HF_INFO,
     .targets = HF_LIST(POLICY_RSV_POLICIES),
     .run = check_smart,
     .why =
         "Advice, not protection: archived points cost less, must be rehydrated before "
         "a restore and are out of cross-region restore.",
     .remedy = "az backup policy set -g {resourceGroup} -v {vault} -n {policy} "
               "--subscription {subscriptionId} --policy @policy.json (with "
               "tieringPolicy.ArchivedRP; early deletion from the archive is charged for "
               "180 days)",
     .controls = HF_LIST("MCSB:BR-1", "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs =
         HF_LIST("https://learn.microsoft.com/azure/backup/archive-tier-support",
                 "https://learn.microsoft.com/azure/backup/use-archive-tier-support")},
    {.id = "policy-archive-window",
     .protection = "policy",
     .title = "Points move to the archive at a time that can work",
     .severity = HF_LOW,
     .targets = HF_LIST(POLICY_RSV_POLICIES),
     .run = check_window,
     .why = "Outside the window points never reach the archive, or are charged for early "
            "deletion.",
     .remedy = "az backup policy set -g {resourceGroup} -v {vault} -n {policy} "
               "--subscription {subscriptionId} --policy @policy.json",
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/archive-tier-support")},
};

HF_PLUGIN("tiering", "1.0", checks);
