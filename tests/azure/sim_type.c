#include "sim_type.h"

#include "sim_text.h"

#include <ctype.h>
#include <string.h>

#define RSV "microsoft.recoveryservices/vaults"
#define FABRIC RSV "/backupfabrics/protectioncontainers"
#define DP "microsoft.dataprotection/"
#define BV DP "backupvaults"
#define STORAGE "microsoft.storage/storageaccounts"
#define AUTH "microsoft.authorization/"
#define RES "microsoft.resources/"

#define V_RSV                                                                            \
    "2016-06-01, 2020-02-02, 2020-10-01, 2021-01-01, 2022-10-01, 2023-01-01, "           \
    "2023-04-01, 2023-06-01, 2023-08-01, 2024-04-01, 2024-10-01, 2025-01-01, "           \
    "2025-02-01, 2025-08-01, 2026-01-01, 2026-02-01, 2026-05-01, 2026-07-01"
#define V_DP                                                                             \
    "2021-01-01, 2021-07-01, 2022-12-01, 2023-05-01, 2023-11-01, 2024-04-01, "           \
    "2025-01-01, 2025-02-01, 2025-07-01, 2025-09-01, 2026-03-01, 2026-06-01"
#define V_STORAGE "2019-06-01, 2021-09-01, 2022-09-01, 2023-05-01, 2024-01-01, 2026-04-01"
#define V_RES "2016-06-01, 2020-01-01, 2021-04-01, 2022-12-01, 2024-03-01"
#define V_AUTH "2018-07-01, 2022-04-01"
#define V_SCHEDULE "2020-10-01"
#define V_POLICY "2019-09-01, 2021-06-01, 2022-06-01, 2024-05-01, 2025-03-01"

static const struct sim_type sim_types[] = {
    {.list = RES "subscriptions", .versions = V_RES},
    {.list = RES "subscriptions/resourcegroups", .versions = V_RES},
    {.list = RES "subscriptions/locations", .versions = V_RES},
    {.list = RES "tenants", .versions = V_RES},
    {.list = "microsoft.management/managementgroups",
     .versions = "2020-05-01, 2023-04-01"},
    {.list = RSV, .versions = V_RSV, .action = "Microsoft.RecoveryServices/Vaults/read"},
    {.list = RSV "/backupconfig", .versions = V_RSV},
    {.list = RSV "/backupstorageconfig", .versions = V_RSV},
    {.list = RSV "/backupencryptionconfigs", .versions = V_RSV},
    {.list = RSV "/backupresourceguardproxies", .versions = V_RSV},
    {.list = RSV "/backuppolicies", .versions = V_RSV},
    {.list = RSV "/backupprotecteditems",
     .rows = {FABRIC "/protecteditems", RSV "/protectioncontainers/protecteditems"},
     .versions = V_RSV},
    {.list = RSV "/backupprotectioncontainers",
     .rows = {FABRIC, RSV "/protectioncontainers"},
     .versions = V_RSV},
    {.list = RSV "/backupprotectableitems",
     .rows = {FABRIC "/protectableitems", RSV "/protectioncontainers/protectableitems"},
     .versions = V_RSV},
    {.list = RSV "/backupprotectionintents",
     .rows = {RSV "/backupfabrics/backupprotectionintent", RSV "/backupprotectionintent"},
     .versions = V_RSV},
    {.list = RSV "/backupdeletedprotectioncontainers", .versions = V_RSV},
    {.list = FABRIC "/protecteditems/recoverypoints", .versions = V_RSV},
    {.list = RSV "/backupengines", .versions = V_RSV},
    {.list = RSV "/backupjobs", .versions = V_RSV},
    {.list = RSV "/backupusagesummaries", .versions = V_RSV},
    {.list = RSV "/usages", .versions = V_RSV},
    {.list = RSV "/privateendpointconnections", .versions = V_RSV},
    {.list = RSV "/replicationalertsettings", .versions = V_RSV},
    {.list = RSV "/replicationprotecteditems",
     .rows = {RSV "/replicationfabrics/replicationprotectioncontainers/"
                  "replicationprotecteditems"},
     .versions = V_RSV},
    {.list = "microsoft.recoveryservices/locations/deletedvaults",
     .versions = "2025-08-01, 2026-01-01, 2026-02-01, 2026-05-01, 2026-07-01"},
    {.list = BV, .versions = V_DP},
    {.list = BV "/backuppolicies", .versions = V_DP},
    {.list = BV "/backupinstances", .versions = V_DP},
    {.list = BV "/backupinstances/recoverypoints", .versions = V_DP},
    {.list = BV "/deletedbackupinstances", .versions = V_DP},
    {.list = BV "/backupjobs", .versions = V_DP},
    {.list = BV "/backupresourceguardproxies",
     .rows = {DP "vaults/backupresourceguardproxies"},
     .versions = V_DP},
    {.list = DP "resourceguards",
     .versions = V_DP,
     .action = "Microsoft.DataProtection/subscriptions/providers/resourceGuards/read",
     .single = "Microsoft.DataProtection/subscriptions/resourceGroups/providers/"
               "resourceGuards/read"},
    {.list = DP "locations/deletedvaults",
     .rows = {DP "locations/deletedbackupvaults", DP "deletedbackupvaults"},
     .versions = "2026-06-01"},
    {.list = "microsoft.compute/virtualmachines",
     .versions = "2019-07-01, 2022-03-01, 2024-03-01, 2024-07-01, 2026-04-01"},
    {.list = "microsoft.compute/disks",
     .versions = "2019-07-01, 2022-03-02, 2023-10-02, 2024-03-02, 2026-03-02"},
    {.list = "microsoft.compute/diskencryptionsets",
     .versions = "2019-07-01, 2022-03-02, 2023-10-02, 2024-03-02, 2026-03-02"},
    {.list = "microsoft.compute/snapshots",
     .versions = "2019-07-01, 2024-03-02, 2026-03-02"},
    {.list = "microsoft.compute/restorepointcollections",
     .versions = "2021-03-01, 2024-07-01, 2026-04-01"},
    {.list = "microsoft.keyvault/vaults",
     .versions = "2019-09-01, 2021-10-01, 2022-07-01, 2023-07-01, 2025-05-01"},
    {.list = STORAGE, .versions = V_STORAGE},
    {.list = STORAGE "/fileservices", .versions = V_STORAGE},
    {.list = STORAGE "/fileservices/shares", .versions = V_STORAGE},
    {.list = STORAGE "/blobservices", .versions = V_STORAGE},
    {.list = STORAGE "/blobservices/containers", .versions = V_STORAGE},
    {.list = "microsoft.sqlvirtualmachine/sqlvirtualmachines",
     .versions = "2021-11-01-preview, 2022-02-01, 2023-10-01"},
    {.list = "microsoft.insights/diagnosticsettings",
     .versions = "2017-05-01-preview, 2021-05-01-preview",
     .here_only = true},
    {.list = "microsoft.insights/actiongroups",
     .versions = "2019-06-01, 2021-09-01, 2022-06-01, 2023-01-01"},
    {.list = "microsoft.insights/metricalerts", .versions = "2018-03-01"},
    {.list = "microsoft.insights/scheduledqueryrules",
     .versions = "2018-04-16, 2021-08-01, 2022-06-15, 2023-12-01"},
    {.list = "microsoft.insights/activitylogalerts",
     .versions = "2017-04-01, 2020-10-01"},
    {.list = "microsoft.alertsmanagement/actionrules",
     .versions = "2019-05-05-preview, 2021-08-08"},
    {.list = "microsoft.alertsmanagement/alerts", .versions = "2018-05-05, 2019-03-01"},
    {.list = AUTH "roleassignments", .versions = V_AUTH, .above_too = true},
    {.list = AUTH "roledefinitions", .versions = V_AUTH, .above_too = true},
    {.list = AUTH "denyassignments", .versions = V_AUTH, .above_too = true},
    {.list = AUTH "roleeligibilityscheduleinstances",
     .versions = V_SCHEDULE,
     .above_too = true},
    {.list = AUTH "roleassignmentscheduleinstances",
     .versions = V_SCHEDULE,
     .above_too = true},
    {.list = AUTH "rolemanagementpolicies", .versions = V_SCHEDULE, .above_too = true},
    {.list = AUTH "locks", .versions = "2016-09-01, 2020-05-01"},
    {.list = AUTH "policyassignments", .versions = V_POLICY, .above_too = true},
    {.list = AUTH "policyexemptions",
     .versions = "2022-07-01-preview",
     .above_too = true},
    {.list = AUTH "policysetdefinitions", .versions = V_POLICY, .above_too = true},
};

static bool sim_type_is(const struct sim_type *type, const char *name)
{
    for (size_t i = 0; i < 2; i++) {
        if (type->rows[i] && strcmp(type->rows[i], name) == 0)
            return true;
    }
    return strcmp(type->list, name) == 0;
}

const struct sim_type *sim_type_find(const char *type)
{
    for (size_t i = 0; i < sizeof sim_types / sizeof *sim_types; i++) {
        if (sim_type_is(&sim_types[i], type))
            return &sim_types[i];
    }
    return NULL;
}

char *sim_type_action(const char *type, bool list)
{
    const struct sim_type *row = sim_type_find(type);

    if (list && row && row->action)
        return sim_text_print("%s", row->action);
    if (!list && row && row->single)
        return sim_text_print("%s", row->single);
    return sim_text_print("%s/read", list && row ? row->list : type);
}

bool sim_type_same(const char *a, const char *b)
{
    const struct sim_type *type;

    if (strcmp(a, b) == 0)
        return true;
    type = sim_type_find(a);
    return type && sim_type_is(type, b);
}

static const char *const sim_type_recovery[] = {
    RSV "/backuppolicies",
    RSV "/backupjobs",
    RSV "/alerts",
    FABRIC "/protecteditems",
    FABRIC "/protectableitems",
    "microsoft.recoveryservices/locations/deletedvaults",
    BV "/backupinstances",
    BV "/backuppolicies",
    BV "/backupjobs",
    BV "/deletedbackupinstances",
};

const char *sim_type_table(const char *type, const char *key)
{
    const char *slash = strchr(type, '/');

    if (strcmp(type, RES "subscriptions") == 0 ||
        strcmp(type, RES "subscriptions/resourcegroups") == 0)
        return "resourcecontainers";
    for (size_t i = 0; i < sizeof sim_type_recovery / sizeof *sim_type_recovery; i++) {
        if (strcmp(type, sim_type_recovery[i]) == 0)
            return "recoveryservicesresources";
    }
    if (strncmp(type, RSV "/replication", strlen(RSV "/replication")) == 0)
        return "recoveryservicesresources";
    /* tracked resources: of one level, below a group, extending nothing */
    if (!slash || strchr(slash + 1, '/') || !strstr(key, "/resourcegroups/"))
        return NULL;
    key = strstr(key, "/providers/");
    if (!key || strstr(key + 1, "/providers/") || strncmp(type, AUTH, strlen(AUTH)) == 0)
        return NULL;
    return "resources";
}

static bool sim_type_date(const char *version)
{
    static const char form[] = "dddd-dd-dd";
    int month, day;

    for (size_t i = 0; form[i]; i++) {
        if (form[i] == 'd' ? !isdigit((unsigned char)version[i]) : version[i] != form[i])
            return false;
    }
    month = (version[5] - '0') * 10 + version[6] - '0';
    day = (version[8] - '0') * 10 + version[9] - '0';
    if (month < 1 || month > 12 || day < 1 || day > 31)
        return false;
    return version[10] == '\0' || strcmp(version + 10, "-preview") == 0 ||
           strcmp(version + 10, "-privatepreview") == 0;
}

enum sim_type_version sim_type_judge(const char *version, const char *versions)
{
    const char *last;

    if (!sim_type_date(version))
        return SIM_VERSION_MALFORMED;
    if (!versions)
        return SIM_VERSION_GOOD;
    last = strrchr(versions, ' ');
    last = last ? last + 1 : versions;
    if (strcmp(version, last) > 0 || strncmp(version, versions, 10) < 0)
        return SIM_VERSION_REFUSED;
    /* only previews so far: the plain date was never published */
    if (strlen(version) == 10 && strncmp(version, last, 10) == 0 && last[10] == '-')
        return SIM_VERSION_REFUSED;
    return SIM_VERSION_GOOD;
}
