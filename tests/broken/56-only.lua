-- Entries of `only` with one mistake each.
local RSV = "Microsoft.RecoveryServices/vaults"
local CONTAINERS = RSV .. "/backupFabrics/protectionContainers"

return check {
  id = "broken-only",
  title = "The vault is not broken",
  severity = "low",
  targets = { RSV },
  needs = {
    { type = CONTAINERS, optional = true },
    { type = RSV .. "/backupEngines", optional = true },
    RSV .. "/backupPolicies",
  },
  only = {
    { type = CONTAINERS, kinds = { "Tape" } },
    { type = CONTAINERS },
    { type = RSV .. "/backupEngines", unles = { at = "/x" } },
    { type = RSV .. "/backupPolicies", unless = { at = "/x", is = { "On" } } },
    { type = RSV .. "/backupJobs", kinds = { "MAB" } },
    { type = RSV .. "/backupEngines", unless = { is = { 1 }, att = "/x" } },
    { kinds = "MAB" },
    7,
  },
  run = function() return pass() end,
}
