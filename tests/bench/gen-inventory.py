#!/usr/bin/env python3
"""Writes an inventory of many protected items as JSON Lines, in order of vaults.

gen-inventory.py [ITEMS] [--shuffle]: ITEMS (default 1000000) protected items of 1.7 kB, a
virtual machine for each ten of them and a vault for each thousand."""
import json
import random
import sys

PAD = ("A healthy item has nothing to say here. " * 8)[:300]


def group(i):
    return (f"/subscriptions/00000000-0000-0000-0000-{i // 100:012d}"
            f"/resourceGroups/rg-{i % 100:02d}")


def vault_id(i):
    return f"{group(i)}/providers/Microsoft.RecoveryServices/vaults/vault-{i:04d}"


def vm_id(i):
    return f"{group(i // 100)}/providers/Microsoft.Compute/virtualMachines/vm-{i:06d}"


def vault(i):
    return {"id": vault_id(i), "name": f"vault-{i:04d}", "location": "westeurope",
            "type": "Microsoft.RecoveryServices/vaults",
            "properties": {"provisioningState": "Succeeded"}}


def vm(i):
    return {"id": vm_id(i), "name": f"vm-{i:06d}", "location": "westeurope",
            "type": "Microsoft.Compute/virtualMachines",
            "properties": {"vmId": f"{i:032x}", "provisioningState": "Succeeded"}}


def item(i):
    above, machine = vault_id(i // 1000), vm_id(i // 10)
    name = f"VM;iaasvmcontainerv2;rg;vm-{i:07d}"
    return {
        "id": f"{above}/backupFabrics/Azure/protectionContainers/"
              f"IaasVMContainer;{name[3:]}/protectedItems/{name}",
        "name": name,
        "type": "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/"
                "protectedItems",
        "properties": {
            "protectedItemType": "Microsoft.Compute/virtualMachines",
            "backupManagementType": "AzureIaasVM", "workloadType": "VM",
            "sourceResourceId": machine, "virtualMachineId": machine,
            "policyId": f"{above}/backupPolicies/policy-{i % 7}",
            "policyName": f"policy-{i % 7}", "protectionState": "Protected",
            "healthStatus": "Passed", "lastBackupStatus": "Completed",
            "lastBackupTime": "2026-11-23T22:10:00.000Z",
            "lastRecoveryPoint": "2026-11-23T22:12:31.5Z", "isArchiveEnabled": False,
            "extendedInfo": {"recoveryPointCount": i % 90, "policyInconsistent": False},
            "healthDetails": [{"code": 400239, "title": "IaasVmHealthGreenDefault",
                               "message": PAD, "recommendations": []}]}}


def main():
    shuffle = "--shuffle" in sys.argv[1:]
    numbers = [a for a in sys.argv[1:] if a != "--shuffle"]
    items = int(numbers[0]) if numbers else 1000000
    order = list(range(items))
    if shuffle:
        random.Random(1).shuffle(order)
    lines = 1

    def record(**members):
        nonlocal lines
        lines += 1
        sys.stdout.write(json.dumps(members, separators=(",", ":")) + "\n")

    record(kind="meta", format=1, collected="2026-11-24T06:00:00Z", cloud="public")
    for i in range(0, items, 1000):
        record(kind="resource", source="list", resource=vault(i // 1000))
    for i in range(0, items, 10):
        record(kind="resource", source="list", resource=vm(i // 10))
    for i in order:
        record(kind="resource", source="list", resource=item(i))
    record(kind="end", lines=lines - 1)


main()
