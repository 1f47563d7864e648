/* Multi-user authorization: whether dangerous operations on a vault take a second team,
 * whose Resource Guard it is, and what the guard leaves out. */
#include <holdfast/plugin.h>

#include <stdio.h>
#include <string.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define BV "Microsoft.DataProtection/backupVaults"
#define RSV_PROXIES RSV "/backupResourceGuardProxies"
#define BV_PROXIES BV "/backupResourceGuardProxies"
#define GUARDS "Microsoft.DataProtection/resourceGuards"
#define SUBSCRIPTIONS "Microsoft.Resources/subscriptions"

#define RSV_MUA "/properties/securitySettings/multiUserAuthorization"
#define BV_MUA "/properties/isVaultProtectedByResourceGuard"
#define GUARD_ID "/properties/resourceGuardResourceId"
#define OPERATIONS "/properties/resourceGuardOperations"
#define EXCLUSIONS "/properties/vaultCriticalOperationExclusionList"

#define MUA_REF                                                                          \
    "https://learn.microsoft.com/azure/backup/multi-user-authorization-concept"

static int is_backup_vault(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    return hf_same(h->type(c, r), BV);
}

static const char *proxies_of(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    return is_backup_vault(h, c, vault) ? BV_PROXIES : RSV_PROXIES;
}

/* The proxy of the vault; Azure keeps one at most. */
static const hf_resource *find_proxy(const hf_host *h, hf_ctx *c,
                                     const hf_resource *vault)
{
    return h->child(c, vault, proxies_of(h, c, vault));
}

/* --- mua-enabled --- */

static hf_status say_alone(const hf_host *h, hf_ctx *c)
{
    return h->fail(c, HF_DEFAULT,
                   "no Resource Guard: one admin alone can switch protections off and "
                   "delete backups");
}

/* The vault says nothing of its own: an old answer. The list of proxies settles it. */
static hf_status by_proxies(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const hf_resource *proxy = find_proxy(h, c, vault);
    if (proxy) {
        h->evidence(c, proxy, GUARD_ID);
        return h->pass(c, "a Resource Guard protects the vault: it has a proxy of one");
    }
    const char *gap = h->gap(c, vault, proxies_of(h, c, vault));
    if (gap)
        return h->unknown(c,
                          "the vault does not say whether a Resource Guard protects it, "
                          "and its proxies are not known: %s",
                          gap);
    return say_alone(h, c);
}

static hf_status enabled(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    int bv = is_backup_vault(h, c, vault), yes, no;
    const char *pointer = bv ? BV_MUA : RSV_MUA;
    h->evidence(c, vault, pointer);
    if (h->presence(c, vault, pointer) != HF_IS_PRESENT)
        return by_proxies(h, c, vault);
    const char *text = h->text(c, vault, pointer);
    hf_truth truth = h->truth(c, vault, pointer);
    yes = bv ? truth == HF_YES : hf_same(text, "Enabled");
    no = bv ? truth == HF_NO : hf_same(text, "Disabled");
    if (yes)
        return h->pass(c, "a Resource Guard protects the vault");
    if (no)
        return say_alone(h, c);
    if (hf_same(text, "Invalid"))
        return h->unknown(c, "multi-user authorization is Invalid: not settled while the "
                             "vault is being provisioned");
    return h->unknown(c,
                      "multi-user authorization is \"%s\", a word that is not known "
                      "for it",
                      text ? text : "(no text)");
}

/* --- the guard --- */

/* The proxy of a vault for the checks that are about its guard. NULL with *status said.
 */
static const hf_resource *proxy_or_say(const hf_host *h, hf_ctx *c,
                                       const hf_resource *vault, hf_status *status)
{
    const hf_resource *proxy = find_proxy(h, c, vault);
    if (proxy) {
        h->evidence(c, proxy, GUARD_ID);
        return proxy;
    }
    const char *gap = h->gap(c, vault, proxies_of(h, c, vault));
    *status = gap ? h->unknown(
                        c, "whether the vault has a Resource Guard is not known: %s", gap)
                  : h->not_applicable(c, "the vault has no Resource Guard (mua-enabled)");
    return NULL;
}

static hf_status exists(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    hf_status status = HF_UNKNOWN;
    const hf_resource *guard, *proxy = proxy_or_say(h, c, vault, &status);
    if (!proxy)
        return status;
    switch (h->follow(c, proxy, GUARD_ID, &guard)) {
    case HF_REACHED:
        return h->pass(c, "the Resource Guard %s is there", h->name(c, guard));
    case HF_GONE:
        return h->fail(
            c, HF_DEFAULT,
            "the vault points at a Resource Guard that does not exist any more: count on "
            "no second person being asked");
    case HF_OUT_OF_REACH:
        return h->unknown(
            c, "the Resource Guard lies where this identity may not read: good "
               "isolation, but whether it exists has to be asked with the "
               "security team's identity");
    case HF_NO_LINK:
        break;
    }
    return h->unknown(c, "the vault's proxy names no Resource Guard by an ARM id");
}

/* The segment behind "/name/" of an ARM id, at its place; length 0 when it is no such id.
 */
static const char *segment(const char *id, const char *name, size_t *len)
{
    size_t n = strlen(name);
    *len = 0;
    for (const char *p = id; (p = strchr(p, '/')); p++) {
        char word[32];
        size_t got = strcspn(p + 1, "/");
        if (got != n || n >= sizeof word || p[1 + n] != '/')
            continue;
        memcpy(word, p + 1, n);
        word[n] = '\0';
        if (!hf_same(word, name))
            continue;
        *len = strcspn(p + n + 2, "/");
        return p + n + 2;
    }
    return NULL;
}

static int same_segment(const char *a, const char *b, const char *name)
{
    char x[256], y[256];
    size_t n, m;
    const char *p = segment(a, name, &n), *q = segment(b, name, &m);
    if (!p || !q || n != m || n >= sizeof x)
        return 0;
    memcpy(x, p, n);
    memcpy(y, q, m);
    x[n] = y[m] = '\0';
    return hf_same(x, y);
}

/* Whether guard and vault stand in different tenants, as far as the subscriptions say. */
static void tell_tenant(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                        const char *id)
{
    char scope[300];
    size_t n;
    const char *sub = segment(id, "subscriptions", &n);
    if (!sub || !n || n > 200)
        return;
    snprintf(scope, sizeof scope, "/subscriptions/%.*s", (int)n, sub);
    const hf_resource *theirs = h->find(c, scope),
                      *ours = h->parent(c, vault, SUBSCRIPTIONS);
    const char *a = theirs ? h->text(c, theirs, "/tenantId") : NULL;
    const char *b = ours ? h->text(c, ours, "/tenantId") : NULL;
    if (a && b)
        h->detail(c, "tenant", "%s",
                  hf_same(a, b) ? "the same tenant" : "another tenant");
    else if (!theirs)
        h->detail(c, "tenant",
                  "the guard's subscription is not among those that were read");
}

static hf_status separate(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    hf_status status = HF_UNKNOWN;
    const hf_resource *proxy = proxy_or_say(h, c, vault, &status);
    if (!proxy)
        return status;
    const char *id = h->text(c, proxy, GUARD_ID), *own = h->id(c, vault);
    size_t n, m;
    if (!id || *id != '/' || !segment(id, "subscriptions", &n) || !n ||
        !segment(id, "resourceGroups", &m) || !m)
        return h->unknown(
            c, "the vault's proxy names its Resource Guard by something that is "
               "no ARM id");
    if (!same_segment(id, own, "subscriptions")) {
        tell_tenant(h, c, vault, id);
        return h->pass(c, "the Resource Guard is in another subscription");
    }
    if (same_segment(id, own, "resourceGroups"))
        return h->fail(
            c, HF_DEFAULT,
            "the Resource Guard is in the vault's own resource group: who owns the "
            "one owns the other");
    return h->warn(
        c, HF_DEFAULT,
        "the Resource Guard is in the vault's own subscription: whoever owns the "
        "subscription owns the guard");
}

/* --- mua-guard-exclusions --- */

enum weight { HARMLESS, KEEPS_DATA, DESTROYS, STRANGE };

static int ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && hf_same(text + n - m, end);
}

static enum weight weigh(const char *operation)
{
    static const struct {
        const char *end;
        enum weight weight;
    } known[] = {
        {"/protecteditems/recoverypoints/restore/action", HARMLESS},
        {"/backupinstances/restore/action", HARMLESS},
        {"/protecteditems/write#stopprotectionwithretaindata", KEEPS_DATA},
        {"/backupinstances/stopprotection/action", KEEPS_DATA},
        {"/backupinstances/suspendbackups/action", KEEPS_DATA},
        {"/write#modifyencryptionsettings", KEEPS_DATA},
        {"/backupencryptionconfigs/backupresourceencryptionconfig/write", KEEPS_DATA},
        {"/protecteditems/delete", DESTROYS},
        {"/protecteditems/write", DESTROYS},
        {"/backuppolicies/write", DESTROYS},
        {"/backupsecuritypin/action", DESTROYS},
        {"/protectioncontainers/delete", DESTROYS},
        {"/backupinstances/delete", DESTROYS},
        {"/backupinstances/write", DESTROYS},
        {"/write#reduceimmutabilitystate", DESTROYS},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (ends_with(operation, known[i].end))
            return known[i].weight;
    return STRANGE;
}

/* The part of an operation that a person reads: behind the vault's type. */
static const char *short_name(const char *operation)
{
    const char *at = strstr(operation, "aults/");
    return at ? at + 6 : operation;
}

struct weighed {
    unsigned count[STRANGE + 1];
    char worst[700]; /* names of the heaviest */
    char strange[200];
};

static void add_name(char *to, size_t size, const char *name)
{
    size_t used = strlen(to);
    snprintf(to + used, size - used, "%s%s", used ? ", " : "", name);
}

static void weigh_all(const hf_host *h, hf_ctx *c, const hf_resource *guard,
                      struct weighed *w)
{
    size_t n = h->length(c, guard, EXCLUSIONS);
    memset(w, 0, sizeof *w);
    for (int turn = 0; turn < 2; turn++) { /* first count, then name the heaviest */
        enum weight heaviest = w->count[DESTROYS] ? DESTROYS : KEEPS_DATA;
        for (size_t i = 0; i < n; i++) {
            char pointer[96];
            snprintf(pointer, sizeof pointer, "%s/%zu", EXCLUSIONS, i);
            const char *operation = h->text(c, guard, pointer);
            enum weight weight = operation ? weigh(operation) : STRANGE;
            if (!turn)
                w->count[weight]++;
            else if (weight == heaviest)
                add_name(w->worst, sizeof w->worst, short_name(operation));
            else if (weight == STRANGE && !*w->strange)
                add_name(w->strange, sizeof w->strange,
                         operation ? operation : "(no text)");
        }
    }
}

static hf_status exclusions(const hf_host *h, hf_ctx *c, const hf_resource *guard)
{
    struct weighed w;
    double number;
    if (h->presence(c, guard, EXCLUSIONS) == HF_IS_ABSENT)
        h->assume(c, guard, EXCLUSIONS, "none");
    else
        h->evidence(c, guard, EXCLUSIONS);
    if (h->text(c, guard, EXCLUSIONS) || h->number(c, guard, EXCLUSIONS, &number) ||
        h->truth(c, guard, EXCLUSIONS) != HF_ABSENT || h->member(c, guard, EXCLUSIONS, 0))
        return h->unknown(c, "what the guard excludes is no list");
    weigh_all(h, c, guard, &w);
    h->detail(c, "operations", "%zu can be guarded, %zu are excluded",
              h->length(c, guard, OPERATIONS), h->length(c, guard, EXCLUSIONS));
    if (w.count[DESTROYS])
        return h->fail(
            c, HF_DEFAULT,
            "the guard lets through without approval, for every vault that uses it: "
            "%s",
            w.worst);
    if (w.count[STRANGE])
        return h->unknown(c, "the guard excludes %s, an operation that is not known here",
                          w.strange);
    if (w.count[KEEPS_DATA])
        return h->warn(c, HF_DEFAULT,
                       "the guard lets through without approval: %s (the data stays)",
                       w.worst);
    return h->pass(c, w.count[HARMLESS] ? "the guard excludes nothing but restore"
                                        : "the guard excludes no operation");
}

#define PROXY_NEEDS {RSV_PROXIES, HF_BELOW, 1}, {BV_PROXIES, HF_BELOW, 1}

static const hf_check checks[] = {
    {.id = "mua-enabled",
     .title = "Dangerous operations take a second team",
     .severity = HF_HIGH,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS(PROXY_NEEDS),
     .run = enabled,
     .why = "With a Resource Guard, whoever steals a backup admin's account still cannot "
            "switch soft delete off or delete backups alone.",
     .remedy =
         "RSV: az backup vault resource-guard-mapping update -g {resourceGroup} -n "
         "{name} --subscription {subscriptionId} --resource-guard-id {guardId} ; BV: az "
         "dataprotection backup-vault resource-guard-mapping create -g {resourceGroup} "
         "--vault-name {name} --subscription {subscriptionId} --resource-guard-id "
         "{guardId} (a guard in the vault's region, owned by another team; then try a "
         "guarded operation and see it blocked)",
     .controls = HF_LIST("MCSB:BR-2", "MCSB:PA-1", "CIS:Ctl 11.3", "NIST-800-53:CP-9(7)",
                         "NIST-800-53:AC-3(2)", "NIST-800-53:AC-5", "ISO-27001:A.5.3",
                         "ISO-27001:A.8.2"),
     .refs = HF_LIST(MUA_REF)},
    {.id = "mua-guard-exists",
     .title = "The Resource Guard that the vault points at exists",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS(PROXY_NEEDS, {GUARDS, HF_FOLLOWED, 0}),
     .run = exists,
     .why = "A guard can be deleted while vaults point at it, and its protection goes "
            "with it.",
     .remedy = "recreate the guard under the same id, or map a new one as in mua-enabled",
     .controls = HF_LIST("MCSB:BR-2", "CIS:Ctl 11.3", "NIST-800-53:CP-9(7)",
                         "NIST-800-53:CM-6", "ISO-27001:A.5.3"),
     .refs = HF_LIST(MUA_REF)},
    {.id = "mua-guard-separate-scope",
     .title = "The Resource Guard belongs to somebody else",
     .severity = HF_HIGH,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS(PROXY_NEEDS, {SUBSCRIPTIONS, HF_SCOPE, 1}),
     .run = separate,
     .why = "A guard that the vault's own admin can change guards nothing.",
     .remedy =
         "create the guard in a subscription of the security team (same region as the "
         "vault) and remap the vault as in mua-enabled",
     .controls = HF_LIST("MCSB:PA-1", "MCSB:BR-2", "CIS:Ctl 11.4", "NIST-800-53:AC-5",
                         "NIST-800-53:CP-9(7)", "ISO-27001:A.5.3"),
     .refs = HF_LIST(MUA_REF)},
    {.id = "mua-guard-exclusions",
     .title = "The Resource Guard leaves no destructive operation out",
     .severity = HF_HIGH,
     .targets = HF_LIST(GUARDS),
     .run = exclusions,
     .why = "What a guard excludes can be done by one person alone, on every vault that "
            "uses it.",
     .remedy =
         "az resource update --ids {id} --set "
         "\"properties.vaultCriticalOperationExclusionList=[]\" (the dataprotection "
         "extension drops an empty list with a warning and changes nothing)",
     .controls = HF_LIST("MCSB:BR-2", "CIS:Ctl 11.3", "NIST-800-53:CP-9(7)",
                         "NIST-800-53:CM-5", "ISO-27001:A.5.3"),
     .refs = HF_LIST(MUA_REF)},
};
HF_PLUGIN("resource-guard", "1.0", checks);
