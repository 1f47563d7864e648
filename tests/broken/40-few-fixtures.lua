-- Two of four kinds.
return check {
  id = "broken-few-fixtures",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
