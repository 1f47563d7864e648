-- Needs with one mistake each.
return check {
  id = "broken-needs",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  needs = {
    { type = "Microsoft.RecoveryServices/vaults/backupPolicies", where = "beside" },
    { where = "scope" },
    { type = "Microsoft.RecoveryServices/vaults/backupconfig", optinal = true },
    { type = "Microsoft.RecoveryServices/vaults/backupconfig", where = "scope",
      optional = 1 },
    7,
    "vaults",
  },
  run = function() return pass() end,
}
