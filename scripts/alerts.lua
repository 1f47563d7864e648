-- Whether anybody hears of it: alerts, and where they lead.

local RSV = "Microsoft.RecoveryServices/vaults"
local BV = "Microsoft.DataProtection/backupVaults"
local RULES = "Microsoft.AlertsManagement/actionRules"
local GROUPS = "Microsoft.Insights/actionGroups"
local METRICS = "Microsoft.Insights/metricAlerts"

local MONITORING = "/properties/monitoringSettings"
local JOB_FAILURES = MONITORING .. "/azureMonitorAlertSettings/alertsForAllJobFailures"
local CLASSIC = MONITORING .. "/classicAlertSettings/alertsForCriticalOperations"

-- A switch with a documented default: "Enabled", "Disabled", or the odd word and false.
local function switch(vault, pointer, default)
  if vault:presence(pointer) == "absent" then
    vault:assume(pointer, default)
    return default, true
  end
  local word = vault(pointer)
  vault:evidence(pointer)
  return word, same(word, "Enabled") or same(word, "Disabled")
end

local function job_failures(vault)
  local word, known = switch(vault, JOB_FAILURES, "Enabled")
  if not known then
    return unknown("Azure says alerts for job failures \"%s\"", word)
  end
  if same(word, "Enabled") then
    return pass("failed jobs raise an alert")
  end
  if same(vault.type, RSV) then
    local classic = switch(vault, CLASSIC, "Enabled")
    if same(classic, "Enabled") then
      return fail({ severity = "high" }, "failed jobs raise no alert in Azure Monitor: the "
        .. "vault leans on classic alerts, which are retired")
    end
  end
  return fail("failed jobs raise no alert: backups can stop without anybody hearing of it")
end

local function classic_off(vault)
  if same(vault.type, BV) then
    return not_applicable("a Backup vault has no classic alerts")
  end
  local word, known = switch(vault, CLASSIC, "Enabled")
  if not known then
    return unknown("Azure says classic alerts \"%s\"", word)
  end
  if same(word, "Disabled") then
    return pass("classic alerts are off")
  end
  return fail("classic alerts are on: they were retired on 31 March 2026, and who relies on "
    .. "them hears nothing")
end

-- --- where alerts lead ---

-- A scope covers the vault on whole segments.
local function covers(scope, key)
  scope = scope:lower()
  if scope:ends "/" then
    scope = scope:sub(1, -2)
  end
  return scope == key or key:starts(scope .. "/")
end

local function any_scope(rule, key)
  for i = 0, rule:length "/properties/scopes" - 1 do
    local scope = rule("/properties/scopes/" .. i)
    if scope and covers(scope, key) then
      return true
    end
  end
  return false
end

-- Whether one value of a condition is met; nil when the field says nothing of the vault.
local function value_of(field, vault)
  if same(field, "TargetResourceType") then
    return vault.type
  elseif same(field, "TargetResource") then
    return vault.key
  elseif same(field, "TargetResourceGroup") then
    return vault.group
  end
  return nil
end

local function holds(operator, found, value)
  found, value = found:lower(), value:lower()
  if same(operator, "Equals") or same(operator, "NotEquals") then
    return found == value
  end
  return found:contains(value)
end

-- Conditions on other fields (severity, monitor service, …) may let some alerts through:
-- only what the vault itself decides can shut them all out.
local function lets_through(rule, vault)
  for i = 0, rule:length "/properties/conditions" - 1 do
    local at = "/properties/conditions/" .. i
    local operator = rule(at .. "/operator") or "Equals"
    local found = value_of(rule(at .. "/field"), vault)
    local hit = false
    for k = 0, rule:length(at .. "/values") - 1 do
      hit = hit or found and holds(operator, found, rule(at .. "/values/" .. k) or "")
    end
    local negated = same(operator, "NotEquals") or same(operator, "DoesNotContain")
    if found and hit == negated then
      return false
    end
  end
  return true
end

local receivers = { "emailReceivers", "smsReceivers", "webhookReceivers", "logicAppReceivers",
  "azureFunctionReceivers", "eventHubReceivers", "voiceReceivers", "azureAppPushReceivers",
  "itsmReceivers", "automationRunbookReceivers" }

-- "good", "weak" (roles, or everybody unsubscribed), "none".
local function quality(group)
  if group:truth "/properties/enabled" == false then
    return "none"
  end
  local weak = group:length "/properties/armRoleReceivers" > 0
  for _, kind in ipairs(receivers) do
    for i = 0, group:length("/properties/" .. kind) - 1 do
      local status = group("/properties/" .. kind .. "/" .. i .. "/status")
      if not same(status, "Disabled") then
        return "good"
      end
      weak = true
    end
  end
  return weak and "weak" or "none"
end

local better = { none = 0, ["out of reach"] = 1, weak = 2, good = 3 }

-- The best that the action groups of one rule are worth.
local function worth(rule, pointers)
  local best = "none"
  for _, pointer in ipairs(pointers) do
    local group, why = rule:follow(pointer)
    local found = group and quality(group) or (why == "out of reach" and why or "none")
    if better[found] > better[best] then
      best = found
      rule:evidence(pointer)
    end
  end
  return best
end

local function group_pointers(rule)
  local list = {}
  for i = 0, rule:length "/properties/actions" - 1 do
    local at = "/properties/actions/" .. i
    if same(rule(at .. "/actionType"), "AddActionGroups") then
      for k = 0, rule:length(at .. "/actionGroupIds") - 1 do
        table.insert(list, at .. "/actionGroupIds/" .. k)
      end
    end
  end
  return list
end

local function suppresses(rule)
  for i = 0, rule:length "/properties/actions" - 1 do
    if same(rule("/properties/actions/" .. i .. "/actionType"), "RemoveAllActionGroups") then
      return true
    end
  end
  return false
end

local function best_rule(vault)
  local best, silenced = "none", nil
  for rule in all(RULES) do
    local on = rule:truth "/properties/enabled" ~= false
    if on and any_scope(rule, vault.key) and lets_through(rule, vault) then
      -- One with a schedule silences at times; one without, always.
      if suppresses(rule) and rule:length "/properties/schedule" == 0 then
        silenced = rule.name
      end
      local found = worth(rule, group_pointers(rule))
      best = better[found] > better[best] and found or best
    end
  end
  return best, silenced
end

local function metric_pointers(alert)
  local list = {}
  for i = 0, alert:length "/properties/actions" - 1 do
    table.insert(list, "/properties/actions/" .. i .. "/actionGroupId")
  end
  return list
end

-- BackupHealthEvent and RestoreHealthEvent are the metrics that tell of failures.
local function watches_health(alert)
  for i = 0, alert:length "/properties/criteria/allOf" - 1 do
    local name = alert("/properties/criteria/allOf/" .. i .. "/metricName")
    if same(name, "BackupHealthEvent") or same(name, "RestoreHealthEvent") then
      return true
    end
  end
  return false
end

local function best_metric(vault)
  local best = "none"
  for alert in all(METRICS) do
    if alert:truth "/properties/enabled" ~= false and watches_health(alert)
      and any_scope(alert, vault.key) then
      local found = worth(alert, metric_pointers(alert))
      best = better[found] > better[best] and found or best
    end
  end
  return best
end

local function routed(vault)
  local best, silenced = best_rule(vault)
  if silenced then
    return fail("the alert processing rule %s takes all action groups away: nobody is told",
      silenced)
  end
  local metric = best_metric(vault)
  best = better[metric] > better[best] and metric or best
  if best == "good" then
    return pass("alerts reach somebody")
  end
  local why = gap(nil, RULES) or gap(nil, METRICS)
  if why then
    return unknown("no rule was found that tells anybody, and %s", why)
  end
  if best == "out of reach" then
    return unknown("a rule leads to an action group that could not be read")
  end
  if best == "weak" then
    return warn("alerts reach only an ARM role or addresses that unsubscribed")
  end
  return fail("alerts fire into nothing: no enabled rule leads to an action group with a "
    .. "receiver")
end

local vaults = { RSV, BV }
local alerts_ref = "https://learn.microsoft.com/azure/backup/backup-azure-monitoring-alerts"

return {
  check {
    id = "alerts-job-failures",
    title = "Failed backup jobs raise an alert",
    protection = "monitoring",
    severity = "medium",
    targets = vaults,
    why = "A backup that stops silently is found missing on the day it is needed.",
    remedy = "RSV: az backup vault update -g {resourceGroup} -n {name} --subscription "
      .. "{subscriptionId} --job-failure-alerts Enable ; BV: az dataprotection backup-vault "
      .. "update -g {resourceGroup} --vault-name {name} --subscription {subscriptionId} "
      .. "--azure-monitor-alerts-for-job-failures Enabled",
    controls = { "MCSB:BR-3", "MCSB:LT-1", "CIS:Ctl 11.2", "NIST-800-53:CP-9",
      "NIST-800-53:SI-4", "ISO-27001:A.8.16" },
    refs = { alerts_ref },
    run = job_failures,
  },
  check {
    id = "alerts-classic-off",
    title = "Nobody relies on the retired classic alerts",
    protection = "monitoring",
    severity = "low",
    targets = vaults,
    why = "Classic alerts were retired on 31 March 2026.",
    remedy = "only with alerts-job-failures passing: az backup vault update -g "
      .. "{resourceGroup} -n {name} --subscription {subscriptionId} --classic-alerts Disable",
    controls = { "MCSB:LT-1", "NIST-800-53:SI-4", "ISO-27001:A.8.16" },
    refs = { alerts_ref },
    run = classic_off,
  },
  check {
    id = "alerts-routed",
    title = "Alerts of the vault reach somebody",
    protection = "monitoring",
    severity = "high",
    targets = vaults,
    needs = { { type = RULES, where = "scope", optional = true },
      { type = METRICS, where = "scope", optional = true },
      { type = GROUPS, where = "followed" } },
    why = "The alert that backups are being deleted fires, and nobody is told.",
    remedy = "az monitor alert-processing-rule create -g {resourceGroup} -n backup-alerts "
      .. "--rule-type AddActionGroups --action-groups {actionGroupId} --scopes {scope} "
      .. "--filter-resource-type Equals Microsoft.RecoveryServices/vaults "
      .. "Microsoft.DataProtection/backupVaults",
    controls = { "MCSB:LT-1", "MCSB:IR-2", "CIS:Ctl 11.2", "CIS:Ctl 17.4",
      "NIST-800-53:SI-4(5)", "NIST-800-53:IR-6", "ISO-27001:A.8.16", "ISO-27001:A.5.24" },
    refs = { alerts_ref },
    run = routed,
  },
}
