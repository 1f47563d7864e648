-- @NAME@: a check of your own. It runs on each vault, in a box: no files, no network, no
-- clock but now(). Try it with: holdfast test .

local STATE = "/properties/securitySettings/softDeleteSettings/softDeleteState"
local DAYS =
  "/properties/securitySettings/softDeleteSettings/softDeleteRetentionPeriodInDays"

return check {
  -- Stable for ever: mutes, baselines and histories go by it.
  id = "@NAME@",
  -- The good state, as a sentence without full stop.
  title = "Deleted backups are kept long enough",
  -- Of a failure: info, low, medium, high or critical. A warning is one step lower.
  severity = "medium",
  -- ARM types; each resource of them is judged.
  targets = { "Microsoft.RecoveryServices/vaults" },
  -- Further types that it reads, and where: below (the target), above, followed, scope.
  -- Where one could not be read the verdict is unknown, and run is not called.
  -- needs = {
  --   { type = "Microsoft.RecoveryServices/vaults/backupPolicies", where = "below" },
  -- },
  -- name = { default, meaning with its unit }. A threshold is never a number in code.
  settings = {
    days = { 30, "days that deleted backups should be kept" },
    least = { 14, "days below which it is a failure" },
  },
  -- What happens to backups otherwise.
  why = "What is deleted today is gone when its retention is over.",
  -- {name}, {id}, {resourceGroup}, {subscriptionId}, below a vault {vault} and of a
  -- policy {policy} are filled in.
  remedy = "az backup vault backup-properties set --name {name} "
    .. "--resource-group {resourceGroup} --soft-delete-duration 30",
  -- controls = { "MCSB:BR-2" },
  -- refs = { "https://learn.microsoft.com/azure/backup/" },

  -- One call a vault; ends with pass, warn, fail, not_applicable or unknown. A fact is
  -- asked for by JSON Pointer; absent, null and of another type are all nil.
  run = function(vault)
    local state = vault:text(STATE)
    if same(state, "Disabled") then
      return not_applicable("nothing is kept: soft delete is off")
    end
    local days = vault:number(DAYS)
    if not state or not days then
      return unknown("the vault does not say how long it keeps what was deleted")
    end
    vault:evidence(DAYS) -- the report quotes what the verdict rests on
    if days < setting "least" then
      return fail("deleted backups are gone after %d days", days)
    elseif days < setting "days" then
      return warn("deleted backups are kept for %d days only", days)
    end
    return pass("deleted backups are kept for %d days", days)
  end,
}
