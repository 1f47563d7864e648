-- A remedy that a terminal would obey.
return check {
  id = "broken-control-character",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  remedy = "az backup \27[2J vault show",
  run = function() return pass() end,
}
