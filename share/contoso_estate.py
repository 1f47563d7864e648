"""The tables of the invented estate Contoso: what is wrong with each vault.

A vault is described by what differs from the good one; contoso.py makes the bodies.
"""
TENANT = "c0a70500-0000-4000-8000-000000000000"
SCANNER = "c0a70500-0000-4000-8000-00000000005c"
PROD, SAP, SEC, SUBSID, PARTNER = (
    f"{n}0000000-c0a7-4500-8000-00000000000{n}" for n in range(1, 6))
SUBSCRIPTIONS = {PROD: "contoso-prod", SAP: "contoso-sap", SEC: "contoso-security",
                 SUBSID: "contoso-subsidiary"}  # PARTNER is never listed
LOCATIONS = {"weu": "westeurope", "neu": "northeurope", "suk": "uksouth",
             "frc": "francecentral", "gwc": "germanywestcentral", "uan": "uaenorth",
             "eus": "eastus"}
RS, DP = "Microsoft.RecoveryServices/vaults", "Microsoft.DataProtection/backupVaults"
GUARDS = "Microsoft.DataProtection/resourceGuards"
ITEMS = RS + "/backupFabrics/protectionContainers"
TAGS = {"owner": "backup-team@contoso.com", "criticality": "high",
        "dataClass": "internal"}

# --- what the operations of a Resource Guard are: (operation, kind of request) ---
PI = ITEMS + "/protectedItems"
GUARDED = [
    (PI + "/delete", "deleteProtectedItem"),
    (PI + "/write", "updateProtectedItem"),
    (RS + "/backupPolicies/write", "updateProtectionPolicy"),
    (RS + "/backupResourceGuardProxies/delete", "deleteResourceGuardProxy"),
    (RS + "/backupSecurityPIN/action", "getBackupSecurityPIN"),
    (RS + "/backupconfig/write", "disableSoftDelete"),
    (PI + "/write#stopProtectionWithRetainData", "stopProtectionWithRetainData"),
    (RS + "/write#reduceImmutabilityState", "reduceImmutabilityState"),
    (RS + "/write#modifyEncryptionSettings", "modifyEncryptionSettings"),
    (PI + "/recoveryPoints/restore/action", "triggerRestore"),
    (DP + "/backupInstances/delete", "deleteBackupInstance"),
    (DP + "/backupInstances/write", "updateBackupInstance"),
    (DP + "/backupInstances/stopProtection/action", "stopProtection"),
    (DP + "/backupInstances/suspendBackups/action", "suspendBackups"),
    (DP + "/backupInstances/restore/action", "triggerRestore"),
    (DP + "/backupResourceGuardProxies/delete", "deleteResourceGuardProxy"),
    (DP + "/write#reduceImmutabilityState", "reduceImmutabilityState"),
    (DP + "/write#reduceSoftDeleteSecurity", "reduceSoftDeleteSecurity"),
    (DP + "/write#modifyEncryptionSettings", "modifyEncryptionSettings"),
]
RESTORES = [op for op, _ in GUARDED if op.endswith("restore/action")]
# name: subscription, group, region, what it excludes, does it exist
GUARD = {
    "rgd-weu": (SEC, "rg-guards", "weu", [], True),
    "rgd-neu": (SEC, "rg-guards", "neu", RESTORES, True),
    "rgd-files-weu": (SEC, "rg-guards", "weu", RESTORES + [PI + "/delete"], True),
    "rgd-local-suk": (PROD, "rg-backup-suk", "suk", [], True),
    "rgd-retired": (SEC, "rg-guards", "weu", [], False),
    "rgd-partner-gwc": (PARTNER, "rg-partner-guards", "gwc", [], False),
}

# --- Recovery Services vaults: what differs from RSV_GOOD is what is wrong ---
RSV_GOOD = dict(sub=PROD, lock="Locked", soft="AlwaysON", days=30, hybrid="AlwaysON",
                guard=None, store="GeoRedundant", crr="Enabled",
                cross="PermanentlyDisabled",
                public="Disabled", endpoint="Approved", jobs="Enabled",
                classic="Disabled",
                diag="Dedicated", cmk=None, version="V2", config={}, level=None,
                tags=TAGS)
OPEN = dict(public="Enabled", endpoint=None, cross="Enabled")
RSV = {
    "rsv-prod-weu": dict(guard="rgd-weu", cmk="kv-backup-weu", store="ZoneRedundant",
                         crr="Disabled"),
    "rsv-prod-neu": dict(OPEN, lock="Unlocked", soft="Enabled", days=14, hybrid="Enabled",
                         guard="rgd-neu", store="ZoneRedundant", crr="Disabled"),
    "rsv-files-weu": dict(OPEN, lock="Unlocked", days=180, guard="rgd-files-weu"),
    "rsv-hybrid-weu": dict(OPEN, lock="Disabled", soft="Enabled", days=14,
                           hybrid="Disabled", guard="rgd-retired",
                           store="LocallyRedundant", crr="Disabled", classic="Enabled"),
    "rsv-legacy-suk": dict(OPEN, rg="rg-legacy-suk", lock="Disabled", soft="Disabled",
                           days=14, hybrid="Disabled", store="LocallyRedundant",
                           crr="Disabled", jobs="Disabled", classic="Enabled", diag=None,
                           version="V1", tags={}),
    "rsv-local-suk": dict(public="Enabled", days=14, guard="rgd-local-suk",
                          crr="Disabled", diag="Storage"),
    "rsv-dev-neu": dict(OPEN, lock="null", soft="Enabled", days=14, hybrid="Enabled",
                        store="LocallyRedundant", crr="Disabled", diag="AzureDiagnostics",
                        config={"softDeleteFeatureState": "Disabled"}, level=2, tags={}),
    "rsv-empty-frc": dict(OPEN, lock="absent", days=14, version="Unassigned", diag=None,
                          crr="Disabled", classic="Enabled", tags={}),
    "rsv-partner-gwc": dict(OPEN, lock="Unlocked", guard="rgd-partner-gwc",
                            endpoint="Pending"),
    "rsv-cvm-uan": dict(OPEN, lock="Unlocked", store="ZoneRedundant", crr="Disabled"),
    "rsv-sap-weu": dict(sub=SAP, guard="rgd-weu"),
    "rsv-sap-gwc": dict(OPEN, sub=SAP, lock="Unlocked", soft="Enabled", days=14),
    "rsv-subsidiary-eus": dict(OPEN, sub=SUBSID, lock="Disabled", soft="Enabled", days=14,
                               hybrid="Enabled", store="LocallyRedundant", crr="Disabled",
                               classic="Enabled", tags={}),
}

# --- Backup vaults ---
BV_GOOD = dict(sub=PROD, lock="Locked", soft="AlwaysOn", days=30.0, guard=None,
               store="GeoRedundant", crr="Enabled", cross="PermanentlyDisabled",
               jobs="Enabled", diag="Dedicated", cmk=None, tags=TAGS)
BV = {
    "bv-data-weu": dict(guard="rgd-weu", cmk="kv-backup-weu", store="ZoneRedundant",
                        crr=None),
    "bv-disks-weu": dict(lock="Disabled", soft="On", days=14.0, store="LocallyRedundant",
                         crr=None, cross="Enabled", diag="AzureDiagnostics"),
    "bv-pg-neu": dict(lock="Unlocked", soft="On", guard="rgd-neu", store="ZoneRedundant",
                      crr=None, cross="Disabled"),
    "bv-blobs-suk": dict(rg="rg-legacy-suk", lock="absent", soft="Off", days=0.0,
                         store="LocallyRedundant", crr=None, cross="Enabled",
                         jobs="Disabled", diag=None, cmk="kv-legacy-suk", tags={}),
    "bv-subsidiary-eus": dict(sub=SUBSID, lock="Disabled", soft="On", days=14.0,
                              crr="Disabled", cross="Enabled", tags={}),
}
for vaults, good in ((RSV, RSV_GOOD), (BV, BV_GOOD)):
    for vname, faults in vaults.items():
        short = vname.rsplit("-", 1)[1]
        vaults[vname] = {"rg": "rg-backup-" + short, **good, **faults, "loc": short}

# --- policies: vault, name, then the shape; "in use" follows from the items ---
# VM: V1 or V2, how often, days kept, days of instant restore, months, years, tiering
VM_POLICY = [
    ("rsv-prod-weu", "vm-hourly", "V2", "4h", 30, 7, 60, 10, ("TierRecommended", 0)),
    ("rsv-prod-neu", "vm-daily", "V1", "daily", 30, 2, 24, 0, ("TierAfter", 6)),
    ("rsv-legacy-suk", "vm-weekly", "V1", "weekly", 84, 1, 0, 0, None),
    ("rsv-legacy-suk", "vm-daily-7", "V1", "daily", 7, 1, 0, 0, None),
    ("rsv-local-suk", "vm-daily-14", "V2", "daily", 14, 7, 0, 0, None),
    ("rsv-dev-neu", "vm-dev", "V1", "daily", 30, 2, 12, 0, ("DoNotTier", 0)),
    ("rsv-dev-neu", "DefaultPolicy", None, "daily", 30, 2, 0, 0, None),
    ("rsv-partner-gwc", "vm-plant", "V2", "daily", 30, 7, 12, 0, ("TierAfter", 8)),
    ("rsv-cvm-uan", "vm-daily-180", "V2", "daily", 180, 7, 0, 0, None),
    ("rsv-sap-weu", "vm-sap", "V2", "daily", 30, 2, 24, 0, None),
    ("rsv-sap-gwc", "vm-sap", "V2", "daily", 30, 2, 0, 0, None),
    ("rsv-subsidiary-eus", "vm-daily", "V1", "daily", 14, 2, 0, 0, None),
    ("rsv-empty-frc", "DefaultPolicy", "V1", "daily", 30, 2, 0, 0, None),
]
# Databases: workload, days of full backups, months, log minutes, log days, TierAfter days
DB_POLICY = [
    ("rsv-prod-weu", "sql-daily", "SQLDataBase", 30, 24, 15, 15, 60),
    ("rsv-sap-weu", "hana-daily", "SAPHanaDatabase", 30, 60, 15, 15, 45),
    ("rsv-sap-gwc", "hana-daily", "SAPHanaDatabase", 30, 12, 120, 15, 30),
]
# Shares: days in the vault (0: snapshots alone), days of snapshots
SHARE_POLICY = [
    ("rsv-files-weu", "afs-vaulted", 30, 5),
    ("rsv-files-weu", "afs-snapshot", 0, 30),
]
# Backup vaults: data source, store, interval (None: continuous), kept
BV_POLICY = [
    ("bv-data-weu", "blob-vaulted", "Microsoft.Storage/storageAccounts/blobServices",
     "VaultStore", "P1D", "P90D"),
    ("bv-disks-weu", "disk-4h", "Microsoft.Compute/disks", "OperationalStore", "PT4H",
     "P7D"),
    ("bv-pg-neu", "pg-weekly", "Microsoft.DBforPostgreSQL/flexibleServers", "VaultStore",
     "P1W", "P6M"),
    ("bv-pg-neu", "pg-unused", "Microsoft.DBforPostgreSQL/flexibleServers", "VaultStore",
     "P1W", "P1Y"),
    ("bv-blobs-suk", "blob-operational", "Microsoft.Storage/storageAccounts/blobServices",
     "OperationalStore", None, "P30D"),
    ("bv-subsidiary-eus", "disk-daily", "Microsoft.Compute/disks", "OperationalStore",
     "P1D", "P7D"),
]

# --- machines: subscription, group, name, vault, policy, state, data disk ---
VM = [
    (PROD, "rg-app-weu", "vm-web-01", "rsv-prod-weu", "vm-hourly", "Protected", None),
    (PROD, "rg-app-weu", "vm-erp-01", "rsv-prod-weu", "vm-hourly", "Protected",
     "PremiumV2_LRS"),
    (PROD, "rg-app-weu", "vm-sql-01", "rsv-prod-weu", "vm-hourly", "Protected",
     "Premium_LRS"),
    (PROD, "rg-app-neu", "vm-crm-01", "rsv-prod-neu", "vm-daily", "Protected",
     "Premium_LRS"),
    (PROD, "rg-app-neu", "vm-new-01", "rsv-prod-neu", "vm-daily", "IRPending", None),
    (PROD, "rg-app-neu", "vm-stopped-01", "rsv-prod-neu", "", "ProtectionStopped", None),
    (PROD, "rg-app-neu", "vm-dev-01", "rsv-dev-neu", "vm-dev", "Protected", None),
    (PROD, "rg-app-neu", "vm-dev-02", "rsv-dev-neu", "", "SoftDeleted", None),
    (PROD, "rg-app-neu", "vm-dev-03", None, "", "", None),
    (PROD, "rg-app-suk", "vm-fin-01", "rsv-legacy-suk", "vm-weekly", "ProtectionError",
     "PremiumV2_LRS"),
    (PROD, "rg-app-suk", "vm-fin-02", "rsv-legacy-suk", "vm-daily-7", "Protected", None),
    (PROD, "rg-app-suk", "vm-ultra-01", None, "", "", "UltraSSD_LRS"),
    (PROD, "rg-app-suk", "vm-hr-01", "rsv-local-suk", "vm-daily-14", "Protected", None),
    (PROD, "rg-app-gwc", "vm-plant-01", "rsv-partner-gwc", "vm-plant", "Protected", None),
    (PROD, "rg-app-uan", "vm-cvm-01", "rsv-cvm-uan", "vm-daily-180", "Protected", None),
    (PROD, "rg-app-uan", "vm-cvm-02", None, "", "", None),
    (PROD, "databricks-rg-analytics-weu", "vm-worker-01", None, "", "", None),
    (SAP, "rg-hana-weu", "vm-hana-a1", "rsv-sap-weu", "vm-sap", "Protected",
     "Premium_LRS"),
    (SAP, "rg-hana-weu", "vm-hana-a2", "rsv-sap-weu", "vm-sap", "Protected",
     "Premium_LRS"),
    (SAP, "rg-hana-gwc", "vm-hana-b1", "rsv-sap-gwc", "vm-sap", "Protected",
     "Premium_LRS"),
    (SAP, "rg-hana-gwc", "vm-hana-b2", None, "", "", "Premium_LRS"),
    (SAP, "rg-hana-gwc", "vm-hana-c1", "rsv-sap-gwc", "vm-sap", "Protected",
     "Premium_LRS"),
    (SUBSID, "rg-app-eus", "vm-shop-01", "rsv-subsidiary-eus", "vm-daily", "Protected",
     None),
]
# Databases: vault, container, policy, kind, instance or SID, nodes, (name, state)
DATABASES = [
    ("rsv-prod-weu", "VMAppContainer;Compute;rg-app-weu;vm-sql-01", "sql-daily", "SQL",
     "MSSQLSERVER", ["vm-sql-01"], [("erp", "Protected"), ("master", "Protected")]),
    ("rsv-sap-weu", "hanahsrcontainer;ha1", "hana-daily", "HANA", "HA1",
     ["vm-hana-a1", "vm-hana-a2"], [("SYSTEMDB", "Protected"), ("HA1", "Protected")]),
    ("rsv-sap-gwc", "HanaHSRContainer;hb1", "hana-daily", "HANA", "HB1",
     ["vm-hana-b1", "!vm-hana-b2"], [("SYSTEMDB", "Protected"), ("HB1", "Protected")]),
    ("rsv-sap-gwc", "VMAppContainer;Compute;rg-hana-gwc;vm-hana-c1", "hana-daily", "HANA",
     "HC1", ["vm-hana-c1"],
     [("SYSTEMDB", "Protected"), ("HC1", "Protected"), ("TST", "NotProtected")]),
]
# Accounts: group, name, default network action, shares (name, policy, protocol)
ACCOUNTS = [
    (PROD, "rg-files-weu", "stcontosofilesweu", "Deny",
     [("finance", "afs-vaulted", "SMB"), ("projects", "afs-snapshot", "SMB"),
      ("scratch", None, "SMB"), ("render", None, "NFS")]),
    (PROD, "rg-app-weu", "stcontosodataweu", "Deny", []),
    (PROD, "rg-legacy-suk", "stcontosooldsuk", "Allow", []),
    (PROD, "rg-backup-suk", "stcontosologsuk", "Allow", []),
]
# Instances of Backup vaults: vault, policy, data source (group, provider path), state
INSTANCES = [
    ("bv-data-weu", "blob-vaulted", "rg-app-weu", "stcontosodataweu",
     "ProtectionConfigured"),
    ("bv-disks-weu", "disk-4h", "rg-app-weu", "disk-archive-01", "ProtectionConfigured"),
    ("bv-disks-weu", "disk-4h", "rg-app-weu", "disk-archive-02", "ProtectionStopped"),
    ("bv-pg-neu", "pg-weekly", "rg-app-neu", "pg-crm", "ProtectionConfigured"),
    ("bv-pg-neu", "pg-weekly", "rg-app-neu", "pg-billing", "ProtectionError"),
    ("bv-blobs-suk", "blob-operational", "rg-legacy-suk", "stcontosooldsuk",
     "ProtectionConfigured"),
    ("bv-subsidiary-eus", "disk-daily", "rg-app-eus", "disk-shop-01",
     "ProtectionConfigured"),
]
# Alerts: rule, subscription, scoped group (None: all of it), action group, enabled
RULES = [
    ("apr-oncall-weu", PROD, "rg-backup-weu", "ag-oncall", True),
    ("apr-noone-neu", PROD, "rg-backup-neu", "ag-noone", True),
    ("apr-closed-suk", PROD, "rg-backup-suk", "ag-closed", True),
    ("apr-leavers-gwc", PROD, "rg-backup-gwc", "ag-leavers", True),
    ("apr-off-frc", PROD, "rg-backup-frc", "ag-oncall", False),
    ("apr-quiet-suk", PROD, "rg-legacy-suk", None, True),
    ("apr-oncall-sap", SAP, None, "ag-oncall", True),
]
MAIL = {"name": "mail", "emailAddress": "oncall@contoso.com", "status": "Enabled",
        "useCommonAlertSchema": True}
ACTION_GROUPS = {"ag-oncall": (True, [MAIL]), "ag-noone": (True, []),
                 "ag-closed": (False, [MAIL]),
                 "ag-leavers": (True, [{**MAIL, "status": "Disabled"}])}
KEY_VAULTS = {"kv-backup-weu": (SEC, "rg-keys", "weu", True),
              "kv-cvm-uan": (SEC, "rg-keys", "uan", True),
              "kv-legacy-suk": (PROD, "rg-legacy-suk", "suk", False)}
CATEGORIES = ["CoreAzureBackup", "AddonAzureBackupJobs", "AddonAzureBackupPolicy",
              "AddonAzureBackupProtectedInstance", "AddonAzureBackupAlerts",
              "AddonAzureBackupStorage"]  # a Backup vault has the first four
