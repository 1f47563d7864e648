-- A setting that nobody reads.
return check {
  id = "broken-unused-setting",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  settings = { days = { 14, "days to keep" } },
  run = function() return pass() end,
}
