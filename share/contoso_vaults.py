"""The bodies of vaults and policies of the invented estate, and the lists they go to."""
from contoso_estate import (
    CATEGORIES, BV, DP, GUARD, GUARDED, GUARDS, ITEMS, LOCATIONS, PI, PROD, RS, RSV,
    SCANNER, SEC, SUBSID, TENANT, VM)

NIGHT, START = "2026-11-24T02:10:00Z", "2026-11-01T02:00:00Z"
resources, claims, gaps = {}, [], []


def arm(sub, group, path):
    return f"/subscriptions/{sub}/resourceGroups/{group}/providers/{path}"


def add(rid, rtype, properties, **top):
    if rid.lower() in resources:
        raise SystemExit(f"{rid}: written twice")
    body = {"id": rid, "name": rid.rsplit("/", 1)[1], "type": rtype, **top}
    resources[rid.lower()] = {**body, "properties": properties} if properties else body
    return rid


def complete(scope, *types):
    claims.extend({"kind": "complete", "scope": scope, "type": t} for t in types)


def gap(scope, rtype, action):
    gaps.append({"kind": "gap", "scope": scope, "type": rtype, "status": 403,
                 "code": "AuthorizationFailed", "action": action, "message": (
                     f"The client '{SCANNER}' with object id '{SCANNER}' does not have "
                     f"authorization to perform action '{action}' over scope '{scope}' "
                     "or the scope is invalid. If access was recently granted, please "
                     "refresh your credentials.")})


def vault_id(name):
    v = RSV.get(name) or BV[name]
    kind = RS if name in RSV else DP
    if name == "bv-pg-neu":  # Azure is not of one mind about this case
        kind = "Microsoft.DataProtection/BackupVaults"
    return arm(v["sub"], v["rg"], f"{kind}/{name}")


def guard_id(name):
    sub, group = GUARD[name][:2]
    return arm(sub, group, f"{GUARDS}/{name}")


def machine_id(name):
    return next(arm(m[0], m[1], f"Microsoft.Compute/virtualMachines/{name}")
                for m in VM if m[2] == name)


def identity(wanted):
    return {"type": "SystemAssigned", "principalId": SCANNER[:-2] + "1d",
            "tenantId": TENANT} if wanted else {"type": "None"}


def level(v, always, mua):
    strong = v["lock"] == "Locked" or v["soft"] == always
    n = v.get("level")
    n = (2 * strong + mua) if n is None else n
    return {"secureScore": ["None", "Minimum", "Adequate", "Maximum"][n],
            "bcdrSecurityLevel": ["Poor", "Fair", "Good", "Excellent"][n]}


def immutability(v):
    if v["lock"] == "absent":
        return {}
    return {"immutabilitySettings": None if v["lock"] == "null" else {"state": v["lock"]}}


def add_proxy(vid, vtype, name, guard):
    kind = vtype + "/backupResourceGuardProxies"
    excluded = GUARD[guard][3]
    wanted = [(op, req) for op, req in GUARDED if op.startswith(vtype + "/")
              and op not in excluded]
    if guard == "rgd-retired":  # mapped before the newer operations were there
        old = ("deleteProtectedItem", "disableSoftDelete")
        wanted = [w for w in wanted if w[1] in old]
    add(f"{vid}/backupResourceGuardProxies/{name}", kind, {
        "resourceGuardResourceId": guard_id(guard),
        "resourceGuardOperationDetails": [
            {"vaultCriticalOperation": op,
             "defaultResourceRequest": f"{guard_id(guard)}/{req}Requests/default"}
            for op, req in wanted],
        "lastUpdatedTime": START})


def add_diagnostics(vid, v, categories):
    logs = [{"category": c, "categoryGroup": None, "enabled": True} for c in categories]
    law = "Microsoft.OperationalInsights/workspaces/law-contoso"
    where = {"workspaceId": arm(SEC, "rg-logs", law), "storageAccountId": None,
             "logAnalyticsDestinationType": "Dedicated"}
    if v["diag"] == "AzureDiagnostics":
        logs = [{"category": "AzureBackupReport", "categoryGroup": None, "enabled": True}]
        where["logAnalyticsDestinationType"] = None
    elif v["diag"] == "Storage":
        where.update(
            workspaceId=None, logAnalyticsDestinationType=None, storageAccountId=arm(
                PROD, "rg-backup-suk",
                "Microsoft.Storage/storageAccounts/stcontosologsuk"))
    if v["diag"] and v["sub"] != SUBSID:
        add(f"{vid}/providers/Microsoft.Insights/diagnosticSettings/backup-reports",
            "Microsoft.Insights/diagnosticSettings",
            {**where, "logs": logs, "metrics": []})


def add_children(vid, v, children):
    """States that the children were listed, or, in the subsidiary, what was refused. Its
    vaults say that no guard protects them, and no databases are registered there: proxies
    and protectable items are not asked for."""
    refused = ("backupEncryptionConfigs", "diagnosticSettings")
    for child in children:
        if v["sub"] != SUBSID or not child.endswith(refused):
            complete(vid, child)
            continue
        action = child.replace("RecoveryServices/vaults", "RecoveryServices/Vaults")
        gap(vid, child, action + "/read")


def add_rsv(name, v):
    vid, mua = vault_id(name), bool(v["guard"])
    key = v["cmk"] and f"https://{v['cmk']}.vault.azure.net/keys/backup"
    soft = {"softDeleteRetentionPeriodInDays": v["days"], "softDeleteState": v["soft"],
            "enhancedSecurityState": v["hybrid"]}
    props = {
        "provisioningState": "Succeeded", "publicNetworkAccess": v["public"],
        "privateEndpointStateForBackup":
            "Enabled" if v["endpoint"] == "Approved" else "None",
        "backupStorageVersion": v["version"],
        "redundancySettings": {"standardTierStorageRedundancy": v["store"],
                               "crossRegionRestore": v["crr"]},
        "restoreSettings": {"crossSubscriptionRestoreSettings": {
            "crossSubscriptionRestoreState": v["cross"]}},
        "securitySettings": {"softDeleteSettings": soft, **immutability(v),
                             "multiUserAuthorization": "Enabled" if mua else "Disabled"},
        "monitoringSettings": {
            "azureMonitorAlertSettings": {"alertsForAllJobFailures": v["jobs"]},
            "classicAlertSettings": {"alertsForCriticalOperations": v["classic"]}},
        **level(v, "AlwaysON", mua)}
    if key:
        props["encryption"] = {"keyVaultProperties": {"keyUri": key}, "kekIdentity": {
            "useSystemAssignedIdentity": True}, "infrastructureEncryption": "Enabled"}
    if v["endpoint"]:
        endpoint = arm(v["sub"], v["rg"], f"Microsoft.Network/privateEndpoints/pe-{name}")
        props["privateEndpointConnections"] = [{
            "id": f"{vid}/privateEndpointConnections/pe-{name}.backup", "properties": {
                "provisioningState":
                    "Succeeded" if v["endpoint"] == "Approved" else "Pending",
                "privateEndpoint": {"id": endpoint}, "groupIds": ["AzureBackup"],
                "privateLinkServiceConnectionState": {"status": v["endpoint"]}}}]
    add(vid, RS, props, location=LOCATIONS[v["loc"]], tags=v["tags"],
        sku={"name": "RS0", "tier": "Standard"}, identity=identity(key or v["endpoint"]))
    hybrid = "Disabled" if v["hybrid"] == "Disabled" else "Enabled"
    add(vid + "/backupconfig/vaultconfig", RS + "/backupconfig", {
        "enhancedSecurityState": hybrid, "softDeleteFeatureState": v["soft"],
        "softDeleteRetentionPeriodInDays": v["days"], **v["config"]})
    add(vid + "/backupstorageconfig/vaultstorageconfig", RS + "/backupstorageconfig", {
        "storageModelType": v["store"], "storageType": v["store"], "storageTypeState":
        "Unlocked" if v["version"] == "Unassigned" else "Locked",
        "crossRegionRestoreFlag": v["crr"] == "Enabled"})
    if v["sub"] != SUBSID:
        add(vid + "/backupEncryptionConfigs/backupResourceEncryptionConfig",
            RS + "/backupEncryptionConfigs", {
                "encryptionAtRestType": "CustomerManaged", "keyUri": key,
                "subscriptionId": SEC, "lastUpdateStatus": "Succeeded",
                "infrastructureEncryptionState": "Enabled",
                "useSystemAssignedIdentity": True} if key else {
                "encryptionAtRestType": "MicrosoftManaged",
                "lastUpdateStatus": "NotEnabled",
                "infrastructureEncryptionState": "Disabled"})
    if mua:
        add_proxy(vid, RS, "VaultProxy", v["guard"])
    add_diagnostics(vid, v, CATEGORIES)
    add_children(vid, v, [RS + "/" + c for c in (
        "backupconfig", "backupstorageconfig", "backupEncryptionConfigs",
        "backupResourceGuardProxies", "backupPolicies", "backupEngines")] + [
        ITEMS, PI, ITEMS + "/protectableItems", "Microsoft.Insights/diagnosticSettings"])


def add_bv(name, v):
    vid, mua = vault_id(name), bool(v["guard"])
    security = {"softDeleteSettings": {"state": v["soft"],
                                       "retentionDurationInDays": v["days"]},
                **immutability(v), "encryptionSettings": {"state": "Disabled"}}
    if v["cmk"]:
        security["encryptionSettings"] = {
            "state": "Enabled", "kekIdentity": {"identityType": "SystemAssigned"},
            "keyVaultProperties": {
                "keyUri": f"https://{v['cmk']}.vault.azure.net/keys/backup"},
            "infrastructureEncryption":
                "Enabled" if v["lock"] == "Locked" else "Disabled"}
    features = {"crossSubscriptionRestoreSettings": {"state": v["cross"]}}
    if v["crr"]:
        features["crossRegionRestoreSettings"] = {"state": v["crr"]}
    add(vid, DP, {
        "provisioningState": "Succeeded", "securitySettings": security,
        "storageSettings": [{"datastoreType": "VaultStore", "type": v["store"]}],
        "featureSettings": features, "isVaultProtectedByResourceGuard": mua,
        "monitoringSettings": {"azureMonitorAlertSettings": {
            "alertsForAllJobFailures": v["jobs"]}},
        **level(v, "AlwaysOn", mua)},
        location=LOCATIONS[v["loc"]], tags=v["tags"], identity=identity(True))
    if mua:
        add_proxy(vid, DP, "DppResourceGuardProxy", v["guard"])
    add_diagnostics(vid, v, CATEGORIES[:4])
    add_children(vid, v, [DP + "/backupPolicies", DP + "/backupInstances",
                          DP + "/backupResourceGuardProxies",
                          "Microsoft.Insights/diagnosticSettings"])


# --- policies ---

def keep(count, unit, **more):
    return {**more, "retentionTimes": [START],
            "retentionDuration": {"count": count, "durationType": unit}}


def long_term(days, months=0, years=0):
    first = {"retentionScheduleFormatType": "Weekly", "retentionScheduleWeekly": {
        "daysOfTheWeek": ["Sunday"], "weeksOfTheMonth": ["First"]}}
    rules = {"retentionPolicyType": "LongTermRetentionPolicy",
             "dailySchedule": keep(days, "Days")}
    if months:
        rules["monthlySchedule"] = keep(months, "Months", **first)
    if years:
        rules["yearlySchedule"] = keep(years, "Years", monthsOfYear=["January"], **first)
    return rules


def daily():
    return {"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily",
            "scheduleRunTimes": [START], "scheduleWeeklyFrequency": 0}


def tiering(mode, duration, unit):
    return {"ArchivedRP": {"tieringMode": mode, "duration": duration,
                           "durationType": unit}}


def add_policy(vault, name, props):
    pid = policy_id(vault, name).lower()
    props["protectedItemsCount"] = sum(
        r["properties"].get("policyId", "").lower() == pid
        for r in resources.values() if r["type"] == PI)
    add(policy_id(vault, name), RS + "/backupPolicies", props)


def policy_id(vault, name):
    return f"{vault_id(vault)}/backupPolicies/{name}" if name else ""


def add_vm_policy(vault, name, kind, often, days, instant, months, years, tier):
    schedule, retention = daily(), long_term(days, months, years)
    if kind == "V2":
        schedule = {"schedulePolicyType": "SimpleSchedulePolicyV2",
                    "scheduleRunFrequency": "Daily",
                    "dailySchedule": {"scheduleRunTimes": [START]}}
    if often == "4h":
        del schedule["dailySchedule"]
        schedule.update(scheduleRunFrequency="Hourly", hourlySchedule={
            "interval": 4, "scheduleWindowStartTime": "2026-11-01T00:00:00Z",
            "scheduleWindowDuration": 24})
        retention["weeklySchedule"] = keep(12, "Weeks", daysOfTheWeek=["Sunday"])
    if often == "weekly":
        schedule.update(scheduleRunFrequency="Weekly", scheduleRunDays=["Saturday"])
        retention["weeklySchedule"] = keep(days // 7, "Weeks", daysOfTheWeek=["Saturday"])
        del retention["dailySchedule"]
    props = {"backupManagementType": "AzureIaasVM", "schedulePolicy": schedule,
             "retentionPolicy": retention, "timeZone": "UTC",
             "instantRpRetentionRangeInDays": instant}
    if kind:
        props["policyType"] = kind
    if tier:
        props["tieringPolicy"] = tiering(*tier, "Months" if tier[1] else "Invalid")
    add_policy(vault, name, props)


def add_db_policy(vault, name, workload, days, months, minutes, log_days, tier_days):
    add_policy(vault, name, {
        "backupManagementType": "AzureWorkload", "workLoadType": workload,
        "settings": {"timeZone": "UTC", "issqlcompression": False, "isCompression": True},
        "subProtectionPolicy": [
            {"policyType": "Full", "schedulePolicy": daily(),
             "retentionPolicy": long_term(days, months),
             "tieringPolicy": tiering("TierAfter", tier_days, "Days")},
            {"policyType": "Log", "schedulePolicy": {
                "schedulePolicyType": "LogSchedulePolicy",
                "scheduleFrequencyInMins": minutes},
             "retentionPolicy": {
                 "retentionPolicyType": "SimpleRetentionPolicy",
                 "retentionDuration": {"count": log_days, "durationType": "Days"}}}]})


def add_share_policy(vault, name, vaulted, snapshots):
    kept = {"retentionPolicy": long_term(snapshots)}
    if vaulted:
        kept = {"vaultRetentionPolicy": {"vaultRetention": long_term(vaulted),
                                         "snapshotRetentionInDays": snapshots}}
    add_policy(vault, name, {"backupManagementType": "AzureStorage", "timeZone": "UTC",
                             "workLoadType": "AzureFileShare", "schedulePolicy": daily(),
                             **kept})


def add_bv_policy(vault, name, source, store, interval, kept):
    where = {"dataStoreType": store, "objectType": "DataStoreInfoBase"}
    rules = [{"name": "Default", "objectType": "AzureRetentionRule", "isDefault": True,
              "lifecycles": [{"sourceDataStore": where, "targetDataStoreCopySettings": [],
                              "deleteAfter": {"objectType": "AbsoluteDeleteOption",
                                              "duration": kept}}]}]
    if interval:
        rules.append({
            "name": "Scheduled", "objectType": "AzureBackupRule", "dataStore": where,
            "backupParameters": {"objectType": "AzureBackupParams", "backupType": "Full"},
            "trigger": {"objectType": "ScheduleBasedTriggerContext", "schedule": {
                "repeatingTimeIntervals": [f"R/2026-11-01T02:00:00+00:00/{interval}"]}}})
    add(policy_id(vault, name), DP + "/backupPolicies", {
        "objectType": "BackupPolicy", "datasourceTypes": [source], "policyRules": rules})
