/* Soft delete: whether deleted backups can be had back, for how long, and whether that
 * can be switched off. A Recovery Services vault tells it twice, in its own answer and in
 * backupconfig: the vault counts, backupconfig stands in where it is silent. */
#include <holdfast/plugin.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define BV "Microsoft.DataProtection/backupVaults"
#define CONFIG RSV "/backupconfig"
#define CONTAINERS RSV "/backupFabrics/protectionContainers"
#define ENGINES RSV "/backupEngines"

#define SETTINGS "/properties/securitySettings/softDeleteSettings"
#define SERVERS HF_LIST("MAB", "DPM", "AzureBackupServer")
#define PIN_IS_ON SETTINGS "/enhancedSecurityState", HF_LIST("Enabled", "AlwaysON"), NULL

/* Where a fact is told. `config` is NULL where there is no second place. */
struct source {
    const char *name, *vault, *config;
};

static const struct source rsv_state = {"softDeleteState", SETTINGS "/softDeleteState",
                                        "/properties/softDeleteFeatureState"};
static const struct source rsv_days = {"softDeleteRetentionPeriodInDays",
                                       SETTINGS "/softDeleteRetentionPeriodInDays",
                                       "/properties/softDeleteRetentionPeriodInDays"};
static const struct source rsv_hybrid = {"enhancedSecurityState",
                                         SETTINGS "/enhancedSecurityState",
                                         "/properties/enhancedSecurityState"};
static const struct source bv_state = {"softDeleteSettings.state", SETTINGS "/state",
                                       NULL};
static const struct source bv_days = {"softDeleteSettings.retentionDurationInDays",
                                      SETTINGS "/retentionDurationInDays", NULL};

enum state { ODD, OFF, ON, ALWAYS };

static int is_bv(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    return hf_same(h->type(c, vault), BV);
}

/* --- one fact from two places --- */

/* The word at one place; NULL: absent, null, not read, or "Invalid", which is how Azure
 * says that it does not know. What is no text comes back as "". */
static const char *read_word(const hf_host *h, hf_ctx *c, const hf_resource *r,
                             const char *pointer)
{
    if (!r || !pointer || h->presence(c, r, pointer) != HF_IS_PRESENT)
        return NULL;
    h->evidence(c, r, pointer);
    const char *word = h->text(c, r, pointer);
    return !word ? "" : hf_same(word, "Invalid") ? NULL : word;
}

static const char *find_word(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                             const struct source *s)
{
    const char *word = read_word(h, c, vault, s->vault);
    return word || !s->config ? word
                              : read_word(h, c, h->child(c, vault, CONFIG), s->config);
}

static int find_number(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                       const struct source *s, double *out)
{
    const hf_resource *from = vault;
    const char *pointer = s->vault;
    if (h->presence(c, from, pointer) != HF_IS_PRESENT && s->config) {
        from = h->child(c, vault, CONFIG);
        pointer = s->config;
    }
    if (h->presence(c, from, pointer) != HF_IS_PRESENT)
        return 0;
    h->evidence(c, from, pointer);
    return h->number(c, from, pointer, out);
}

/* The verdict when no place tells the fact. */
static hf_status say_absent(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                            const struct source *s)
{
    const char *state = h->presence(c, vault, s->vault) == HF_IS_UNREAD
                            ? "was not read (an old api-version or Resource Graph)"
                            : "is absent or Invalid";
    const char *why = s->config ? h->gap(c, vault, CONFIG) : NULL;
    if (!s->config)
        return h->unknown(c, "%s %s", s->name, state);
    return h->unknown(c, "%s %s, and backupconfig %s%s", s->name, state,
                      why ? "is missing: " : "does not tell it either", why ? why : "");
}

static hf_status say_odd(const hf_host *h, hf_ctx *c, const char *name, const char *word)
{
    return h->unknown(c, "%s is \"%s\", which is no word that is known for it", name,
                      word);
}

/* --- on, always on --- */

static enum state weigh_state(int bv, const char *word)
{
    if (bv)
        return hf_same(word, "AlwaysOn")                         ? ALWAYS
               : hf_same(word, "On") || hf_same(word, "Enabled") ? ON
               : hf_same(word, "Off")                            ? OFF
                                                                 : ODD;
    return hf_same(word, "AlwaysON")   ? ALWAYS
           : hf_same(word, "Enabled")  ? ON
           : hf_same(word, "Disabled") ? OFF
                                       : ODD;
}

/* The state, and the word that says it, or NULL. */
static enum state read_state(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                             const char **word)
{
    *word = find_word(h, c, vault, is_bv(h, c, vault) ? &bv_state : &rsv_state);
    return weigh_state(is_bv(h, c, vault), *word);
}

static hf_status say_state(const hf_host *h, hf_ctx *c, const hf_resource *vault,
                           const char *word)
{
    const struct source *s = is_bv(h, c, vault) ? &bv_state : &rsv_state;
    return word ? say_odd(h, c, s->name, word) : say_absent(h, c, vault, s);
}

static hf_status check_enabled(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const char *word;
    switch (read_state(h, c, vault, &word)) {
    case ALWAYS:
    case ON:
        return h->pass(c, "soft delete is on");
    case OFF:
        return h->fail(c, HF_DEFAULT,
                       "soft delete is off: a deleted backup is gone at once (the "
                       "service may enforce soft delete all the same: secure by "
                       "default)");
    case ODD:
        break;
    }
    return say_state(h, c, vault, word);
}

static hf_status check_always(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const char *word;
    switch (read_state(h, c, vault, &word)) {
    case ALWAYS:
        return h->pass(c, "soft delete is on and cannot be switched off");
    case ON:
        return h->warn(c, HF_DEFAULT,
                       "soft delete is on but can be switched off; after that a delete "
                       "is final");
    case OFF:
        return h->fail(c, HF_DEFAULT, "soft delete is off: a delete is final");
    case ODD:
        break;
    }
    return say_state(h, c, vault, word);
}

/* --- days --- */

static hf_status check_days(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const struct source *s = is_bv(h, c, vault) ? &bv_days : &rsv_days;
    double want = h->setting(c, "days"), days = 0;
    const char *word;
    enum state state = read_state(h, c, vault, &word);
    if (state == OFF)
        return h->fail(c, HF_DEFAULT,
                       "soft delete is off: a deleted backup is kept for no day");
    if (!find_number(h, c, vault, s, &days))
        return say_absent(h, c, vault, s);
    if (days < 14)
        return h->fail(c, HF_DEFAULT,
                       "a deleted backup is kept for %g d, less than the 14 that Azure "
                       "gives for free: who notices late has lost it",
                       days);
    if (state == ODD)
        return say_state(h, c, vault, word);
    if (days < want)
        return h->warn(c, HF_DEFAULT,
                       "a deleted backup is kept for %g d, less than the %g asked for: "
                       "who notices late has lost it",
                       days, want);
    return h->pass(c, "a deleted backup is kept for %g d (at least %g)", days, want);
}

/* --- MARS, DPM and MABS --- */

/* The name of a server that sends backups by itself, or NULL. */
static const char *find_server(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    static const char *const kinds[] = {"Windows", "MABContainer", "DPMContainer",
                                        "AzureBackupServerContainer"};
    const hf_resource *r = h->child(c, vault, ENGINES);
    if (r) {
        h->evidence(c, r, "/properties/backupEngineType");
        return h->name(c, r);
    }
    hf_set *containers = h->children(c, vault, CONTAINERS);
    while ((r = h->next(c, containers)))
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (hf_same(h->text(c, r, "/properties/containerType"), kinds[i])) {
                h->evidence(c, r, "/properties/containerType");
                return h->name(c, r);
            }
    return NULL;
}

static hf_status check_hybrid(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const char *server, *why, *word;
    if (is_bv(h, c, vault))
        return h->not_applicable(c, "a Backup vault takes no MARS, DPM or MABS server");
    word = find_word(h, c, vault, &rsv_hybrid);
    if (!word)
        return say_absent(h, c, vault, &rsv_hybrid);
    if (hf_same(word, "Enabled") || hf_same(word, "AlwaysON"))
        return h->pass(c, "critical operations of MARS, DPM and MABS ask for a PIN");
    if (!hf_same(word, "Disabled"))
        return say_odd(h, c, rsv_hybrid.name, word);
    server = find_server(h, c, vault);
    if (server)
        return h->fail(c, HF_DEFAULT,
                       "hybrid security is off and server %s is registered: its backups "
                       "can be deleted without a PIN",
                       server);
    why = h->gap(c, vault, CONTAINERS);
    why = why ? why : h->gap(c, vault, ENGINES);
    if (why)
        return h->unknown(c, "hybrid security is off; servers are not known: %s", why);
    return h->warn(c, HF_DEFAULT,
                   "hybrid security is off; no MARS, DPM or MABS server is registered "
                   "yet, the first one will be without a PIN");
}

/* --- do both places agree --- */

enum agreement { SAME, DIFFERENT, UNTOLD, INVALID };

/* backupconfig has no always-on word for hybrid security: its Enabled says both. */
static enum agreement compare_words(const hf_host *h, hf_ctx *c,
                                    const hf_resource *const *pair,
                                    const struct source *s)
{
    const char *a = h->text(c, pair[0], s->vault);
    const char *b = h->text(c, pair[1], s->config);
    enum state x = weigh_state(0, a), y = weigh_state(0, b);
    if (hf_same(a, "Invalid") || hf_same(b, "Invalid"))
        return INVALID;
    if (x == ODD || y == ODD)
        return UNTOLD;
    if (x == y || (s == &rsv_hybrid && x == ALWAYS && y == ON))
        return SAME;
    h->detail(c, s->name, "%s in the vault, %s in backupconfig", a, b);
    return DIFFERENT;
}

static enum agreement compare_days(const hf_host *h, hf_ctx *c,
                                   const hf_resource *const *pair)
{
    double a = 0, b = 0;
    if (!h->number(c, pair[0], rsv_days.vault, &a) ||
        !h->number(c, pair[1], rsv_days.config, &b))
        return UNTOLD;
    if (a <= b && a >= b)
        return SAME;
    h->detail(c, rsv_days.name, "%g in the vault, %g in backupconfig", a, b);
    return DIFFERENT;
}

static hf_status check_agreement(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const struct source *const all[] = {&rsv_state, &rsv_days, &rsv_hybrid};
    const struct source *differs = NULL, *untold = NULL;
    if (is_bv(h, c, vault))
        return h->not_applicable(c, "a Backup vault tells its soft delete in one place");
    const char *why = h->gap(c, vault, CONFIG);
    const hf_resource *pair[] = {vault, h->child(c, vault, CONFIG)};
    if (why)
        return h->unknown(c, "backupconfig is missing: %s", why);
    if (!pair[1])
        return h->unknown(c, "the vault has no backupconfig to compare with");
    for (size_t i = 0; i < 3; i++) {
        h->evidence(c, pair[0], all[i]->vault);
        h->evidence(c, pair[1], all[i]->config);
        enum agreement a = all[i] == &rsv_days ? compare_days(h, c, pair)
                                               : compare_words(h, c, pair, all[i]);
        if (a == INVALID)
            return h->unknown(c, "%s is Invalid: Azure does not know it yet",
                              all[i]->name);
        differs = a == DIFFERENT && !differs ? all[i] : differs;
        untold = a == UNTOLD && !untold ? all[i] : untold;
    }
    if (differs)
        return h->fail(c, HF_DEFAULT,
                       "the vault and its backupconfig differ in %s: the vault's value "
                       "is in force, whatever a script that writes backupconfig believes",
                       differs->name);
    if (untold)
        return h->unknown(c,
                          "%s is not told in both places, or in a word that is not "
                          "known",
                          untold->name);
    return h->pass(c, "the vault and its backupconfig say the same");
}

#define PAGES "https://learn.microsoft.com/azure/backup/"
#define CONCEPT PAGES "secure-by-default", PAGES "backup-azure-security-feature-cloud"

static const hf_check checks[] = {
    {.id = "soft-delete-enabled",
     .protection = "soft-delete",
     .title = "Deleted backups can be had back",
     .severity = HF_CRITICAL,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({CONFIG, HF_BELOW, 1}),
     .run = check_enabled,
     .why = "Without soft delete a backup that is deleted, by mistake or in an attack, "
            "is gone in the same minute.",
     .remedy = "RSV: az backup vault backup-properties set -g {resourceGroup} -n {name} "
               "--subscription {subscriptionId} --soft-delete-feature-state Enable ; "
               "BV: az dataprotection backup-vault update -g {resourceGroup} "
               "--vault-name {name} --subscription {subscriptionId} "
               "--soft-delete-state On --retention-duration-in-days 14",
     .controls = HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.1", "CIS:AzStor 5.1.1",
                         "CIS:AzStor v2 3.2.1", "CIS:AzStor v2 3.1.1", "CIS:Ctl 11.3",
                         "NIST-800-53:CP-9", "ISO-27001:A.8.13", "ISO-27001:A.8.10"),
     .refs = HF_LIST(CONCEPT)},
    {.id = "soft-delete-always-on",
     .protection = "soft-delete",
     .title = "Soft delete cannot be switched off",
     .severity = HF_HIGH,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({CONFIG, HF_BELOW, 1}),
     .run = check_always,
     .why = "Who takes over a vault switches soft delete off first: then what is deleted "
            "is gone, and what lay in soft delete can be purged.",
     .remedy = "IRREVERSIBLE: RSV: az backup vault backup-properties set -g "
               "{resourceGroup} -n {name} --subscription {subscriptionId} "
               "--soft-delete-feature-state AlwaysOn ; BV: az dataprotection "
               "backup-vault update -g {resourceGroup} --vault-name {name} "
               "--subscription {subscriptionId} --soft-delete-state AlwaysOn",
     .controls = HF_LIST("MCSB:BR-2", "CIS:Ctl 11.3", "NIST-800-53:CP-9",
                         "NIST-800-53:CM-5", "ISO-27001:A.8.13"),
     .refs = HF_LIST(CONCEPT)},
    {.id = "soft-delete-retention",
     .protection = "soft-delete",
     .title = "Deleted backups are kept long enough to be missed",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({CONFIG, HF_BELOW, 1}),
     .settings = HF_SETTINGS({"days", "14", "least days in soft delete (14 to 180)"}),
     .run = check_days,
     .why = "A deleted backup that nobody misses within these days is gone for good.",
     .remedy = "RSV: az backup vault backup-properties set -g {resourceGroup} -n {name} "
               "--subscription {subscriptionId} --soft-delete-duration 30 ; BV: az "
               "dataprotection backup-vault update -g {resourceGroup} --vault-name "
               "{name} --subscription {subscriptionId} --retention-duration-in-days 30 "
               "(days beyond 14 are charged)",
     .controls = HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.1", "CIS:Ctl 11.3",
                         "NIST-800-53:CP-9", "NIST-800-53:AU-11", "ISO-27001:A.8.13"),
     .refs = HF_LIST(CONCEPT)},
    {.id = "soft-delete-hybrid-security",
     .protection = "soft-delete",
     .title = "Backups of MARS, DPM and MABS cannot be deleted without a PIN",
     .severity = HF_MEDIUM,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({CONFIG, HF_BELOW, 1}, {CONTAINERS, HF_BELOW, 1},
                       {ENGINES, HF_BELOW, 1}),
     .only = HF_ONLY({CONTAINERS, SERVERS, PIN_IS_ON}, {ENGINES, NULL, PIN_IS_ON}),
     .run = check_hybrid,
     .why = "Who takes over a server that sends its own backups deletes them from there, "
            "unless the portal has to give a PIN first.",
     .remedy = "az backup vault backup-properties set -g {resourceGroup} -n {name} "
               "--subscription {subscriptionId} --hybrid-backup-security-features Enable",
     .controls = HF_LIST("MCSB:BR-2", "CIS:AzStor 5.2.1", "NIST-800-53:CP-9",
                         "NIST-800-53:IA-11", "ISO-27001:A.8.13"),
     .refs = HF_LIST(PAGES "backup-azure-security-feature")},
    {.id = "soft-delete-settings-agree",
     .protection = "soft-delete",
     .title = "The vault and its backupconfig tell the same of soft delete",
     .severity = HF_LOW,
     .targets = HF_LIST(RSV, BV),
     .needs = HF_NEEDS({CONFIG, HF_BELOW, 0}),
     .run = check_agreement,
     .why = "Two interfaces write the same setting, and a change can be answered with "
            "success and do nothing: who reads the wrong one believes in a protection "
            "that is not there.",
     .remedy = "set the wanted state once more through the vault (newer vaults refuse "
               "backupconfig: BMSUserErrorSoftDeleteUseVaultApi), then read both again",
     .controls = HF_LIST("MCSB:BR-2", "NIST-800-53:CM-6", "ISO-27001:A.8.9"),
     .refs = HF_LIST(PAGES "secure-by-default")},
};

HF_PLUGIN("soft-delete", "1.0", checks);
