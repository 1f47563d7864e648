-- The id of a check of holdfast.
return check {
  id = "immutability-locked",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
