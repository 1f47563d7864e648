/* Immutable vaults: whether anybody can delete backups before their time, and whether
 * that can be switched off again. */
#include <holdfast/plugin.h>
#include <stdio.h>
#include <string.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define BV "Microsoft.DataProtection/backupVaults"
#define RSV_PROXIES RSV "/backupResourceGuardProxies"
#define BV_PROXIES BV "/backupResourceGuardProxies"

#define STATE "/properties/securitySettings/immutabilitySettings/state"
#define GUARDED "/properties/resourceGuardOperationDetails"

enum state { ODD, OFF, NEVER, UNLOCKED, LOCKED };

static enum state read_state(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    hf_presence there = h->presence(c, vault, STATE);
    if (there == HF_IS_UNREAD)
        return ODD;
    if (there == HF_IS_ABSENT) {
        h->assume(c, vault, STATE, "Disabled");
        return NEVER;
    }
    h->evidence(c, vault, STATE);
    const char *word = h->text(c, vault, STATE);
    return hf_same(word, "Locked")     ? LOCKED
           : hf_same(word, "Unlocked") ? UNLOCKED
           : hf_same(word, "Disabled") ? OFF
                                       : ODD;
}

/* The verdict for ODD. */
static hf_status say_odd(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    if (h->presence(c, vault, STATE) == HF_IS_UNREAD)
        return h->unknown(c, "the answer that was read is too old, or a row of Resource "
                             "Graph: it cannot hold the immutability state");
    const char *word = h->text(c, vault, STATE);
    if (!word)
        return h->unknown(c, "the immutability state is no text");
    return h->unknown(c,
                      "the immutability state is \"%s\", none of Disabled, Unlocked and "
                      "Locked",
                      word);
}

static hf_status check_enabled(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    switch (read_state(h, c, vault)) {
    case LOCKED:
        return h->pass(c, "immutability is locked: nobody can switch it off");
    case UNLOCKED:
        return h->pass(c, "immutability is in force, but not locked");
    case OFF:
        return h->fail(c, HF_DEFAULT,
                       "immutability is off: backups can be deleted, and their retention "
                       "shortened, before their time");
    case NEVER:
        return h->fail(c, HF_DEFAULT,
                       "immutability was never enabled: backups can be deleted, and "
                       "their retention shortened, before their time");
    case ODD:
        break;
    }
    return say_odd(h, c, vault);
}

static int ends_with(const char *text, const char *end)
{
    size_t n = text ? strlen(text) : 0, m = strlen(end);
    return n >= m && hf_same(text + n - m, end);
}

/* Whether the second person must agree before immutability is reduced. A remark, not a
 * part of the verdict. */
static void remark_guard(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const char *type = hf_same(h->type(c, vault), BV) ? BV_PROXIES : RSV_PROXIES;
    const hf_resource *proxy = h->child(c, vault, type);
    const char *why = proxy ? NULL : h->gap(c, vault, type);
    if (why) {
        h->detail(c, "guard", "whether a resource guard protects it is not known: %s",
                  why);
        return;
    }
    size_t n = h->length(c, proxy, GUARDED);
    for (size_t i = 0; i < n; i++) {
        char at[sizeof GUARDED + 64];
        snprintf(at, sizeof at, GUARDED "/%zu/vaultCriticalOperation", i);
        const char *operation = h->text(c, proxy, at);
        if (!ends_with(operation, "/write#reduceImmutabilityState") &&
            !ends_with(operation, "/reduceImmutabilityStateRequests"))
            continue;
        h->evidence(c, proxy, at);
        h->detail(c, "guard", "the resource guard asks a second person first");
        return;
    }
    h->detail(c, "guard",
              proxy ? "the vault's resource guard does not cover write#reduce"
                      "ImmutabilityState: one person is enough"
                    : "no resource guard: one person is enough");
}

static hf_status check_locked(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    switch (read_state(h, c, vault)) {
    case LOCKED:
        return h->pass(c, "immutability is locked: nobody can switch it off");
    case UNLOCKED:
        remark_guard(h, c, vault);
        return h->warn(c, HF_DEFAULT,
                       "immutability is in force but not locked: a vault admin can "
                       "switch it off and then delete");
    case OFF:
        return h->fail(c, HF_DEFAULT,
                       "immutability is off: there is nothing to lock, and backups can "
                       "be deleted before their time");
    case NEVER:
        return h->fail(c, HF_DEFAULT,
                       "immutability was never enabled: there is nothing to lock, and "
                       "backups can be deleted before their time");
    case ODD:
        break;
    }
    return say_odd(h, c, vault);
}

static const hf_check checks[] = {
    {.id = "immutability-enabled",
     .protection = "immutability",
     .title = "Immutability is in force in the vault",
     .severity = HF_HIGH,
     .targets = HF_LIST(RSV, BV),
     .run = check_enabled,
     .why = "Without immutability whoever may manage the vault, or stole such an "
            "account, deletes backups or shortens their retention before they are "
            "needed.",
     .remedy = "RSV: az backup vault update -g {resourceGroup} -n {name} --subscription "
               "{subscriptionId} --immutability-state Unlocked ; BV: az dataprotection "
               "backup-vault update -g {resourceGroup} --vault-name {name} "
               "--subscription {subscriptionId} --immutability-state Unlocked",
     .controls = HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.2", "CIS:AzStor 5.1.2",
                         "CIS:AzStor v2 3.2.2", "CIS:AzStor v2 3.1.2", "CIS:Ctl 11.3",
                         "NIST-800-53:CP-9", "NIST-800-53:CP-9(8)", "ISO-27001:A.8.13",
                         "ISO-27001:A.5.33"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-azure-immutable-vault-concept")},
    {.id = "immutability-locked",
     .protection = "immutability",
     .title = "Immutability of the vault is locked",
     .severity = HF_HIGH,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({RSV_PROXIES, HF_BELOW, 1}, {BV_PROXIES, HF_BELOW, 1}),
     .run = check_locked,
     .why = "An unlocked vault protects from mistakes only: who takes over an admin "
            "switches immutability off first and deletes the backups then.",
     .remedy = "IRREVERSIBLE (the retention of every policy in use becomes a floor: "
               "settle immutability-min-retention first): RSV: az backup vault update "
               "-g {resourceGroup} -n {name} --subscription {subscriptionId} "
               "--immutability-state Locked ; BV: az dataprotection backup-vault update "
               "-g {resourceGroup} --vault-name {name} --subscription {subscriptionId} "
               "--immutability-state Locked",
     .controls = HF_LIST("MCSB:BR-2", "CIS:Ctl 11.3", "NIST-800-53:CP-9",
                         "NIST-800-53:AU-9(1)", "ISO-27001:A.8.13", "ISO-27001:A.5.33"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "backup-azure-immutable-vault-concept")},
};

HF_PLUGIN("immutability", "1.0", checks);
