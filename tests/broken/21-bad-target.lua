-- Targets that no resource type is spelt like, and more than entries.
return check {
  id = "broken-bad-target",
  title = "The vault is not broken",
  severity = "low",
  targets = { "vaults", "Microsoft.RecoveryServices/", first = "x" },
  run = function() return pass() end,
}
