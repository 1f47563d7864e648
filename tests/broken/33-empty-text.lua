-- A reason of none.
return check {
  id = "broken-empty-text",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  why = "",
  run = function() return pass() end,
}
