-- No title.
return check {
  id = "broken-missing-title",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
