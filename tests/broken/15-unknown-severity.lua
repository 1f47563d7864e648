-- A word that is no severity.
return check {
  id = "broken-unknown-severity",
  title = "The vault is not broken",
  severity = "severe",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
