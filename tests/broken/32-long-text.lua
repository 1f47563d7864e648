-- A reason of 5,000 bytes.
return check {
  id = "broken-long-text",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  why = ("x"):rep(5000),
  run = function() return pass() end,
}
