-- Nothing beside it.
return check {
  id = "broken-no-fixtures",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
