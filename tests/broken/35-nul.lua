-- A title with a NUL, and an entry with one.
return check {
  id = "broken-nul",
  title = "The vault\0 is broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  controls = { "MCSB:BR-2", "MCSB:\0" },
  run = function() return pass() end,
}
