-- Where copies of the backups lie.

local RSV = "Microsoft.RecoveryServices/vaults"
local BV = "Microsoft.DataProtection/backupVaults"
local STORAGE = RSV .. "/backupstorageconfig"

local far = { georedundant = true, zoneredundant = true }
local far_in_rsv = { georedundant = true, zoneredundant = true,
  readaccessgeozoneredundant = true }

-- The verdict of a word; nil where it says nothing ("Invalid": Azure does not know).
local function judge(word, good, changeable)
  if not word or same(word, "Invalid") then
    return nil
  end
  if good[word:lower()] then
    return pass("the vault is %s", word)
  end
  if same(word, "LocallyRedundant") then
    if changeable then
      detail("change", changeable)
    end
    return fail("all copies lie in one datacenter: one fire takes production and backups")
  end
  return unknown("the redundancy is \"%s\", a word that is not known for it", word)
end

local function judge_rsv(vault)
  local pointer = "/properties/redundancySettings/standardTierStorageRedundancy"
  local config = vault:child(STORAGE)
  local changeable
  if config and config "/properties/storageTypeState" then
    changeable = same(config "/properties/storageTypeState", "Unlocked")
      and "it can still be changed: nothing is protected yet"
      or "it is fixed: items are protected"
  end
  if vault:presence(pointer) == "present" then
    vault:evidence(pointer)
    local verdict = judge(vault:text(pointer), far_in_rsv, changeable)
    if verdict then
      return verdict
    end
  end
  for _, name in ipairs { "storageModelType", "storageType" } do
    local at = "/properties/" .. name
    if config and config:presence(at) == "present" then
      config:evidence(at)
      local verdict = judge(config:text(at), far_in_rsv, changeable)
      if verdict then
        return verdict
      end
    end
  end
  local why = gap(vault, STORAGE)
  return unknown("the redundancy is absent or Invalid in the vault, and "
    .. "backupstorageconfig %s", why and "is missing: " .. why or "does not tell it "
    .. "either")
end

local function judge_bv(vault)
  for i = 0, vault:length "/properties/storageSettings" - 1 do
    local at = "/properties/storageSettings/" .. i
    if same(vault(at .. "/datastoreType"), "VaultStore") then
      vault:evidence(at .. "/type")
      return judge(vault:text(at .. "/type"), far)
        or unknown("the redundancy of the vault store is absent or Invalid")
    end
  end
  return unknown("the vault has no vault store: its redundancy is not known")
end

return check {
  id = "redundancy-not-lrs",
  title = "Backups have a copy outside of their datacenter",
  severity = "medium",
  targets = { RSV, BV },
  needs = { { type = STORAGE, optional = true } },
  why = "Locally redundant copies share power, fire and flood with each other, and often "
    .. "with what they back up.",
  remedy = "RSV before the first item (storageTypeState Unlocked): az backup vault "
    .. "backup-properties set -g {resourceGroup} -n {name} --subscription "
    .. "{subscriptionId} --backup-storage-redundancy GeoRedundant ; RSV with items, BV: "
    .. "it is fixed; make a new vault and protect the items there",
  controls = { "MCSB:BR-2", "CIS:Ctl 11.4", "NIST-800-53:CP-6", "NIST-800-53:CP-9(3)",
    "ISO-27001:A.8.14" },
  refs = { "https://learn.microsoft.com/azure/backup/"
      .. "backup-create-recovery-services-vault" },
  run = function(vault)
    if same(vault.type, BV) then
      return judge_bv(vault)
    end
    return judge_rsv(vault)
  end,
}
