/* Soft delete: whether what was deleted can be brought back, for how long, and whether
 * that can be switched off first. The vault's own answer counts; where it lacks a fact, a
 * Recovery Services vault is asked through its backupconfig. */
#include <holdfast/plugin.h>

#include <math.h>
#include <stdio.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define BV "Microsoft.DataProtection/backupVaults"
#define CONFIG RSV "/backupconfig"
#define CONTAINERS RSV "/backupFabrics/protectionContainers"
#define ENGINES RSV "/backupEngines"

#define SETTINGS "/properties/securitySettings/softDeleteSettings"
#define RSV_STATE SETTINGS "/softDeleteState"
#define RSV_DAYS SETTINGS "/softDeleteRetentionPeriodInDays"
#define RSV_HYBRID SETTINGS "/enhancedSecurityState"
#define BV_STATE SETTINGS "/state"
#define BV_DAYS SETTINGS "/retentionDurationInDays"
#define CONFIG_STATE "/properties/softDeleteFeatureState"
#define CONFIG_DAYS "/properties/softDeleteRetentionPeriodInDays"
#define CONFIG_HYBRID "/properties/enhancedSecurityState"

#define LEAST_DAYS 14 /* the least that Azure allows */

static const char secure_by_default[] =
    "https://learn.microsoft.com/azure/backup/secure-by-default";
static const char soft_delete_ref[] =
    "https://learn.microsoft.com/azure/backup/backup-azure-security-feature-cloud";

enum state { MISSING, OFF, ON, ALWAYS, ODD };

static int is_backup_vault(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    return hf_same(h->type(c, r), BV);
}

/* Where a fact stands: in the vault, else in its backupconfig; NULL in neither. */
struct place {
    const hf_resource *r;
    const char *pointer;
};

static struct place find(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                         const char *in_vault, const char *in_config)
{
    if (h->presence(c, vault, in_vault) == HF_IS_PRESENT)
        return (struct place){vault, in_vault};
    const hf_resource *config = in_config ? h->child(c, vault, CONFIG) : NULL;
    if (config && h->presence(c, config, in_config) == HF_IS_PRESENT)
        return (struct place){config, in_config};
    return (struct place){NULL, in_vault};
}

static enum state word(const char *text)
{
    if (hf_same(text, "AlwaysON"))
        return ALWAYS;
    if (hf_same(text, "Enabled") || hf_same(text, "On"))
        return ON;
    return hf_same(text, "Disabled") || hf_same(text, "Off") ? OFF : ODD;
}

static enum state read_state(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                             struct place *at)
{
    int bv = is_backup_vault(h, c, vault);
    *at = bv ? find(h, c, vault, BV_STATE, NULL)
             : find(h, c, vault, RSV_STATE, CONFIG_STATE);
    if (!at->r)
        return MISSING;
    h->evidence(c, at->r, at->pointer);
    return word(h->text(c, at->r, at->pointer));
}

/* Neither source has it: why not, as far as the scan knows. */
static hf_status say_missing(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                             const char *what)
{
    const char *gap = is_backup_vault(h, c, vault) ? NULL : h->gap(c, vault, CONFIG);
    if (gap)
        return h->unknown(c, "the vault does not say its %s, and %s", what, gap);
    return h->unknown(c, "Azure sends no %s for this vault", what);
}

static hf_status say_odd(const hf_host *h, hf_ctx *c, const struct place *at)
{
    const char *text = h->text(c, at->r, at->pointer);
    return h->unknown(c, "Azure says soft delete \"%s\", which settles nothing",
                      text ? text : "(no text)");
}

static hf_status enabled(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    struct place at;
    switch (read_state(h, c, vault, &at)) {
    case ALWAYS:
        return h->pass(c, "soft delete is always on");
    case ON:
        return h->pass(c, "soft delete is on");
    case OFF:
        return h->fail(
            c, HF_DEFAULT,
            "soft delete is off: what an intruder deletes is gone at once (the "
            "service may enforce it all the same in secure-by-default regions)");
    case MISSING:
        return say_missing(h, c, vault, "soft delete state");
    case ODD:
        break;
    }
    return say_odd(h, c, &at);
}

static hf_status always_on(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    struct place at;
    switch (read_state(h, c, vault, &at)) {
    case ALWAYS:
        return h->pass(c, "soft delete is always on: nobody can switch it off");
    case ON:
        return h->warn(
            c, HF_DEFAULT,
            "soft delete is on but can be switched off; from then on a delete is "
            "final");
    case OFF:
        return h->fail(c, HF_DEFAULT, "soft delete is off: a delete is final");
    case MISSING:
        return say_missing(h, c, vault, "soft delete state");
    case ODD:
        break;
    }
    return say_odd(h, c, &at);
}

static hf_status retention(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    struct place state, at;
    int bv = is_backup_vault(h, c, vault);
    double days = 0, wanted = h->setting(c, "days");
    enum state on = read_state(h, c, vault, &state);
    if (on == OFF)
        return h->fail(c, HF_DEFAULT,
                       "soft delete is off: deleted backups are kept 0 days");
    if (on == ODD)
        return say_odd(h, c, &state);
    at = bv ? find(h, c, vault, BV_DAYS, NULL) : find(h, c, vault, RSV_DAYS, CONFIG_DAYS);
    if (!at.r)
        return say_missing(h, c, vault, "soft delete retention");
    h->evidence(c, at.r, at.pointer);
    if (!h->number(c, at.r, at.pointer, &days))
        return h->unknown(c, "Azure sends a soft delete retention that is no number");
    if (days >= wanted)
        return h->pass(c, "deleted backups are kept %g days", days);
    if (days >= LEAST_DAYS)
        return h->warn(c, HF_DEFAULT, "deleted backups are kept %g days, %g are wanted",
                       days, wanted);
    return h->fail(
        c, HF_DEFAULT,
        "deleted backups are kept only %g days: an intrusion that is found later "
        "finds them gone",
        days);
}

/* A server that backs up by agent: MARS (a Windows container), DPM or MABS. NULL: none;
 * *gap says why that is not certain. */
static const char *hybrid_server(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                                 const char **gap)
{
    static const char *const kinds[] = {"Windows", "AzureBackupServerContainer",
                                        "MABContainer", "DPMContainer"};
    hf_set *all = h->children(c, vault, CONTAINERS);
    const hf_resource *r;
    *gap = NULL;
    while ((r = h->next(c, all))) {
        const char *kind = h->text(c, r, "/properties/containerType");
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            if (!hf_same(kind, kinds[i]))
                continue;
            h->evidence(c, r, "/properties/containerType");
            return h->name(c, r);
        }
    }
    if ((r = h->child(c, vault, ENGINES))) {
        h->evidence(c, r, "/properties/backupEngineType");
        return h->name(c, r);
    }
    *gap = h->gap(c, vault, CONTAINERS);
    if (!*gap)
        *gap = h->gap(c, vault, ENGINES);
    return NULL;
}

static hf_status hybrid(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    if (is_backup_vault(h, c, vault))
        return h->not_applicable(c, "a Backup vault takes no agents");
    struct place at = find(h, c, vault, RSV_HYBRID, CONFIG_HYBRID);
    if (!at.r)
        return say_missing(h, c, vault, "security state for agents");
    h->evidence(c, at.r, at.pointer);
    enum state on = word(h->text(c, at.r, at.pointer));
    if (on == ON || on == ALWAYS)
        return h->pass(c, "deleting data of MARS, MABS or DPM takes a PIN");
    if (on != OFF)
        return say_odd(h, c, &at);
    const char *gap, *server = hybrid_server(h, c, vault, &gap);
    if (server)
        return h->fail(c, HF_DEFAULT,
                       "data of %s can be deleted without a PIN, from the server itself",
                       server);
    if (gap)
        return h->unknown(
            c,
            "security for agents is off; whether there are any is not known: "
            "%s",
            gap);
    return h->warn(
        c, HF_DEFAULT,
        "security for agents is off; no MARS, MABS or DPM server is registered yet");
}

/* --- the two places agree --- */

struct pair {
    const char *name, *in_vault, *in_config;
};

static int same_number(const hf_host *h, hf_ctx *c, const hf_resource *a, const char *p,
                       const hf_resource *b, const char *q, int *both)
{
    double x, y;
    *both = h->number(c, a, p, &x) && h->number(c, b, q, &y);
    return *both && fabs(x - y) < 0.5;
}

/* backupconfig knows no AlwaysON for agents: Enabled there is as good as AlwaysON here.
 */
static int same_word(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                     const hf_resource *config, const struct pair *p, int *both)
{
    enum state a = word(h->text(c, vault, p->in_vault));
    enum state b = word(h->text(c, config, p->in_config));
    *both = a != ODD && b != ODD;
    if (hf_same(p->in_config, CONFIG_HYBRID))
        return a == b || (a != OFF && b != OFF);
    return a == b;
}

static hf_status agree(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    static const struct pair pairs[] = {
        {"soft delete", RSV_STATE, CONFIG_STATE},
        {"days", RSV_DAYS, CONFIG_DAYS},
        {"security for agents", RSV_HYBRID, CONFIG_HYBRID}};
    int compared = 0, differ = 0, odd = 0;
    if (is_backup_vault(h, c, vault))
        return h->not_applicable(c, "a Backup vault has one place for these settings");
    const hf_resource *config = h->child(c, vault, CONFIG);
    if (!config) {
        const char *gap = h->gap(c, vault, CONFIG);
        return h->unknown(c, "%s",
                          gap ? gap : "Azure has no backupconfig for this vault");
    }
    for (size_t i = 0; i < 3; i++) {
        const struct pair *p = &pairs[i];
        int both, same;
        if (h->presence(c, vault, p->in_vault) != HF_IS_PRESENT ||
            h->presence(c, config, p->in_config) != HF_IS_PRESENT)
            continue;
        same = i == 1 ? same_number(h, c, vault, p->in_vault, config, p->in_config, &both)
                      : same_word(h, c, vault, config, p, &both);
        odd += !both;
        compared += both;
        if (same || !both)
            continue;
        differ++;
        h->evidence(c, vault, p->in_vault);
        h->evidence(c, config, p->in_config);
        h->detail(c, p->name, "the vault and its backupconfig differ");
    }
    if (differ)
        return h->fail(c, HF_DEFAULT,
                       "the vault and its backupconfig differ in %d of the soft delete "
                       "settings; the vault's are in force",
                       differ);
    if (odd)
        return h->unknown(c, "Azure sends a value of soft delete that settles nothing");
    return compared ? h->pass(c, "%d settings are the same in both places", compared)
                    : h->unknown(c, "no setting of soft delete was sent in both places");
}

#define COMMON_NEED HF_NEEDS({CONFIG, HF_BELOW, 1})

static const hf_check checks[] = {
    {.id = "soft-delete-enabled",
     .title = "Soft delete is on",
     .severity = HF_CRITICAL,
     .targets = HF_LIST(RSV, BV),
     .needs = COMMON_NEED,
     .run = enabled,
     .why = "Soft delete is the last line: without it, deleted backups cannot be brought "
            "back by anybody.",
     .remedy =
         "RSV: az backup vault backup-properties set -g {resourceGroup} -n {name} "
         "--subscription {subscriptionId} --soft-delete-feature-state Enable ; BV: az "
         "dataprotection backup-vault update -g {resourceGroup} --vault-name {name} "
         "--subscription {subscriptionId} --soft-delete-state On "
         "--retention-duration-in-days 14",
     .controls =
         HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.1", "CIS:AzStor 5.1.1", "CIS:Ctl 11.3",
                 "NIST-800-53:CP-9", "ISO-27001:A.8.13", "ISO-27001:A.8.10"),
     .refs = HF_LIST(soft_delete_ref, secure_by_default)},
    {.id = "soft-delete-always-on",
     .title = "Soft delete cannot be switched off",
     .severity = HF_HIGH,
     .targets = HF_LIST(RSV, BV),
     .needs = COMMON_NEED,
     .run = always_on,
     .why =
         "A switch that the vault's admin can turn is a switch that whoever steals the "
         "admin's account can turn, before deleting.",
     .remedy =
         "IRREVERSIBLE: RSV: az backup vault backup-properties set -g {resourceGroup} "
         "-n {name} --subscription {subscriptionId} --soft-delete-feature-state "
         "AlwaysOn ; BV: az dataprotection backup-vault update -g {resourceGroup} "
         "--vault-name {name} --subscription {subscriptionId} --soft-delete-state "
         "AlwaysOn",
     .controls = HF_LIST("MCSB:BR-2", "CIS:Ctl 11.3", "NIST-800-53:CP-9",
                         "NIST-800-53:CM-5", "ISO-27001:A.8.13"),
     .refs = HF_LIST(secure_by_default)},
    {.id = "soft-delete-retention",
     .title = "Deleted backups are kept long enough",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(RSV, BV),
     .needs = COMMON_NEED,
     .settings =
         HF_SETTINGS({"days", "14", "days that deleted backups are kept, 14 to 180"}),
     .run = retention,
     .why = "Intruders are found after weeks; deleted backups must still be there then.",
     .remedy =
         "RSV: az backup vault backup-properties set -g {resourceGroup} -n {name} "
         "--subscription {subscriptionId} --soft-delete-duration 30 ; BV: az "
         "dataprotection backup-vault update -g {resourceGroup} --vault-name {name} "
         "--subscription {subscriptionId} --retention-duration-in-days 30 (days beyond "
         "14 are charged)",
     .controls = HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.1", "CIS:Ctl 11.3",
                         "NIST-800-53:CP-9", "NIST-800-53:AU-11", "ISO-27001:A.8.13"),
     .refs = HF_LIST(soft_delete_ref)},
    {.id = "soft-delete-hybrid-security",
     .title = "Deleting what agents backed up takes a PIN",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({CONFIG, HF_BELOW, 1}, {CONTAINERS, HF_BELOW, 1},
                       {ENGINES, HF_BELOW, 1}),
     .run = hybrid,
     .why = "Whoever owns a server with MARS, MABS or DPM could delete its backups from "
            "there.",
     .remedy = "az backup vault backup-properties set -g {resourceGroup} -n {name} "
               "--subscription {subscriptionId} --hybrid-backup-security-features Enable",
     .controls = HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.1", "NIST-800-53:CP-9",
                         "NIST-800-53:IA-11", "ISO-27001:A.8.13"),
     .refs = HF_LIST(
         "https://learn.microsoft.com/azure/backup/backup-azure-security-feature")},
    {.id = "soft-delete-settings-agree",
     .title = "Both places for soft delete say the same",
     .severity = HF_LOW,
     .targets = HF_LIST(RSV, BV),
     .needs = COMMON_NEED,
     .run = agree,
     .why = "Two interfaces write one setting; where they differ somebody believes in a "
            "protection that is not in force.",
     .remedy = "set the wanted state once more through the vault (newer vaults refuse "
               "backupconfig: BMSUserErrorSoftDeleteUseVaultApi), then read both again",
     .controls = HF_LIST("MCSB:BR-2", "NIST-800-53:CM-6", "ISO-27001:A.8.9"),
     .refs = HF_LIST(soft_delete_ref)},
};
HF_PLUGIN("soft-delete", "1.0.0", checks);
