-- Logs of the vault, and what Backup reports need of them.

local RSV = "Microsoft.RecoveryServices/vaults"
local BV = "Microsoft.DataProtection/backupVaults"
local SETTINGS = "Microsoft.Insights/diagnosticSettings"

local destinations = { "/properties/workspaceId", "/properties/storageAccountId",
  "/properties/eventHubAuthorizationRuleId" }

local function has_destination(setting)
  for _, pointer in ipairs(destinations) do
    local id = setting(pointer)
    if id and id ~= "" then
      return pointer
    end
  end
  return nil
end

-- The categories that are on, and whether all of them are.
local function enabled_logs(setting)
  local on, all_of_them, count = {}, false, 0
  for i = 0, setting:length "/properties/logs" - 1 do
    local at = "/properties/logs/" .. i
    if setting:truth(at .. "/enabled") then
      count = count + 1
      local category = setting(at .. "/category")
      if category then
        on[category:lower()] = true
      end
      all_of_them = all_of_them or same(setting(at .. "/categoryGroup"), "allLogs")
    end
  end
  return on, all_of_them, count
end

local function diagnostics(vault)
  local idle = nil
  for setting in vault:children(SETTINGS) do
    local _, _, count = enabled_logs(setting)
    local where = has_destination(setting)
    setting:evidence "/properties/logs"
    if count > 0 and where then
      setting:evidence(where)
      return pass("%s sends %d logs", setting.name, count)
    end
    idle = setting.name
  end
  if idle then
    return fail("the diagnostic setting %s sends no log anywhere: what was done to the "
      .. "backups cannot be told later", idle)
  end
  return fail("no diagnostic setting: what was done to the backups cannot be told later")
end

local wanted = {
  [RSV] = { "CoreAzureBackup", "AddonAzureBackupJobs", "AddonAzureBackupAlerts",
    "AddonAzureBackupPolicy", "AddonAzureBackupStorage",
      "AddonAzureBackupProtectedInstance" },
  [BV] = { "CoreAzureBackup", "AddonAzureBackupJobs", "AddonAzureBackupPolicy",
    "AddonAzureBackupProtectedInstance" },
}

-- "all", "table" (the old one), "odd", "legacy", or the names that are missing.
local function report_state(setting, vault)
  local on, all_of_them = enabled_logs(setting)
  local missing = {}
  for _, name in ipairs(wanted[vault.type]) do
    if not (all_of_them or on[name:lower()]) then
      table.insert(missing, name)
    end
  end
  if #missing > 0 then
    return on["azurebackupreport"] and "legacy" or table.concat(missing, ", ")
  end
  local kind = setting:text "/properties/logAnalyticsDestinationType" or ""
  if same(vault.type, BV) or same(kind, "Dedicated") then
    return "all"
  end
  return (kind == "" or same(kind, "AzureDiagnostics")) and "table" or "odd"
end

local weight = { odd = 3, table = 2, legacy = 1 }

local function resource_specific(vault)
  local state, partly = "no diagnostic setting sends to a Log Analytics workspace", nil
  for setting in vault:children(SETTINGS) do
    local workspace = setting "/properties/workspaceId"
    if workspace and workspace ~= "" then
      setting:evidence "/properties/workspaceId"
      local found = report_state(setting, vault)
      if found == "all" then
        return pass("Backup reports get what they need from %s", setting.name)
      end
      if weight[found] then
        setting:evidence "/properties/logAnalyticsDestinationType"
        partly = weight[found] > (weight[partly or ""] or 0) and found or partly
      else
        state = "missing: " .. found
      end
    end
  end
  if partly == "odd" then
    return unknown("all logs are sent, but logAnalyticsDestinationType is a word that is "
      .. "not known")
  elseif partly == "table" then
    return warn("logs go to the old AzureDiagnostics table: choose resource specific")
  elseif partly == "legacy" then
    return warn("only the legacy AzureBackupReport is sent: choose the six categories")
  end
  return fail("Backup reports stay empty: %s", state)
end

local vaults = { RSV, BV }
local reports_ref = "https://learn.microsoft.com/azure/backup/configure-reports"
local diagnostics_remedy = "az monitor diagnostic-settings create -n {setting} "
  .. "--resource {id} --workspace {workspaceId} --export-to-resource-specific true "
  .. "--logs @logs.json"

return {
  check {
    id = "diagnostics-enabled",
    title = "The vault's logs are sent somewhere",
    protection = "monitoring",
    severity = "medium",
    targets = vaults,
    needs = { SETTINGS },
    why = "Without logs outside of the vault nobody can tell what was done to the "
      .. "backups.",
    remedy = diagnostics_remedy,
    controls = { "MCSB:LT-3", "CIS:Ctl 8.2", "NIST-800-53:AU-2", "NIST-800-53:AU-12",
      "ISO-27001:A.8.15" },
    refs = { reports_ref },
    run = diagnostics,
  },
  check {
    id = "diagnostics-resource-specific",
    title = "Backup reports get the logs they need",
    protection = "monitoring",
    severity = "medium",
    targets = vaults,
    needs = { SETTINGS },
    why = "Backup reports are where a failing or vanishing backup is seen across the "
      .. "estate.",
    remedy = diagnostics_remedy
      .. " (new name: tables of an old setting are not converted)",
    controls = { "MCSB:LT-3", "MCSB:BR-3", "CIS:Ctl 8.2", "NIST-800-53:AU-2",
      "NIST-800-53:AU-12", "ISO-27001:A.8.15" },
    refs = { reports_ref },
    run = resource_specific,
  },
}
