/* SAP HANA: whether every database that discovery found is backed up, and whether both
 * nodes of a replicated pair take part. A machine that was never registered with a vault
 * cannot be seen through ARM and is no finding here. */
#include "policy.h"

#define PROTECTABLE POLICY_CONTAINERS "/protectableItems"
#define INQUIRY "/properties/extendedInfo/inquiryInfo"
#define NODES "/properties/nodesList"

enum { WHY_MAX = 512 };

/* What was seen in one container. */
struct seen {
    size_t hana, others; /* databases and systems of HANA; what is not HANA */
    size_t databases, bad, odd;
    int systemdb;
    char bad_names[400], odd_names[400];
};

static void add_name(char *names, size_t size, const char *name, const char *state)
{
    size_t n = strlen(names);
    if (n + 1 < size)
        snprintf(names + n, size - n, "%s%s (%s)", n ? ", " : "", name,
                 policy_show_word(state));
}

/* One database and the word for its state: the item's, else that of the discovery. */
static void take_database(struct seen *s, const char *name, const char *state)
{
    s->databases++;
    if (hf_same(name, "SYSTEMDB"))
        s->systemdb = 1;
    if (hf_same(state, "Protected"))
        return;
    if (hf_same(state, "NotProtected") || hf_same(state, "ProtectionFailed") ||
        hf_same(state, "ProtectionError") || hf_same(state, "ProtectionStopped") ||
        hf_same(state, "BackupsSuspended") || hf_same(state, "soft-deleted")) {
        s->bad++;
        add_name(s->bad_names, sizeof s->bad_names, policy_show_word(name), state);
    } else {
        s->odd++;
        add_name(s->odd_names, sizeof s->odd_names, policy_show_word(name), state);
    }
}

static const char *show_item_state(const hf_host *h, hf_ctx *c, const hf_resource *item)
{
    if (h->truth(c, item, "/properties/isScheduledForDeferredDelete") == HF_YES)
        return "soft-deleted";
    return h->text(c, item, POLICY_STATE);
}

static int is_hana_item(const hf_host *h, hf_ctx *c, const hf_resource *item)
{
    return hf_same(h->text(c, item, "/properties/protectedItemType"),
                   "AzureVmWorkloadSAPHanaDatabase") ||
           hf_same(h->text(c, item, "/properties/workloadType"), "SAPHanaDatabase");
}

/* The item of the container with the name of a database that discovery lists: both names
 * read "saphanadatabase;{system};{database}". */
static const hf_resource *find_item(const hf_host *h, hf_ctx *c,
                                    const hf_resource *container, const char *name)
{
    hf_set *items = h->children(c, container, POLICY_ITEMS);
    const hf_resource *item;
    while ((item = h->next(c, items)))
        if (hf_same(h->name(c, item), name))
            return item;
    return NULL;
}

static void look_at_discovery(const hf_host *h, hf_ctx *c, const hf_resource *container,
                              struct seen *s)
{
    hf_set *all = h->children(c, container, PROTECTABLE);
    const hf_resource *p, *item;
    while ((p = h->next(c, all))) {
        const char *type = h->text(c, p, "/properties/protectableItemType");
        int database = hf_same(type, "SAPHanaDatabase");
        if (!database && !hf_same(type, "SAPHanaSystem") &&
            !hf_same(type, "SAPHanaDBInstance") && !hf_same(type, "HanaHSRContainer")) {
            s->others++;
            continue;
        }
        s->hana++;
        if (!database)
            continue;
        item = find_item(h, c, container, h->name(c, p));
        h->evidence(c, item ? item : p, POLICY_STATE);
        take_database(s, h->text(c, p, "/properties/friendlyName"),
                      item ? show_item_state(h, c, item) : h->text(c, p, POLICY_STATE));
    }
}

/* Items of databases that the list of the discovery does not hold. */
static void look_at_items(const hf_host *h, hf_ctx *c, const hf_resource *container,
                          struct seen *s)
{
    hf_set *items = h->children(c, container, POLICY_ITEMS), *all;
    const hf_resource *item, *p;
    while ((item = h->next(c, items))) {
        const char *name = h->name(c, item), *state;
        if (!is_hana_item(h, c, item)) {
            s->others++;
            continue;
        }
        s->hana++;
        all = h->children(c, container, PROTECTABLE);
        while ((p = h->next(c, all)))
            if (hf_same(h->name(c, p), name))
                break;
        if (p)
            continue;
        state = show_item_state(h, c, item);
        if (hf_same(state, "soft-deleted"))
            continue; /* neither lists nor discovery know the database any more */
        h->evidence(c, item, POLICY_STATE);
        take_database(s, h->text(c, item, "/properties/friendlyName"), state);
    }
}

static int is_inquiry_good(const char *status)
{
    return hf_same(status, "Success") || hf_same(status, "Succeeded");
}

/* Whether the inquiry names HANA among what it looked for. */
static int is_inquired(const hf_host *h, hf_ctx *c, const hf_resource *container)
{
    size_t n = h->length(c, container, INQUIRY "/inquiryDetails");
    for (size_t i = 0; i < n; i++) {
        const char *type =
            h->text(c, container,
                    policy_make_pointer(INQUIRY "/inquiryDetails/%zu/type", i).text);
        if (hf_same(type, "SAPHana") || hf_same(type, "SAPHanaDatabase"))
            return 1;
    }
    return 0;
}

static hf_status judge_databases(const hf_host *h, hf_ctx *c,
                                 const hf_resource *container, const struct seen *s)
{
    const char *inquiry = h->text(c, container, INQUIRY "/status");
    h->evidence(c, container, INQUIRY "/status");
    if (s->bad)
        return h->fail(
            c, HF_DEFAULT,
            "%zu of %zu HANA databases are not backed up: %s; without SYSTEMDB "
            "and all tenants the system cannot be rebuilt",
            s->bad, s->databases, s->bad_names);
    if (!is_inquiry_good(inquiry))
        return h->unknown(c,
                          "discovery of databases did not succeed (inquiry: \"%s\"), "
                          "so there may be more than the %zu that are known",
                          policy_show_word(inquiry), s->databases);
    if (s->odd)
        return h->unknown(c,
                          "%zu of %zu HANA databases are in a state that says neither "
                          "yes nor no: %s",
                          s->odd, s->databases, s->odd_names);
    if (!s->systemdb)
        return h->unknown(c, "discovery lists no SYSTEMDB, without which nothing can be "
                             "restored");
    return h->pass(c, "all databases that discovery lists are backed up (%zu)",
                   s->databases);
}

static hf_status check_hana(const hf_host *h, hf_ctx *c, const hf_resource *container)
{
    static const char registered[] = "/properties/registrationStatus";
    const char *type = h->text(c, container, "/properties/containerType");
    const char *status = h->text(c, container, INQUIRY "/status");
    struct seen s = {0};
    if (!type)
        return h->unknown(c, "containerType is absent");
    if (!hf_same(type, "VMAppContainer") && !hf_same(type, "HanaHSRContainer"))
        return h->not_applicable(c, "a container of kind %s, not of databases", type);
    if (hf_same(h->text(c, container, registered), "NotRegistered"))
        return h->not_applicable(c, "not registered");
    look_at_discovery(h, c, container, &s);
    look_at_items(h, c, container, &s);
    if (s.hana || is_inquired(h, c, container) || hf_same(type, "HanaHSRContainer"))
        return judge_databases(h, c, container, &s);
    if (!s.others && !is_inquiry_good(status))
        return h->unknown(c,
                          "discovery did not succeed (inquiry: \"%s\"): whether there "
                          "is HANA here is not known",
                          policy_show_word(status));
    return h->not_applicable(c, "no SAP HANA in this container");
}

/* One node: 0 when it is good, HF_UNKNOWN with the reason, which the next one may
 * outdo, or the verdict. */
static hf_status judge_node(const hf_host *h, hf_ctx *c, const hf_resource *item,
                            size_t i, char why[WHY_MAX])
{
    struct policy_pointer at = policy_make_pointer(NODES "/%zu", i);
    struct policy_pointer id = policy_make_pointer("%s/sourceResourceId", at.text);
    struct policy_pointer state = policy_make_pointer("%s/status", at.text);
    const hf_resource *vault = h->parent(c, item, POLICY_RSV), *vm = NULL;
    const char *name = policy_show_word(
        h->text(c, item, policy_make_pointer("%s/nodeName", at.text).text));
    const char *where = h->text(c, item, id.text);
    const char *word = h->text(c, item, state.text), *place;
    hf_reach reach;
    h->evidence(c, item, state.text);
    h->evidence(c, item, id.text);
    if (hf_same(word, "Failed")) {
        word =
            h->text(c, item, policy_make_pointer("%s/errorDetail/message", at.text).text);
        return h->fail(c, HF_DEFAULT,
                       "node %s failed (%s): after a takeover backups stop and the log "
                       "chain breaks",
                       name, word ? word : "no reason given");
    }
    /* A secondary that is not ready is as it should be. */
    if (!hf_same(word, "Succeeded") && !hf_same(word, "NotReady"))
        return snprintf(why, WHY_MAX, "the state of node %s is \"%s\"", name,
                        policy_show_word(word)),
               HF_UNKNOWN;
    if (!where)
        return snprintf(why, WHY_MAX, "node %s names no machine", name), HF_UNKNOWN;
    if (!policy_is_same_subscription(where, h->key(c, vault)))
        return h->fail(c, HF_DEFAULT,
                       "node %s is in another subscription than the vault: after a "
                       "takeover backups stop and the log chain breaks",
                       name);
    reach = h->follow(c, item, id.text, &vm);
    place = reach == HF_REACHED ? h->text(c, vm, "/location") : NULL;
    if (!place || !h->text(c, vault, "/location"))
        return snprintf(why, WHY_MAX,
                        "where node %s runs is not known, for want of its machine: %s",
                        name, policy_show_reach(reach)),
               HF_UNKNOWN;
    h->evidence(c, vm, "/location");
    if (!policy_is_same_place(place, h->text(c, vault, "/location")))
        return h->fail(c, HF_DEFAULT,
                       "node %s runs in %s, not in the vault's region: after a takeover "
                       "backups stop and the log chain breaks",
                       name, place);
    return (hf_status)0;
}

static hf_status check_nodes(const hf_host *h, hf_ctx *c, const hf_resource *item)
{
    size_t n;
    char why[WHY_MAX] = "";
    if (!strstr(h->key(c, item), "/protectioncontainers/hanahsrcontainer;") ||
        !(is_hana_item(h, c, item) ||
          hf_same(h->text(c, item, "/properties/protectedItemType"),
                  "AzureVmWorkloadSAPHanaDBInstance")))
        return h->not_applicable(c, "no replicated SAP HANA");
    if (h->truth(c, item, "/properties/isScheduledForDeferredDelete") == HF_YES)
        return h->not_applicable(c, "soft-deleted");
    if (h->presence(c, item, NODES) != HF_IS_PRESENT)
        return h->unknown(c, "the answer names no nodes (nodesList is absent)");
    n = h->length(c, item, NODES);
    h->evidence(c, item, NODES);
    if (n < 2)
        return h->fail(
            c, HF_DEFAULT,
            "the pair has %zu of its two nodes registered: after a takeover backups "
            "stop and the log chain breaks",
            n);
    for (size_t i = 0; i < n; i++) {
        hf_status status = judge_node(h, c, item, i, why);
        if (status == HF_FAIL)
            return status;
    }
    return *why ? h->unknown(c, "%s", why)
                : h->pass(c, "all %zu nodes take part, beside the vault", n);
}

static const hf_check checks[] = {
    {.id = "coverage-hana",
     .protection = "coverage",
     .title = "Every SAP HANA database that discovery found is backed up",
     .severity = HF_HIGH,
     .targets = HF_LIST(POLICY_CONTAINERS),
     .only = HF_ONLY({.type = POLICY_CONTAINERS, .kinds = HF_LIST("AzureWorkload")}),
     .needs = HF_NEEDS({PROTECTABLE, HF_BELOW, 0}, {POLICY_ITEMS, HF_BELOW, 0}),
     .run = check_hana,
     .why = "A HANA system is rebuilt from SYSTEMDB and every tenant together; one that "
            "is missing is lost.",
     .remedy =
         "az backup protection enable-for-azurewl -g {resourceGroup} -v {vault} "
         "--subscription {subscriptionId} -p {policy} --protectable-item-type "
         "SAPHanaDatabase --protectable-item-name {database} --server-name {server} "
         "--workload-type SAPHANA",
     .controls =
         HF_LIST("MCSB:BR-1", "CIS:Ctl 11.2", "NIST-800-53:CP-9", "ISO-27001:A.8.13"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/sap-hana-db-about")},
    {.id = "coverage-hana-hsr-both-nodes",
     .protection = "coverage",
     .title = "Both nodes of a replicated SAP HANA pair take part in its backup",
     .severity = HF_HIGH,
     .targets = HF_LIST(POLICY_ITEMS),
     .needs = HF_NEEDS({POLICY_RSV, HF_ABOVE, 0}, {POLICY_VM, HF_FOLLOWED, 0}),
     .run = check_nodes,
     .why =
         "The backup follows the primary. If the other node is not registered with the "
         "same vault, backups stop at a takeover and the log chain breaks.",
     .remedy =
         "az backup container register -g {resourceGroup} -v {vault} --subscription "
         "{subscriptionId} --workload-type SAPHANA --backup-management-type "
         "AzureWorkload --resource-id {nodeVmId}",
     .controls = HF_LIST("MCSB:BR-1", "NIST-800-53:CP-9", "NIST-800-53:CP-10",
                         "ISO-27001:A.8.13", "ISO-27001:A.8.14"),
     .refs = HF_LIST("https://learn.microsoft.com/azure/backup/"
                     "sap-hana-database-with-hana-system-replication-backup")},
};

HF_PLUGIN("coverage-hana", "1.0", checks);
