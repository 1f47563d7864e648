-- Fixtures that no test can use.
return check {
  id = "broken-fixtures",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  settings = { days = { 30, "days" } },
  run = function() return setting "days" > 1 and pass() or fail("it is broken") end,
}
