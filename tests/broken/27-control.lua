-- Controls without framework.
return check {
  id = "broken-control",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  controls = { "BR-2", "MCSB:BR-2", "MCSB:" },
  run = function() return pass() end,
}
