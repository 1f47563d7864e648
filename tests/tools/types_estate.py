"""A small estate and checks with resource types of their own, for run-types."""
import json

import live

S1, S2 = (f"/subscriptions/aaaaaaaa-0000-4000-8000-00000000000{n}" for n in "12")
GROUP = "/resourceGroups/rg/providers/"
RSV = "Microsoft.RecoveryServices/vaults"
HSM = "Microsoft.KeyVault/managedHSMs"
SETTINGS = HSM + "/settings"
ENDPOINTS = "Microsoft.Network/privateEndpoints"
GROUPS = "Microsoft.Network/networkSecurityGroups"
LOCKS = "Microsoft.Authorization/locks"
ITEMS = RSV + "/backupFabrics/protectionContainers/protectedItems"
SUBS = "Microsoft.Resources/subscriptions"
OWN = (HSM, SETTINGS, ENDPOINTS, GROUPS, LOCKS)
LINK = "/properties/privateLinkServiceConnections/*/properties/privateLinkServiceId"
CHECKS = """
  check { id = "own-hsm", title = "Its settings say on", severity = "high",
    targets = { "%(HSM)s" }, needs = { "%(SETTINGS)s" },
    run = function(hsm)
      local s = hsm:child("%(SETTINGS)s")
      if not s then return fail("no settings") end
      s:evidence("/properties/mode")
      if s "/properties/mode" == "on" then return pass() end
      return fail("mode is %%s", s "/properties/mode" or "absent")
    end },
  check { id = "own-endpoint", title = "It has a private endpoint", severity = "low",
    targets = { "%(RSV)s" }, needs = { { type = "%(ENDPOINTS)s", where = "scope" } },
    run = function(vault)
      local n = 0
      for e in vault:referrers("%(ENDPOINTS)s") do
        e:evidence("/name")
        n = n + 1
      end
      if n > 0 then return pass() end
      return fail("none")
    end },
  check { id = "own-nsg", title = "It has a rule", severity = "low",
    targets = { "%(GROUPS)s" },
    run = function(g)
      if g:length("/properties/securityRules") > 0 then return pass() end
      return fail("no rule")
    end },
  check { id = "own-follow", title = "Its module is there", severity = "low",
    targets = { "%(ENDPOINTS)s" }, needs = { { type = "%(HSM)s", where = "followed" } },
    run = function(e)
      local hsm, why = e:follow("/properties/hsm")
      if hsm then return pass("%%s", hsm.name) end
      return fail("%%s", why)
    end },
  check { id = "own-lock", title = "It is locked", severity = "low",
    targets = { "%(RSV)s" }, needs = { "%(LOCKS)s" },
    run = function(vault)
      if vault:child("%(LOCKS)s") then return pass() end
      return fail("no lock")
    end },
""" % globals()

ROWS = """
  ["%(HSM)s"] = { path = "{parent}/providers/%(HSM)s", api_version = "2023-07-01",
    action = "%(HSM)s/read" },
  ["%(SETTINGS)s"] = { parent = "%(HSM)s", path = "{parent}/settings/default",
    singleton = true, api_version = "2023-07-01", action = "%(SETTINGS)s/read" },
  ["%(ENDPOINTS)s"] = { path = "{parent}/providers/%(ENDPOINTS)s",
    api_version = "2024-05-01", action = "%(ENDPOINTS)s/read",
    refs = { "%(LINK)s", "/properties/hsm" } },
  ["%(GROUPS)s"] = { graph = { "resources", "%(GROUPS)s" }, api_version = "2024-05-01",
    action = "%(GROUPS)s/read" },
  ["%(LOCKS)s"] = { extension = true, path = "{parent}/providers/%(LOCKS)s",
    api_version = "2020-05-01", action = "%(LOCKS)s/read" },
""" % globals()

PACK = f"return {{ {CHECKS} types = {{ {ROWS} }} }}\n"


def resource(key, kind, **properties):
    return {"kind": "resource", "resource": {
        "id": key, "name": key.rsplit("/", 1)[1], "type": kind, "location": "westeurope",
        "properties": properties}}


def endpoint(sub, name, vault, hsm):
    return resource(f"{sub}{GROUP}{ENDPOINTS}/{name}", ENDPOINTS, hsm=hsm,
                    privateLinkServiceConnections=[
                        {"properties": {"privateLinkServiceId": vault}}])


def estate():
    """Lines of an inventory that was read in full."""
    vault, bare = (f"{S1}{GROUP}{RSV}/{n}" for n in ("kept", "bare"))
    hsms = [f"{S1}{GROUP}{HSM}/{n}" for n in ("good", "off", "none")]
    lines = [{"kind": "meta", "format": 1, "collected": live.NOW, "cloud": "public",
              "tenant": live.TENANT}]
    for n, sub in enumerate((S1, S2)):
        lines.append({"kind": "resource", "resource": {
            "id": sub, "name": sub.rsplit("/", 1)[1], "type": SUBS,
            "displayName": f"s{n}", "tenantId": live.TENANT,
            "subscriptionId": sub.rsplit("/", 1)[1]}})
    lines += [resource(vault, RSV), resource(bare, RSV)]
    lines += [resource(h, HSM) for h in hsms]
    lines += [resource(hsms[0] + "/settings/default", SETTINGS, mode="on"),
              # as Azure may spell it
              resource(hsms[1] + "/Settings/default", SETTINGS.lower(), mode="off")]
    lines += [endpoint(S1, "here", vault, hsms[0]),
              endpoint(S2, "there", vault.upper(), f"{S2}{GROUP}{HSM}/far")]
    lines += [resource(f"{S2}{GROUP}{GROUPS}/open", GROUPS.lower(), securityRules=[]),
              resource(f"{S1}{GROUP}{GROUPS}/shut", GROUPS,
                       securityRules=[{"name": "a"}]),
              resource(f"{vault}/providers/{LOCKS}/keep", LOCKS, level="CanNotDelete")]
    lines += [{"kind": "complete", "scope": "/", "type": t}
              for t in (SUBS, RSV, ITEMS, *OWN)]
    return lines + [{"kind": "end", "lines": len(lines)}]


def write_lines(lines):
    return "".join(json.dumps(line) + "\n" for line in lines)
