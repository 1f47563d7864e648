-- No severity.
return check {
  id = "broken-missing-severity",
  title = "The vault is not broken",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
