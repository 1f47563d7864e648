-- Letters that an id may not have.
return check {
  id = "Broken Id",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
