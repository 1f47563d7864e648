/* What the checks of policies and of coverage share: type names, the generation of a VM
 * policy, whether a policy is in use, the live item of a machine, durations in days. No
 * verdict is made here but the one of an unused policy. */
#ifndef HF_PLUGINS_POLICY_H
#define HF_PLUGINS_POLICY_H

#include <holdfast/plugin.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define POLICY_RSV "Microsoft.RecoveryServices/vaults"
#define POLICY_RSV_POLICIES POLICY_RSV "/backupPolicies"
#define POLICY_CONTAINERS POLICY_RSV "/backupFabrics/protectionContainers"
#define POLICY_ITEMS POLICY_CONTAINERS "/protectedItems"
#define POLICY_BV "Microsoft.DataProtection/backupVaults"
#define POLICY_BV_POLICIES POLICY_BV "/backupPolicies"
#define POLICY_INSTANCES POLICY_BV "/backupInstances"
#define POLICY_VM "Microsoft.Compute/virtualMachines"
#define POLICY_DISKS "Microsoft.Compute/disks"

#define POLICY_KIND "/properties/backupManagementType"
#define POLICY_COUNT "/properties/protectedItemsCount"
#define POLICY_TYPE "/properties/policyType"
#define POLICY_SCHEDULE_TYPE "/properties/schedulePolicy/schedulePolicyType"
#define POLICY_STATE "/properties/protectionState"

struct policy_pointer {
    char text[192];
};

/* A JSON Pointer with numbers in it. Use it within one expression: `.text`. */
__attribute__((format(printf, 1, 2))) static inline struct policy_pointer
policy_make_pointer(const char *fmt, ...)
{
    struct policy_pointer p;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(p.text, sizeof p.text, fmt, ap);
    va_end(ap);
    return p;
}

/* For a message: the word, or that it is absent. */
static inline const char *policy_show_word(const char *word)
{
    return word ? word : "(absent)";
}

enum policy_generation { POLICY_ODD, POLICY_V1, POLICY_V2 };

/* V1 or V2 of a VM policy, with its evidence. ODD: the word is neither (it is quoted in
 * `policyType`), or the answer that was read cannot tell. */
static inline enum policy_generation policy_read_generation(const hf_host *h, hf_ctx *c,
                                                            const hf_resource *policy)
{
    hf_presence there = h->presence(c, policy, POLICY_TYPE);
    const char *word = there == HF_IS_PRESENT ? h->text(c, policy, POLICY_TYPE) : NULL;
    const char *schedule = h->text(c, policy, POLICY_SCHEDULE_TYPE);
    if (word) {
        h->evidence(c, policy, POLICY_TYPE);
        if (hf_same(word, "V2"))
            return POLICY_V2;
        if (!hf_same(word, "V1"))
            return POLICY_ODD;
    }
    h->evidence(c, policy, POLICY_SCHEDULE_TYPE);
    if (hf_same(schedule, "SimpleSchedulePolicyV2"))
        return POLICY_V2;
    if (word)
        return POLICY_V1;
    if (there != HF_IS_ABSENT)
        return POLICY_ODD;
    h->assume(c, policy, POLICY_TYPE, "V1");
    return POLICY_V1;
}

/* The verdict for ODD. */
static inline hf_status policy_say_odd(const hf_host *h, hf_ctx *c,
                                       const hf_resource *policy)
{
    if (h->presence(c, policy, POLICY_TYPE) == HF_IS_PRESENT)
        return h->unknown(c, "policyType of policy %s is \"%s\", neither V1 nor V2",
                          h->name(c, policy),
                          policy_show_word(h->text(c, policy, POLICY_TYPE)));
    return h->unknown(c, "the answer for policy %s is too old to hold a policyType",
                      h->name(c, policy));
}

/* 0 when the policy is in use; else the verdict: n/a, or unknown where the instances of
 * its vault are not fully known. */
static inline hf_status policy_ask_use(const hf_host *h, hf_ctx *c,
                                       const hf_resource *policy)
{
    double n = 0;
    const char *why;
    if (!hf_same(h->type(c, policy), POLICY_BV_POLICIES)) {
        if (!h->number(c, policy, POLICY_COUNT, &n) || n >= 1)
            return (hf_status)0;
        h->evidence(c, policy, POLICY_COUNT);
        return h->not_applicable(c, "no item uses this policy");
    }
    if (h->next(c, h->referrers(c, policy, POLICY_INSTANCES)))
        return (hf_status)0;
    why = h->gap(c, h->parent(c, policy, POLICY_BV), POLICY_INSTANCES);
    if (why)
        return h->unknown(c, "whether the policy is in use is not known: %s", why);
    return h->not_applicable(c, "no backup instance uses this policy");
}

/* An item that backs up: neither soft-deleted nor stopped nor suspended. */
static inline int policy_is_live(const hf_host *h, hf_ctx *c, const hf_resource *item)
{
    const char *state = h->text(c, item, POLICY_STATE);
    if (h->truth(c, item, "/properties/isScheduledForDeferredDelete") == HF_YES)
        return 0;
    return !hf_same(state, "ProtectionStopped") && !hf_same(state, "BackupsSuspended");
}

/* The live item of a virtual machine, whatever vault holds it, or NULL. */
static inline const hf_resource *policy_find_item(const hf_host *h, hf_ctx *c,
                                                  const hf_resource *vm)
{
    hf_set *items = h->referrers(c, vm, POLICY_ITEMS);
    const hf_resource *item;
    while ((item = h->next(c, items)))
        if (hf_same(h->text(c, item, POLICY_KIND), "AzureIaasVM") &&
            policy_is_live(h, c, item))
            return item;
    return NULL;
}

/* What `follow` said, for the end of a sentence. */
static inline const char *policy_show_reach(hf_reach reach)
{
    return reach == HF_NO_LINK ? "it names none"
           : reach == HF_GONE  ? "it does not exist any more"
                               : "it could not be read";
}

/* 1 and *days, or 0 when the word is no unit of time. */
static inline int policy_count_days(double count, const char *unit, double *days)
{
    double one = hf_same(unit, "Days")     ? 1
                 : hf_same(unit, "Weeks")  ? 7
                 : hf_same(unit, "Months") ? 30
                 : hf_same(unit, "Years")  ? 365
                                           : 0;
    *days = count * one;
    return one > 0;
}

/* Days of the retentionDuration below `schedule` ("…/dailySchedule"). 1 and *days; 0 when
 * there is none; -1 when it cannot be read as a duration. */
static inline int policy_read_days(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                                   const char *schedule, double *days)
{
    struct policy_pointer all = policy_make_pointer("%s/retentionDuration", schedule);
    struct policy_pointer count = policy_make_pointer("%s/count", all.text);
    struct policy_pointer unit = policy_make_pointer("%s/durationType", all.text);
    double n = 0;
    if (h->presence(c, policy, all.text) != HF_IS_PRESENT)
        return 0;
    h->evidence(c, policy, count.text);
    h->evidence(c, policy, unit.text);
    if (!h->number(c, policy, count.text, &n) ||
        !policy_count_days(n, h->text(c, policy, unit.text), days))
        return -1;
    return 1;
}

/* The sub policy of that type ("Full"): its place, or -1. */
static inline int policy_find_part(const hf_host *h, hf_ctx *c, const hf_resource *policy,
                                   const char *type)
{
    size_t n = h->length(c, policy, "/properties/subProtectionPolicy");
    for (size_t i = 0; i < n; i++)
        if (hf_same(h->text(c, policy,
                            policy_make_pointer(
                                "/properties/subProtectionPolicy/%zu/policyType", i)
                                .text),
                    type))
            return (int)i;
    return -1;
}

/* Locations come as "westeurope" and as "West Europe". NULL equals nothing. */
static inline int policy_is_same_place(const char *a, const char *b)
{
    if (!a || !b)
        return 0;
    for (;; a++, b++) {
        while (*a == ' ')
            a++;
        while (*b == ' ')
            b++;
        if ((*a | 32) != (*b | 32))
            return 0;
        if (!*a)
            return 1;
    }
}

/* Whether two keys or ids begin with the same /subscriptions/{id}. */
static inline int policy_is_same_subscription(const char *a, const char *b)
{
    int slashes = 0;
    for (; *a && *b; a++, b++) {
        if (*a == '/' && *b == '/' && ++slashes == 3)
            return 1;
        if ((*a | 32) != (*b | 32))
            return 0;
    }
    return !*a && !*b;
}

#endif
