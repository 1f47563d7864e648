-- A field that is like none, and an entry without a name.
return check {
  id = "broken-strange-field",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  ["x y"] = 1,
  "stray",
  run = function() return pass() end,
}
