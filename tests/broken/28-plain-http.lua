-- A reference that is not https.
return check {
  id = "broken-plain-http",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  refs = { "http://learn.microsoft.com/azure/backup/" },
  run = function() return pass() end,
}
