#include "data/catalog_facts.h"

#define SECURITY "/properties/securitySettings/"
#define SOFT_DELETE SECURITY "softDeleteSettings/"
#define MONITORING "/properties/monitoringSettings/"

/* --- what a body cannot tell of itself --- */

/* The row of a vault in Resource Graph carries redundancy, monitoring and security
 * settings; the other properties were never seen there. */
const struct catalog_unread catalog_facts_rsv[] = {
    {NULL, "2022-10-01", "/properties/publicNetworkAccess"},
    {NULL, "2022-10-01", "/properties/redundancySettings"},
    {NULL, "2022-10-01", "/properties/monitoringSettings"},
    {NULL, "2022-10-01", SECURITY "immutabilitySettings"},
    {NULL, "2023-04-01", SECURITY "softDeleteSettings"},
    {NULL, "2023-04-01", SECURITY "multiUserAuthorization"},
    {NULL, "2023-04-01", "/properties/restoreSettings"},
    {NULL, "2023-04-01", "/properties/secureScore"},
    {NULL, "2023-08-01", SECURITY "softDeleteSettings/enhancedSecurityState"},
    {NULL, "2024-04-01", "/properties/bcdrSecurityLevel"},
    {NULL, "2024-04-01",
     MONITORING "azureMonitorAlertSettings/alertsForAllReplicationIssues"},
    {NULL, "2024-04-01",
     MONITORING "azureMonitorAlertSettings/alertsForAllFailoverIssues"},
    {NULL, "2024-04-01",
     MONITORING "classicAlertSettings/emailNotificationsForSiteRecovery"},
    {NULL, "2025-02-01", SECURITY "sourceScanConfiguration"},
    {NULL, "2026-01-01", "/properties/costManagementSettings"},
    {NULL, "2026-05-01", SECURITY "immutabilitySettings/configuration"},
    {NULL, "2026-05-01", "/properties/regionOfChoiceSettings"},
    {"graph", NULL, "/properties/publicNetworkAccess"},
    {"graph", NULL, "/properties/privateEndpointConnections"},
    {"graph", NULL, "/properties/privateEndpointStateForBackup"},
    {"graph", NULL, "/properties/encryption"},
    {"graph", NULL, "/properties/restoreSettings"},
    {"graph", NULL, "/properties/secureScore"},
    {"graph", NULL, "/properties/bcdrSecurityLevel"},
    {"graph", NULL, "/properties/backupStorageVersion"},
    {"graph", NULL, "/properties/moveState"},
    {NULL, NULL, NULL}};

const struct catalog_unread catalog_facts_policy[] = {
    {NULL, "2021-12-01", "/properties/policyType"},
    {NULL, "2021-12-01", "/properties/tieringPolicy"},
    {NULL, "2021-12-01", "/properties/subProtectionPolicy/*/tieringPolicy"},
    {NULL, "2023-06-01", "/properties/vaultRetentionPolicy"},
    {NULL, "2024-04-01", "/properties/snapshotConsistencyType"},
    {NULL, NULL, NULL}};

/* `extendedInfo` comes with the single item alone. `lastRecoveryPoint` is no entry: lists
 * carry it for machines, and a machine without one was never backed up. A row of Resource
 * Graph says `currentProtectionState` and little else. */
const struct catalog_unread catalog_facts_item[] = {
    {"list", NULL, "/properties/extendedInfo"},
    {NULL, "2023-06-01", "/properties/softDeleteRetentionPeriodInDays"},
    {NULL, "2023-06-01", "/properties/vaultId"},
    {NULL, "2025-02-01", "/properties/policyType"},
    {NULL, "2026-07-01", "/properties/sourceSideScanInfo"},
    {"graph", NULL, "/properties/extendedInfo"},
    {"graph", NULL, "/properties/extendedProperties"},
    {"graph", NULL, "/properties/protectedItemType"},
    {"graph", NULL, "/properties/protectionState"},
    {"graph", NULL, "/properties/protectionStatus"},
    {"graph", NULL, "/properties/healthStatus"},
    {"graph", NULL, "/properties/healthDetails"},
    {"graph", NULL, "/properties/protectedItemHealthStatus"},
    {"graph", NULL, "/properties/kpisHealths"},
    {"graph", NULL, "/properties/lastBackupStatus"},
    {"graph", NULL, "/properties/lastBackupTime"},
    {"graph", NULL, "/properties/lastBackupErrorDetail"},
    {"graph", NULL, "/properties/isScheduledForDeferredDelete"},
    {"graph", NULL, "/properties/isDeferredDeleteScheduleUpcoming"},
    {"graph", NULL, "/properties/deferredDeleteTimeInUTC"},
    {"graph", NULL, "/properties/deferredDeleteTimeRemaining"},
    {"graph", NULL, "/properties/softDeleteRetentionPeriodInDays"},
    {"graph", NULL, "/properties/isArchiveEnabled"},
    {"graph", NULL, "/properties/isRehydrate"},
    {"graph", NULL, "/properties/policyType"},
    {"graph", NULL, "/properties/virtualMachineId"},
    {"graph", NULL, "/properties/nodesList"},
    {"graph", NULL, "/properties/containerName"},
    {"graph", NULL, "/properties/parentName"},
    {"graph", NULL, "/properties/serverName"},
    {NULL, NULL, NULL}};

/* Seen in Resource Graph: soft delete, both levels, the guard flag, redundancy. */
const struct catalog_unread catalog_facts_bv[] = {
    {NULL, "2022-12-01", "/properties/securitySettings"},
    {NULL, "2022-12-01", "/properties/monitoringSettings"},
    {NULL, "2022-12-01", "/properties/featureSettings/crossSubscriptionRestoreSettings"},
    {NULL, "2023-05-01", "/properties/featureSettings/crossRegionRestoreSettings"},
    {NULL, "2023-05-01", "/properties/isVaultProtectedByResourceGuard"},
    {NULL, "2023-05-01", "/properties/secureScore"},
    {NULL, "2023-05-01", "/identity/userAssignedIdentities"},
    {NULL, "2023-11-01", "/properties/replicatedRegions"},
    {NULL, "2024-04-01", SECURITY "encryptionSettings"},
    {NULL, "2024-04-01", "/properties/bcdrSecurityLevel"},
    {NULL, "2026-06-01", "/properties/costManagementSettings"},
    {"graph", NULL, SECURITY "immutabilitySettings"},
    {"graph", NULL, SECURITY "encryptionSettings"},
    {"graph", NULL, "/properties/featureSettings"},
    {"graph", NULL, "/properties/monitoringSettings"},
    {NULL, NULL, NULL}};

/* --- what a body tells of the resources below it --- */

/* Both say the same, and the vault's word counts. */
const struct catalog_told catalog_facts_config[] = {
    {SOFT_DELETE "softDeleteState", "AlwaysON Enabled Disabled", false},
    {SOFT_DELETE "softDeleteRetentionPeriodInDays", NULL, false},
    {SOFT_DELETE "enhancedSecurityState", "AlwaysON Enabled Disabled", false},
    {NULL, NULL, false}};

/* A copy in one datacenter asks on: whether that can still be changed stands in the
 * storage configuration alone. */
const struct catalog_told catalog_facts_storage[] = {
    {"/properties/redundancySettings/standardTierStorageRedundancy",
     "GeoRedundant ZoneRedundant ReadAccessGeoZoneRedundant", false},
    {NULL, NULL, false}};

/* Azure derives the word from the proxies. */
const struct catalog_told catalog_facts_rsv_proxy[] = {
    {SECURITY "multiUserAuthorization", "Disabled", true}, {NULL, NULL, false}};

const struct catalog_told catalog_facts_bv_proxy[] = {
    {"/properties/isVaultProtectedByResourceGuard", "false", true}, {NULL, NULL, false}};

/* Accounts of these kinds have no file service. */
const struct catalog_told catalog_facts_share[] = {
    {"/kind", "BlobStorage BlockBlobStorage", true}, {NULL, NULL, false}};
