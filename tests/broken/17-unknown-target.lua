-- A target that is nearly in the catalogue.
return check {
  id = "broken-unknown-target",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vault" },
  run = function() return pass() end,
}
