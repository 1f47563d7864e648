-- Needs and targets that are there twice.
return check {
  id = "broken-repeated-need",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults",
    "microsoft.recoveryservices/VAULTS" },
  needs = {
    "Microsoft.RecoveryServices/vaults/backupPolicies",
    { type = "Microsoft.RecoveryServices/vaults/backupPolicies", where = "below" },
    "Microsoft.RecoveryServices/vaults",
  },
  run = function() return pass() end,
}
