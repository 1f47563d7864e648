-- Whether anybody hears of it: alerts, and where they lead.

local arm = lib "arm"

local RSV = "Microsoft.RecoveryServices/vaults"
local BV = "Microsoft.DataProtection/backupVaults"
local RULES = "Microsoft.AlertsManagement/actionRules"
local GROUPS = "Microsoft.Insights/actionGroups"
local METRICS = "Microsoft.Insights/metricAlerts"
local SUBSCRIPTION = "Microsoft.Resources/subscriptions"

local MONITORING = "/properties/monitoringSettings"
local JOB_FAILURES = MONITORING .. "/azureMonitorAlertSettings/alertsForAllJobFailures"
local CLASSIC = MONITORING .. "/classicAlertSettings/alertsForCriticalOperations"

-- A switch that is on unless the vault says otherwise: "Enabled", "Disabled", or nil and
-- what was found instead.
local function switch(vault, pointer)
  local there = vault:presence(pointer)
  if there == "absent" then
    vault:assume(pointer, "Enabled")
    return "Enabled"
  elseif there == "unread" then
    return nil, "was not read: an old api-version or a row of Resource Graph does not "
      .. "hold it"
  end
  vault:evidence(pointer)
  local word = vault:text(pointer)
  if same(word, "Enabled") or same(word, "Disabled") then
    return word
  end
  return nil, word and 'is "' .. word .. '", neither Enabled nor Disabled' or "is no text"
end

local function job_failures(vault)
  local word, odd = switch(vault, JOB_FAILURES)
  if not word then
    return unknown("alertsForAllJobFailures %s", odd)
  end
  if same(word, "Enabled") then
    return pass("failed jobs raise an alert")
  end
  if same(vault.type, RSV) then
    local classic, strange = switch(vault, CLASSIC)
    if same(classic, "Enabled") then
      return fail({ severity = "high" }, "failed jobs raise no alert in Azure Monitor: "
        .. "the vault leans on classic alerts, which are retired")
    elseif not classic then
      detail("classic", "alertsForCriticalOperations %s", strange)
    end
  end
  return fail("failed jobs raise no alert: backups can stop without anybody hearing of "
    .. "it")
end

local function classic_off(vault)
  if same(vault.type, BV) then
    return not_applicable("a Backup vault has no classic alerts")
  end
  local word, odd = switch(vault, CLASSIC)
  if not word then
    return unknown("alertsForCriticalOperations %s", odd)
  end
  if same(word, "Disabled") then
    return pass("classic alerts are off")
  end
  return fail("classic alerts are on: they were retired on 31 March 2026, and who relies "
    .. "on them hears nothing")
end

-- --- where alerts lead ---

-- Alerts of a vault have two severities; each of them must find its way.
local kinds = { Sev0 = "security alerts", Sev1 = "alerts of failed jobs" }

local function any_scope(rule, key)
  for i = 0, rule:length "/properties/scopes" - 1 do
    if arm.covers(rule:text("/properties/scopes/" .. i), key) then
      return true
    end
  end
  return false
end

-- What a field of a condition is on alerts of the vault; nil where it depends on the
-- alert.
local function values_of(field, vault, severity)
  if same(field, "Severity") then
    return { severity }
  elseif same(field, "MonitorCondition") then
    return { "Fired" }
  elseif same(field, "TargetResourceType") then
    return { vault.type }
  elseif same(field, "TargetResource") then
    return { vault.key }
  elseif same(field, "TargetResourceGroup") then
    return { vault.group, vault.key:split("/providers/")[1] }
  end
  return nil
end

local function is_met(rule, at, found, part)
  for k = 0, rule:length(at .. "/values") - 1 do
    local value = rule:text(at .. "/values/" .. k)
    for _, word in ipairs(value and found or {}) do
      if same(word, value) or (part and word:lower():contains(value:lower())) then
        return true
      end
    end
  end
  return false
end

-- One condition: true, false, or nil when only the alert itself can tell.
local function passes(rule, at, vault, severity)
  local field, operator = rule:text(at .. "/field"), rule:text(at .. "/operator")
  local part = same(operator, "Contains") or same(operator, "DoesNotContain")
  local negated = same(operator, "NotEquals") or same(operator, "DoesNotContain")
  if not (part or negated or same(operator, "Equals")) then
    return nil
  end
  if same(field, "MonitorService") then
    local met = is_met(rule, at, { "Azure Backup" }, part)
    return met and not negated or nil
  end
  local found = values_of(field, vault, severity)
  return found and is_met(rule, at, found, part) ~= negated
end

-- Whether alerts of that severity get through all conditions: "yes", "no", "maybe".
local function lets_through(rule, vault, severity)
  local sure = "yes"
  for i = 0, rule:length "/properties/conditions" - 1 do
    local ok = passes(rule, "/properties/conditions/" .. i, vault, severity)
    if ok == false then
      return "no"
    elseif ok == nil then
      sure = "maybe"
    end
  end
  return sure
end

-- "always", "at times", or "no" for a rule that is off, not yet or no longer in force.
local function in_force(rule)
  local at = "/properties/schedule/"
  local from, till = rule:time(at .. "effectiveFrom"), rule:time(at .. "effectiveUntil")
  if rule:truth "/properties/enabled" == false or (from and from > now())
    or (till and till < now()) then
    return "no"
  end
  return rule:length(at .. "recurrences") > 0 and "at times" or "always"
end

-- Who can unsubscribe has a status; the others are told in any case.
local people = { "emailReceivers", "smsReceivers" }
local others = { "webhookReceivers", "logicAppReceivers", "azureFunctionReceivers",
  "eventHubReceivers", "voiceReceivers", "azureAppPushReceivers", "itsmReceivers",
  "automationRunbookReceivers" }

-- "good", "weak" (roles, or everybody unsubscribed), "none".
local function quality(group)
  if group:truth "/properties/enabled" == false then
    return "none"
  end
  local weak = group:length "/properties/armRoleReceivers" > 0
  for _, kind in ipairs(others) do
    if group:length("/properties/" .. kind) > 0 then
      return "good"
    end
  end
  for _, kind in ipairs(people) do
    for i = 0, group:length("/properties/" .. kind) - 1 do
      if not same(group:text("/properties/" .. kind .. "/" .. i .. "/status"),
        "Disabled") then
        return "good"
      end
      weak = true
    end
  end
  return weak and "weak" or "none"
end

-- What is not known may be good, so it outweighs what is known to be weak.
local rank = { none = 0, weak = 1, maybe = 2, good = 3 }

local function best_of(a, b)
  return rank[b] > rank[a] and b or a
end

-- The best that the action groups of one rule are worth.
local function worth(rule, pointers)
  local best = "none"
  for _, pointer in ipairs(pointers) do
    local group, why = rule:follow(pointer)
    local found = group and quality(group) or (why == "out of reach" and "maybe"
      or "none")
    if rank[found] > rank[best] then
      best = found
      rule:evidence(pointer)
    end
  end
  return best
end

-- Pointers to the groups that a rule adds, and whether it takes all away.
local function actions_of(rule)
  local list, silences = {}, false
  for i = 0, rule:length "/properties/actions" - 1 do
    local at = "/properties/actions/" .. i
    local kind = rule:text(at .. "/actionType")
    silences = silences or same(kind, "RemoveAllActionGroups")
    for k = 0, same(kind, "AddActionGroups")
      and rule:length(at .. "/actionGroupIds") - 1 or -1 do
      table.insert(list, at .. "/actionGroupIds/" .. k)
    end
  end
  return list, silences
end

-- Adds what one rule does for the vault to `best` and `silent`, both by severity.
local function weigh_rule(rule, vault, best, silent)
  local force = in_force(rule)
  if force == "no" or not any_scope(rule, vault.key) then
    return
  end
  local pointers, silences = actions_of(rule)
  local found = nil -- asked only of rules that matter: it leaves evidence
  for severity in pairs(kinds) do
    local through = lets_through(rule, vault, severity)
    if silences and through ~= "no" then
      if force == "always" and through == "yes" then
        silent[severity] = rule.name
      else
        silent.partly = rule.name
      end
    end
    if through ~= "no" then
      found = found or worth(rule, pointers)
      local sure = through == "yes" or found == "none"
      best[severity] = best_of(best[severity], sure and found or "maybe")
    end
  end
end

-- BackupHealthEvent and RestoreHealthEvent are the metrics that tell of failures.
local function watches_health(alert)
  for i = 0, alert:length "/properties/criteria/allOf" - 1 do
    local name = alert:text("/properties/criteria/allOf/" .. i .. "/metricName")
    if same(name, "BackupHealthEvent") or same(name, "RestoreHealthEvent") then
      return true
    end
  end
  return false
end

local function best_metric(vault)
  local best = "none"
  for alert in all(METRICS) do
    if alert:truth "/properties/enabled" ~= false and any_scope(alert, vault.key)
      and watches_health(alert) then
      local list = {}
      for i = 0, alert:length "/properties/actions" - 1 do
        table.insert(list, "/properties/actions/" .. i .. "/actionGroupId")
      end
      best = best_of(best, worth(alert, list))
    end
  end
  return best
end

local function routed(vault)
  local subscription = vault:parent(SUBSCRIPTION)
  local why = gap(subscription, RULES)
  if why then
    return unknown("who is told of alerts is not known: %s", why)
  end
  local best, silent = { Sev0 = "none", Sev1 = "none" }, {}
  -- A rule's scopes lie within its own subscription: "Alert processing rules",
  -- learn.microsoft.com/azure/azure-monitor/alerts/alerts-processing-rules.
  for rule in subscription and subscription:children(RULES) or all(RULES) do
    weigh_rule(rule, vault, best, silent)
  end
  if silent.partly then
    detail("silence", "%s takes action groups away for some alerts or at times",
      silent.partly)
  end
  local metric = best_metric(vault)
  local worst, of = "good", nil
  for severity, kind in pairs(kinds) do
    if silent[severity] then
      return fail("%s reach nobody: the alert processing rule %s takes their action "
        .. "groups away", kind, silent[severity])
    end
    local found = best_of(best[severity], metric)
    if rank[found] < rank[worst] then
      worst, of = found, kind
    elseif found == worst then
      of = "alerts"
    end
  end
  if worst == "good" then
    return pass("alerts reach somebody")
  end
  why = gap(subscription, METRICS)
  if why then
    return unknown("no alert processing rule tells anybody of %s, and alert rules are "
      .. "not known: %s", of, why)
  end
  if worst == "maybe" then
    return unknown("whether anybody is told of %s is not known: a rule has a condition "
      .. "that only the alert itself can meet, or leads to an action group that could "
      .. "not be read", of)
  end
  if worst == "weak" then
    return warn("%s reach only an ARM role or addresses that unsubscribed", of)
  end
  return fail("%s fire into nothing: no enabled rule leads to an action group with a "
    .. "receiver", of)
end

local vaults = { RSV, BV }
local alerts_ref = "https://learn.microsoft.com/azure/backup/"
  .. "backup-azure-monitoring-alerts"

return {
  check {
    id = "alerts-job-failures",
    title = "Failed backup jobs raise an alert",
    protection = "monitoring",
    severity = "medium",
    targets = vaults,
    why = "A backup that stops silently is found missing on the day it is needed.",
    remedy = "RSV: az backup vault update -g {resourceGroup} -n {name} --subscription "
      .. "{subscriptionId} --job-failure-alerts Enable ; BV: az dataprotection "
      .. "backup-vault update -g {resourceGroup} --vault-name {name} --subscription "
      .. "{subscriptionId} --azure-monitor-alerts-for-job-failures Enabled",
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
      .. "{resourceGroup} -n {name} --subscription {subscriptionId} --classic-alerts "
      .. "Disable",
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
      { type = GROUPS, where = "followed" },
      { type = SUBSCRIPTION, where = "above", optional = true } },
    why = "The alert that backups are being deleted fires, and nobody is told.",
    remedy = "az monitor alert-processing-rule create -g {resourceGroup} -n "
      .. "backup-alerts --rule-type AddActionGroups --action-groups {actionGroupId} "
      .. "--scopes {scope} --filter-resource-type Equals "
      .. "Microsoft.RecoveryServices/vaults Microsoft.DataProtection/backupVaults",
    controls = { "MCSB:LT-1", "MCSB:IR-2", "CIS:Ctl 11.2", "CIS:Ctl 17.4",
      "NIST-800-53:SI-4(5)", "NIST-800-53:IR-6", "ISO-27001:A.8.16", "ISO-27001:A.5.24" },
    refs = { alerts_ref },
    run = routed,
  },
}
