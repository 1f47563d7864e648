#!/usr/bin/env python3
"""Writes contoso.jsonl, an invented estate to try holdfast on without any cloud.

    python3 contoso.py [FILE]

The tables are in contoso_estate.py, vaults and policies become bodies in
contoso_vaults.py, the rest here. The output is always the same, byte for byte.
"""
import json
import sys

sys.dont_write_bytecode = True
from contoso_estate import (  # noqa: E402
    ACCOUNTS, ACTION_GROUPS, BV, BV_POLICY, DATABASES, DB_POLICY, DP, GUARD, GUARDED,
    GUARDS, INSTANCES, ITEMS, KEY_VAULTS, LOCATIONS, PI, PROD, RS, RSV, RULES, SAP, SEC,
    SHARE_POLICY, SUBSCRIPTIONS, SUBSID, TAGS, TENANT, VM, VM_POLICY)
from contoso_vaults import (  # noqa: E402
    NIGHT, START, add, add_bv, add_bv_policy, add_db_policy, add_rsv, add_share_policy,
    add_vm_policy, arm, claims, complete, gap, gaps, guard_id, identity, machine_id,
    policy_id, resources, vault_id)


# --- sources and what protects them ---

def contained(vault, container, item, props, **shared):
    """Adds an item and its container, unless that is there or one of a plain machine,
    which is not listed."""
    fabric = f"{vault_id(vault)}/backupFabrics/Azure/protectionContainers"
    if vault == "rsv-prod-neu":
        fabric = fabric.replace("/subscriptions/", "/Subscriptions/")
    cid = f"{fabric}/{container}"
    if cid.lower() not in resources and not container.startswith("IaasVM"):
        add(cid, ITEMS, {"registrationStatus": "Registered", "healthStatus": "Healthy",
                         **shared, "backupManagementType": props["backupManagementType"]})
    return add(f"{cid}/protectedItems/{item}", PI, {
        "vaultId": vault_id(vault), "containerName": container, **props})


def add_vm_item(name, group, vault, policy, state, vid):
    inner = f"iaasvmcontainerv2;{group};{name}"
    never = state in ("IRPending", "SoftDeleted")
    props = {
        "protectedItemType": "Microsoft.Compute/virtualMachines", "friendlyName": name,
        "backupManagementType": "AzureIaasVM", "workloadType": "VM",
        "sourceResourceId": vid.lower() if name == "vm-web-01" else vid,
        "virtualMachineId": vid,
        "policyId": policy_id(vault, policy), "policyName": policy,
        "protectionState": state, "protectionStatus": "Healthy", "healthStatus": "Passed",
        "lastBackupStatus": "" if never else "Completed",
        "lastBackupTime": "2001-01-01T00:00:00Z" if never else NIGHT}
    if not never:
        props["lastRecoveryPoint"] = NIGHT
    if state == "ProtectionError":
        props.update(protectionStatus="Unhealthy", healthStatus="ActionRequired",
                     lastBackupStatus="Failed", lastRecoveryPoint="2026-10-31T02:10:00Z")
    if state == "ProtectionStopped":
        props.update(lastBackupTime=START, lastRecoveryPoint=START)
    if state == "SoftDeleted":
        props.update(protectionState="ProtectionStopped",
                     isScheduledForDeferredDelete=True,
                     deferredDeleteTimeInUTC="2026-11-20T09:00:00Z",
                     deferredDeleteTimeRemaining="10.03:00:00")
    contained(vault, "IaasVMContainer;" + inner, "VM;" + inner, props, friendlyName=name,
              containerType="Microsoft.Compute/virtualMachines", virtualMachineId=vid)


def add_disk(sub, group, name, sku, machine=None, **props):
    return add(arm(sub, group, "Microsoft.Compute/disks/" + name),
               "Microsoft.Compute/disks", {
        "diskSizeGB": 128, "diskState": "Attached" if machine else "Unattached",
        "encryption": {"type": "EncryptionAtRestWithPlatformKey"}, **props},
        location=LOCATIONS[group.rsplit("-", 1)[1]], sku={"name": sku},
        **({"managedBy": machine} if machine else {}))


def add_vm(sub, group, name, vault, policy, state, data_sku):
    vid = machine_id(name)
    if vault:
        add_vm_item(name, group, vault, policy, state, vid)
    if sub == SUBSID:  # the scanner sees its backup, not the machine
        return
    os_props, sealed, vm_sealed = {}, {}, {"securityType": "TrustedLaunch"}
    if "cvm" in name:
        des = arm(PROD, group, "Microsoft.Compute/diskEncryptionSets/des-cvm")
        os_props = {"securityProfile": {
            "securityType": "ConfidentialVM_DiskEncryptedWithCustomerKey",
            "secureVMDiskEncryptionSetId": des}}
        sealed = {"securityProfile": {"securityEncryptionType": "DiskWithVMGuestState",
                                      "diskEncryptionSet": {"id": des}}}
        vm_sealed = {"securityType": "ConfidentialVM", "uefiSettings": {
            "secureBootEnabled": True, "vTpmEnabled": True}}
    os_disk = add_disk(sub, group, name + "-os", "Premium_LRS", vid, **os_props)
    disks = []
    if data_sku:
        data = add_disk(sub, group, name + "-data", data_sku, vid)
        disks = [{"lun": 0, "managedDisk": {"id": data, "storageAccountType": data_sku}}]
    bricks = group.startswith("databricks")
    add(vid, "Microsoft.Compute/virtualMachines", {
        "hardwareProfile": {"vmSize": "Standard_DC4as_v6" if "cvm" in name else
                            "Standard_E16ds_v5" if sub == SAP else "Standard_D4s_v5"},
        "securityProfile": vm_sealed, "storageProfile": {
            "imageReference": {"publisher": "AzureDatabricks" if bricks else "Canonical",
                               "offer": "Databricks" if bricks else "ubuntu-24_04-lts"},
            "osDisk": {"osType": "Linux", "managedDisk": {"id": os_disk, **sealed}},
            "dataDisks": disks}}, location=LOCATIONS[group.rsplit("-", 1)[1]], tags={})


# --- databases, shares, hybrid servers, instances ---

def nodes_of(names):
    """The nodes of a HANA pair; a name that begins with ! is not registered."""
    return [{"nodeName": n.lstrip("!"), "sourceResourceId": machine_id(n.lstrip("!")),
             **({"status": "Succeeded"} if n[0] != "!" else {
                 "status": "Failed", "errorDetail": {
                     "code": "UserErrorNodeNotRegistered", "recommendations": [],
                     "message": "The node is not registered."}})} for n in names]


def add_databases(vault, container, policy, kind, system, nodes, databases):
    hana, pair = kind == "HANA", container.lower().startswith("hanahsr")
    workload = "SAPHanaDatabase" if hana else "SQLDataBase"
    source = machine_id(nodes[0])
    shared = {"containerType": "HanaHSRContainer" if pair else "VMAppContainer",
              "friendlyName": nodes[0], "sourceResourceId": source, "extendedInfo": {
                  "hostServerName": nodes[0], "inquiryInfo": {
                      "status": "Success", "inquiryDetails": [
                          {"type": "SAPHana" if hana else "SQL",
                           "itemCount": len(databases)}]}}}
    if pair:
        shared["extendedInfo"]["nodesList"] = nodes_of(nodes)
    fabric = f"{vault_id(vault)}/backupFabrics/Azure/protectionContainers/"
    listed = [("SAPHanaSystem" if hana else "SQLInstance", system, system,
               "NotProtected")]
    for name, state in databases:
        listed.append((workload, f"{system};{name}", name, state))
        if state != "Protected":
            continue
        broken = any(n[0] == "!" for n in nodes)
        word = "Unhealthy" if broken else "Healthy"
        props = {
            "friendlyName": name, "serverName": nodes[0], "parentName": system,
            "parentType":
                "AzureVmWorkload" + ("SAPHanaSystem" if hana else "SQLInstance"),
            "protectionStatus": word, "protectionState": state, "lastBackupStatus": word,
            "protectedItemHealthStatus": "NotReachable" if broken else word,
            "lastBackupTime": NIGHT, "lastRecoveryPoint": START if broken else NIGHT,
            "protectedItemType": "AzureVmWorkload" + (
                "SAPHanaDatabase" if hana else "SQLDatabase"),
            "backupManagementType": "AzureWorkload", "workloadType": workload,
            "policyId": policy_id(vault, policy), "policyName": policy,
            "sourceResourceId": source, "extendedInfo": {"policyState": "Consistent"}}
        if pair:
            props["nodesList"] = nodes_of(nodes)
        if not hana:
            props["extendedInfo"]["recoveryModel"] = "FULL"
        contained(vault, container, f"{workload};{system};{name}".lower(), props,
                  **shared)
    for ptype, tail, name, state in listed:
        add(f"{fabric}{container.lower()}/protectableItems/{ptype};{tail}".lower()
            if ptype.startswith("SAP") and not pair else
            f"{fabric}{container}/protectableItems/{ptype};{tail}",
            ITEMS + "/protectableItems", {
                "parentName": system, "serverName": nodes[0], "friendlyName": name,
                "backupManagementType": "AzureWorkload", "protectableItemType": ptype,
                "workloadType": "SAPHana" if hana else "SQL", "isAutoProtected": False,
                "protectionState": state,
                "prebackupvalidation": {"status": "Success", "code": "Success"}})


def add_account(sub, group, name, action, shares):
    aid = arm(sub, group, "Microsoft.Storage/storageAccounts/" + name)
    add(aid, "Microsoft.Storage/storageAccounts", {
        "allowSharedKeyAccess": True, "publicNetworkAccess": "Enabled",
        "minimumTlsVersion": "TLS1_2", "encryption": {"keySource": "Microsoft.Storage"},
        "networkAcls": {"defaultAction": action, "bypass": "AzureServices"}},
        location=LOCATIONS[group.rsplit("-", 1)[1]], kind="StorageV2",
        sku={"name": "Standard_ZRS", "tier": "Standard"}, tags={})
    complete(aid, "Microsoft.Storage/storageAccounts/fileServices/shares")
    for share, policy, protocol in shares:
        add(f"{aid}/fileServices/default/shares/{share}",
            "Microsoft.Storage/storageAccounts/fileServices/shares",
            {"enabledProtocols": protocol, "shareQuota": 1024, "lastModifiedTime": START})
        if policy:
            contained("rsv-files-weu", f"StorageContainer;Storage;{group};{name}",
                      f"AzureFileShare;{share}", {
                "protectedItemType": "AzureFileShareProtectedItem", "friendlyName": share,
                "backupManagementType": "AzureStorage", "workloadType": "AzureFileShare",
                "sourceResourceId": aid.replace("Microsoft.Storage", "Microsoft.storage"),
                "protectionState": "Protected", "protectionStatus": "Healthy",
                "lastBackupStatus": "Completed", "lastBackupTime": NIGHT,
                "policyId": policy_id("rsv-files-weu", policy), "policyName": policy},
                containerType="StorageContainer", friendlyName=name, sourceResourceId=aid,
                acquireStorageAccountLock="Acquire")


def add_hybrid(vault):
    """A server with the MARS agent and a MABS server, both in the same vault."""
    contained(vault, "Windows;f11e5e4e-0000-4000-8000-000000000001", "FileFolder;d", {
        "protectedItemType": "MabFileFolderProtectedItem", "friendlyName": "D:\\",
        "backupManagementType": "MAB", "workloadType": "FileFolder",
        "computerName": "fileserver01.contoso.com", "policyName": "fileserver01",
        "protectionState": "Protected", "lastBackupStatus": "Completed",
        "lastBackupTime": NIGHT, "lastRecoveryPoint": NIGHT},
        containerType="Windows", friendlyName="fileserver01.contoso.com",
        agentVersion="2.0.9262.0", canReRegister=True)
    add(vault_id(vault) + "/backupEngines/mabs01.contoso.com", RS + "/backupEngines", {
        "backupEngineType": "AzureBackupServerEngine",
        "friendlyName": "mabs01.contoso.com",
        "backupManagementType": "AzureBackupServer", "registrationStatus": "Registered",
        "backupEngineState": "Active", "healthStatus": "Healthy",
        "dpmVersion": "14.0.30.0",
        "isDpmUpgradeAvailable": False, "azureBackupAgentVersion": "2.0.9532.0",
        "isAzureBackupAgentUpgradeAvailable": True})


def add_instance(vault, policy, group, source, state):
    kind = next(p[2] for p in BV_POLICY if p[:2] == (vault, policy))
    path = kind.removesuffix("/blobServices")
    sid = arm(BV[vault]["sub"], group, f"{path}/{source}")
    broken = state == "ProtectionError"
    if path.endswith("disks") and BV[vault]["sub"] != SUBSID:
        add_disk(PROD, group, source, "StandardSSD_LRS")
    pid = policy_id(vault, policy)
    props = {
        "objectType": "BackupInstance", "friendlyName": source,
        "currentProtectionState": state,
        "dataSourceInfo": {"objectType": "Datasource", "resourceID": sid,
                           "datasourceType": kind, "resourceName": source,
                           "resourceType": path,
                           "resourceLocation": LOCATIONS[group.rsplit("-", 1)[1]]},
        "policyInfo": {"policyId": pid.lower() if source == "pg-crm" else pid,
                       "policyVersion": ""},
        "protectionStatus": {"status": state}, "provisioningState": "Succeeded"}
    if broken:
        props["protectionErrorDetails"] = {
            "code": "UserErrorMissingPermissions", "message": "The vault identity lacks "
            "a role on the server.", "recommendedAction": ["Grant it, then try again."]}
    add(f"{vault_id(vault)}/backupInstances/{source}-backup", DP + "/backupInstances",
        props)


# --- guards, keys, alerts, subscriptions ---

def add_security():
    for name, (_, _, loc, excluded, exists) in GUARD.items():
        if exists:
            add(guard_id(name), GUARDS, {
                "provisioningState": "Succeeded", "allowAutoApprovals": True,
                "resourceGuardOperations": [
                    {"vaultCriticalOperation": op, "requestResourceType":
                     f"Microsoft.DataProtection/resourceGuards/{req}Requests"}
                    for op, req in GUARDED],
                "vaultCriticalOperationExclusionList": excluded},
                location=LOCATIONS[loc], tags=TAGS)
    for name, (sub, group, loc, purge) in KEY_VAULTS.items():
        kid = arm(sub, group, "Microsoft.KeyVault/vaults/" + name)
        add(kid, "Microsoft.KeyVault/vaults", {
            "tenantId": TENANT, "vaultUri": f"https://{name}.vault.azure.net/",
            "enableSoftDelete": True,
            **({"enablePurgeProtection": True} if purge else {}),
            "enableRbacAuthorization": True, "publicNetworkAccess": "Enabled",
            "networkAcls": {"defaultAction": "Deny", "bypass": "AzureServices"},
            "sku": {"family": "A", "name": "premium"}}, location=LOCATIONS[loc])
        if name == "kv-cvm-uan":
            add(arm(PROD, "rg-app-uan", "Microsoft.Compute/diskEncryptionSets/des-cvm"),
                "Microsoft.Compute/diskEncryptionSets", {
                    "encryptionType": "ConfidentialVmEncryptedWithCustomerKey",
                    "rotationToLatestKeyVersionEnabled": False, "activeKey": {
                        "sourceVault": {"id": kid},
                        "keyUrl": f"https://{name}.vault.azure.net/keys/cvm/"
                                  "0123456789abcdef0123456789abcdef"}},
                location=LOCATIONS[loc], identity=identity(True))


def add_alerts():
    for name, (enabled, mail) in ACTION_GROUPS.items():
        add(action_group(name), "Microsoft.Insights/actionGroups", {
            "groupShortName": name[:12], "enabled": enabled, "emailReceivers": mail,
            **{kind + "Receivers": [] for kind in (
                "sms", "webhook", "armRole", "logicApp", "azureFunction", "eventHub",
                "voice", "azureAppPush", "itsm", "automationRunbook")}},
                location="Global")
    for name, sub, group, target, enabled in RULES:
        scope = f"/subscriptions/{sub}" + (f"/resourceGroups/{group}" if group else "")
        what = {"actionType": "RemoveAllActionGroups"}
        if target:
            what = {"actionType": "AddActionGroups",
                    "actionGroupIds": [action_group(target)]}
        where = [] if group else [{
            "field": "TargetResourceType", "operator": "Equals",
            "values": ["microsoft.recoveryservices/vaults"]}]
        add(arm(sub, group or "rg-backup-weu",
                "Microsoft.AlertsManagement/actionRules/" + name),
            "Microsoft.AlertsManagement/actionRules",
            {"scopes": [scope], "conditions": where, "actions": [what],
             "enabled": enabled},
            location="Global")
    vault = vault_id("rsv-cvm-uan")
    add(arm(PROD, "rg-backup-uan", "Microsoft.Insights/metricAlerts/backup-health-uan"),
        "Microsoft.Insights/metricAlerts", {
            "severity": 1, "enabled": True, "scopes": [vault],
            "evaluationFrequency": "PT1H",
            "windowSize": "P1D", "targetResourceType": RS, "autoMitigate": False,
            "criteria": {"odata.type": "Microsoft.Azure.Monitor."
                         "SingleResourceMultipleMetricCriteria", "allOf": [{
                             "criterionType": "StaticThresholdCriterion",
                             "name": "unhealthy",
                             "metricName": "BackupHealthEvent", "metricNamespace": RS,
                             "operator": "GreaterThan", "threshold": 0,
                             "timeAggregation": "Count", "dimensions": [
                                 {"name": "healthStatus", "operator": "Exclude",
                                  "values": ["Healthy"]}]}]},
            "actions": [{"actionGroupId": action_group("ag-oncall")}]}, location="global")


def action_group(name):
    return arm(SEC, "rg-alerts", "Microsoft.Insights/actionGroups/" + name)


def add_subscriptions():
    """The groups of all that is there by now, and what each subscription let us list."""
    groups = {tuple(r["id"].split("/")[2:5:2]) for r in resources.values()}
    groups.update({(SEC, "rg-logs"), (SUBSID, "rg-app-eus"), (PROD, "rg-workspaces-weu")})
    for sub, name in sorted(groups):
        managed = {"managedBy": arm(
            PROD, "rg-workspaces-weu", "Microsoft.Databricks/workspaces/analytics")}
        managed = managed if "databricks" in name else {}
        loc = LOCATIONS.get(name.rsplit("-", 1)[1], "westeurope")
        add(f"/subscriptions/{sub}/resourceGroups/{name}", "Microsoft.Resources/"
            "subscriptions/resourceGroups", {"provisioningState": "Succeeded"},
            location=loc, **managed)
    hidden = {GUARDS: "Microsoft.DataProtection/subscriptions/providers/resourceGuards",
              **{t: t for t in (
                  "Microsoft.Compute/virtualMachines",
                  "Microsoft.Storage/storageAccounts",
                  "Microsoft.AlertsManagement/actionRules",
                  "Microsoft.Insights/metricAlerts")}}
    for sub, name in SUBSCRIPTIONS.items():
        sid = add(f"/subscriptions/{sub}", "Microsoft.Resources/subscriptions", None,
                  subscriptionId=sub, displayName=name, tenantId=TENANT, state="Enabled")
        resources[sid]["name"] = sub
        complete(sid, RS, DP)
        for rtype, action in hidden.items():
            if sub == SUBSID:
                gap(sid, rtype, action + "/read")
            else:
                complete(sid, rtype)
    gap(guard_id("rgd-partner-gwc"), GUARDS, GUARDS + "/read")
    complete("/", "Microsoft.Resources/subscriptions",
             "Microsoft.Resources/subscriptions/resourceGroups",
             "Microsoft.Compute/disks",
             "Microsoft.Compute/diskEncryptionSets", "Microsoft.KeyVault/vaults",
             "Microsoft.Insights/actionGroups")


def main():
    for table, step in (
            (RSV.items(), add_rsv), (BV.items(), add_bv), (VM, add_vm),
            (DATABASES, add_databases), (ACCOUNTS, add_account), (INSTANCES,
                                                                  add_instance),
            ([("rsv-hybrid-weu",)], add_hybrid), (VM_POLICY, add_vm_policy),
            (DB_POLICY, add_db_policy), (SHARE_POLICY, add_share_policy),
            (BV_POLICY, add_bv_policy), ([()], add_security), ([()], add_alerts),
            ([()], add_subscriptions)):
        for row in table:
            step(*row)
    add_disk(PROD, "rg-app-weu", "disk-orphan-01", "Premium_LRS")

    def by(line):
        return line["scope"].lower(), line["type"].lower()

    lines = [{"kind": "meta", "format": 1, "collected": "2026-11-24T06:00:00Z",
              "cloud": "public", "tenant": TENANT}]
    lines += [{"kind": "resource", "resource": resources[k]} for k in sorted(resources)]
    lines += sorted(gaps, key=by) + sorted(claims, key=by)
    lines.append({"kind": "end", "lines": len(lines)})
    text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines)
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w", encoding="ascii") as out:
            out.write(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
