-- Microsoft's own security level of a vault, and whether the vault holds anything.

local RSV = "Microsoft.RecoveryServices/vaults"
local BV = "Microsoft.DataProtection/backupVaults"
local ITEMS = RSV .. "/backupFabrics/protectionContainers/protectedItems"
local CONTAINERS = RSV .. "/backupFabrics/protectionContainers"
local ENGINES = RSV .. "/backupEngines"
local INSTANCES = BV .. "/backupInstances"
local SECURITY = "/properties/securitySettings"

local rank = { poor = 1, fair = 2, good = 3, excellent = 4 }
local names = { "Poor", "Fair", "Good", "Excellent" }
local by_score = { none = 1, minimum = 2, adequate = 3, maximum = 4 }

-- What Azure says: its rank, or nil and why.
local function said(vault)
  for pointer, words in pairs {
    ["/properties/bcdrSecurityLevel"] = rank,
    ["/properties/secureScore"] = by_score,
  } do
    if vault:presence(pointer) == "present" then
      vault:evidence(pointer)
      local word = vault(pointer) or ""
      if same(word, "NotSupported") then
        return nil, "not supported"
      end
      return words[word:lower()], words[word:lower()] and "said" or word
    end
  end
  return nil, "not sent"
end

-- Three-valued: true, false, or nil when the setting is not known.
local function word_is(vault, pointer, yes, no)
  if vault:presence(pointer) == "unread" then
    return nil
  end
  local word = vault(pointer)
  vault:evidence(pointer)
  for _, w in ipairs(yes) do
    if same(word, w) then
      return true
    end
  end
  for _, w in ipairs(no) do
    if same(word, w) then
      return false
    end
  end
  return nil
end

local function locked(vault)
  local pointer = SECURITY .. "/immutabilitySettings/state"
  if vault:presence(pointer) == "absent" then
    vault:assume(pointer, "Disabled")
    return false
  end
  return word_is(vault, pointer, { "Locked" }, { "Unlocked", "Disabled" })
end

local function always_on(vault)
  if same(vault.type, BV) then
    return word_is(vault, SECURITY .. "/softDeleteSettings/state", { "AlwaysOn" },
      { "On", "Off", "Enabled" })
  end
  return word_is(vault, SECURITY .. "/softDeleteSettings/softDeleteState", { "AlwaysON" },
    { "Enabled", "Disabled" })
end

local function guarded(vault)
  if same(vault.type, BV) then
    local pointer = "/properties/isVaultProtectedByResourceGuard"
    if vault:presence(pointer) ~= "present" then
      return nil
    end
    vault:evidence(pointer)
    return vault:truth(pointer)
  end
  return word_is(vault, SECURITY .. "/multiUserAuthorization", { "Enabled" },
    { "Disabled" })
end

-- The level that the settings earn, or nil when one that matters is not known.
local function computed(vault)
  local lock, always, guard = locked(vault), always_on(vault), guarded(vault)
  local strong
  if lock or always then
    strong = true
  elseif lock == false and always == false then
    strong = false
  end
  if strong == nil or guard == nil then
    return nil
  end
  return strong and (guard and 4 or 3) or (guard and 2 or 1)
end

local function minimum(vault)
  local wanted = rank[setting "level":lower()]
  if not wanted then
    error("the setting level wants Poor, Fair, Good or Excellent")
  end
  local level, how = said(vault)
  if how == "not supported" then
    return not_applicable("Azure gives this vault no security level")
  end
  if how == "not sent" then
    level = computed(vault)
    if not level then
      return unknown("Azure sends no security level, and a setting that earns it is not "
        .. "known")
    end
    detail("level", "computed from the settings")
  elseif not level then
    return unknown("Azure says security level \"%s\", a word this check does not know",
      how)
  end
  if level >= wanted then
    return pass("security level %s", names[level])
  end
  local text = "security level %s, %s is wanted: locked immutability or soft delete "
    .. "always on gives Good, with a Resource Guard Excellent"
  if level == wanted - 1 then
    return warn(text, names[level], names[wanted])
  end
  return fail(text, names[level], names[wanted])
end

local function recompute(vault)
  local level, how = said(vault)
  if not level and (how == "not sent" or how == "not supported") then
    return unknown("Azure sends no security level for this vault (%s)", how)
  elseif not level then
    return unknown("Azure says security level \"%s\", a word this check does not know",
      how)
  end
  local own = computed(vault)
  if not own then
    return unknown("a setting that earns the level is not known")
  end
  if own == level then
    return pass("Azure and the settings agree: %s", names[level])
  end
  return fail("Azure says %s, the settings earn %s: a stale answer, or a rule of Azure's "
    .. "that is not known here", names[level], names[own])
end

-- --- holds something ---

local function count_items(vault, type, state)
  local alive, dead = 0, 0
  for item in vault:children(type) do
    local word = item(state)
    if type == ITEMS and item:truth "/properties/isScheduledForDeferredDelete"
      or same(word, "ProtectionStopped") or same(word, "BackupsSuspended")
      or same(word, "BackupSchedulesSuspended") or same(word, "NotProtected")
      or same(word, "SoftDeleted") or same(word, "SoftDeleting") then
      dead = dead + 1
    else
      alive = alive + 1
    end
  end
  return alive, dead
end

local function has_server(vault)
  for box in vault:children(CONTAINERS) do
    local kind = box "/properties/containerType"
    if same(kind, "Windows") or same(kind, "AzureBackupServerContainer")
      or same(kind, "MABContainer") or same(kind, "DPMContainer") then
      box:evidence "/properties/containerType"
      return true
    end
  end
  return vault:count(ENGINES) > 0
end

-- Who protects something that lives is judged by that: servers are not looked for.
local alive = { below = ITEMS, at = "/properties/protectionState",
  is = { "Protected", "ProtectionError", "IRPending" } }

local function holds(vault)
  local bv = same(vault.type, BV)
  local type = bv and INSTANCES or ITEMS
  local state = bv and "/properties/currentProtectionState"
    or "/properties/protectionState"
  local alive, dead = count_items(vault, type, state)
  if alive > 0 then
    return pass("%d protected", alive)
  end
  if not bv and has_server(vault) then
    return pass("servers with an agent are registered")
  end
  if not bv and same(vault "/properties/backupStorageVersion", "Unassigned")
    and dead == 0 then
    vault:evidence "/properties/backupStorageVersion"
    return fail("nothing was ever protected here: somebody may believe it is")
  end
  local why = gap(vault, type)
  if not why and not bv then
    why = gap(vault, CONTAINERS) or gap(vault, ENGINES)
  end
  if why then
    return unknown("whether anything is protected here is not known: %s", why)
  end
  if dead > 0 then
    return warn("only %d stopped or deleted: nothing is backed up any more", dead)
  end
  return fail("nothing is protected here: somebody may believe it is")
end

local level_remedy = "the cheapest set of changes to the next level: immutability-locked "
  .. "or soft-delete-always-on gives Good, with mua-enabled Excellent"
local level_ref =
  "https://learn.microsoft.com/azure/business-continuity-center/security-levels-concept"

return {
  check {
    id = "security-level-minimum",
    title = "The vault's security level is high enough",
    severity = "high",
    targets = { RSV, BV },
    settings = { level = { "Good", "least level: Poor, Fair, Good or Excellent" } },
    why = "The level sums up whether one account can destroy what the vault holds.",
    remedy = level_remedy,
    controls = { "MCSB:BR-2", "CIS:Ctl 11.3", "NIST-800-53:CP-9", "ISO-27001:A.8.13" },
    refs = { level_ref },
    run = minimum,
  },
  check {
    id = "security-level-recompute",
    title = "Azure's security level fits the vault's settings",
    severity = "info",
    targets = { RSV, BV },
    why = "A level that does not fit the settings is stale, or hides a setting that is "
      .. "not what it seems.",
    remedy = "none: a difference is information",
    controls = { "NIST-800-53:CA-7", "ISO-27001:A.5.36" },
    refs = { level_ref },
    run = recompute,
  },
  check {
    id = "vault-has-protected-items",
    title = "The vault protects something",
    severity = "low",
    targets = { RSV, BV },
    fixed_severity = true,
    needs = { { type = ITEMS, optional = true }, { type = INSTANCES, optional = true },
      { type = CONTAINERS, optional = true }, { type = ENGINES, optional = true } },
    only = {
      { type = CONTAINERS, kinds = { "MAB", "DPM", "AzureBackupServer" },
        unless = alive },
      { type = ENGINES, unless = alive } },
    why = "An empty vault is a backup that somebody believes in and nobody makes.",
    remedy = "protect something, or delete the vault once it holds no soft-deleted items",
    controls = { "MCSB:BR-1", "CIS:Ctl 11.1", "NIST-800-53:CP-9", "NIST-800-53:CM-8",
      "ISO-27001:A.8.13" },
    refs = {
      "https://learn.microsoft.com/azure/backup/"
      .. "backup-azure-recovery-services-vault-overview",
    },
    run = holds,
  },
}
