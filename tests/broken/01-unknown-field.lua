-- A field that is nearly one.
return check {
  id = "broken-unknown-field",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  sevrity = "low",
  run = function() return pass() end,
}
