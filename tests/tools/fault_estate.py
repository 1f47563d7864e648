"""The small estate that faults are tried on, answers that are written down, and rows."""
import gzip
import json

S1 = "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
S2 = "/subscriptions/aaaaaaaa-0000-4000-8000-000000000002"
RSV = "Microsoft.RecoveryServices/vaults"
POLICIES = RSV + "/backupPolicies"
CONFIG = RSV + "/backupconfig"
ITEMS = RSV + "/backupFabrics/protectionContainers/protectedItems"
PROXIES = RSV + "/backupResourceGuardProxies"
GUARDS = "Microsoft.DataProtection/resourceGuards"
GROUPS = "Microsoft.Resources/subscriptions/resourceGroups"
DISKS = "Microsoft.Compute/disks"
SUBS = "Microsoft.Resources/subscriptions"
MACHINES = "Microsoft.Compute/virtualMachines"
BACKUP_VAULTS = "Microsoft.DataProtection/backupVaults"
VA, VB = (f"{S1}/resourceGroups/RG/providers/{RSV}/{n}" for n in ("va", "vb"))
VC = f"{S2}/resourceGroups/RG/providers/{RSV}/vc"
GUARD = f"{S2}/resourceGroups/RG/providers/{GUARDS}/guard"
VM = f"{S1}/resourceGroups/RG/providers/{MACHINES}/m1"
CHECKS = ("soft-delete-enabled", "policy-enhanced", "mua-guard-exists", "coverage-vm")


def resource(at, kind, **properties):
    return {"id": at, "type": kind, "name": at.rpartition("/")[2],
            "location": "westeurope", "properties": properties}


def policy(n):
    return resource(f"{VA}/backupPolicies/p{n}", POLICIES,
                    backupManagementType="AzureIaasVM", policyType="V2")


def estate():
    rows = [resource(v, RSV) for v in (VA, VB, VC)]
    rows += [resource(f"{v}/backupconfig/vaultconfig", CONFIG,
                      enhancedSecurityState="Enabled", softDeleteFeatureState="Enabled")
             for v in (VA, VB, VC)]
    rows += [policy(n) for n in range(1, 6)]
    rows += [resource(f"{VA}/backupResourceGuardProxies/VaultProxy", PROXIES,
                      resourceGuardResourceId=GUARD),
             resource(GUARD, GUARDS), resource(VM, MACHINES)]
    for at, name in ((S1, "First"), (S2, "Second")):
        rows.append({"id": at, "type": SUBS, "displayName": name, "state": "Enabled",
                     "subscriptionId": at.rpartition("/")[2]})
        rows.append(resource(f"{at}/resourceGroups/RG", GROUPS))
    return "".join(json.dumps(r) + "\n" for r in rows)


def answer(status=200, body=b"", **headers):
    """What the simulator is to say: the text of a file for its fault `answer`."""
    if not isinstance(body, bytes):
        body = (body if isinstance(body, str) else json.dumps(body)).encode()
    head = "".join(f"{k.replace('_', '-')}: {v}\n" for k, v in headers.items())
    return f"{status}\n{head}\n".encode() + body


def error(status, code, message="No.", **headers):
    return answer(status, {"error": {"code": code, "message": message}}, **headers)


def page(*elements, **more):
    return answer(200, {"value": list(elements), **more})


def packed(data):
    return gzip.compress(data, 9)


class Row:
    """One fault and what has to come of it. `faults`: texts for the simulator, or (text
    before ;file=, answer). `gaps`: (scope, type, status, code). `has`: ids that are there
    beside those that no gap covers."""

    def __init__(self, name, *faults, gaps=(), code=None, said=None, **more):
        self.name, self.faults, self.gaps = name, faults, list(gaps)
        self.code = code if code is not None else 2 if gaps else 0
        self.said = said  # in the one line of stderr
        self.sim = more.pop("sim", ())
        self.args = more.pop("args", ())
        self.timeout = more.pop("timeout", 15)
        self.least = more.pop("least", 0)  # seconds
        self.most = more.pop("most", 14)
        self.has = more.pop("has", ())
        self.lost = more.pop("lost", ())  # types that nobody knew of
        self.asked = more.pop("asked", {})  # in the log: text: how often
        self.auth = more.pop("auth", "client-secret")
        self.also = more.pop("also", 0)  # further warnings
        self.other = more.pop("other", None)  # kind of the second listener
        self.host = more.pop("host", None)  # one that is nowhere
        self.point = more.pop("point", ())  # endpoints that lead to these two
        self.strange = more.pop("strange", False)  # the authority is another's
        if more:
            raise TypeError(f"{name}: {more}")


def at_policies(name, what, code=None, status=200, **more):
    """A row of an answer for the policies of va; without a code the list is complete."""
    gaps = [(VA, POLICIES, status, code)] if code else ()
    fault = what if isinstance(what, str) else ("answer@va/backupPolicies", what)
    return Row(name, fault, gaps=gaps, **more)
