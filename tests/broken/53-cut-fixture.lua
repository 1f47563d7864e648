-- One fixture is named as it likes, the other cannot be read.
return check {
  id = "broken-cut-fixture",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
