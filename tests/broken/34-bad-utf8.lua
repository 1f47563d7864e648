-- A title that is no UTF-8.
return check {
  id = "broken-bad-utf8",
  title = "The v\xe4ult is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
