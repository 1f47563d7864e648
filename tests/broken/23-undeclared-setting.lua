-- A setting that is read but not declared.
return check {
  id = "broken-undeclared-setting",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  settings = { days = { 14, "days to keep" } },
  run = function()
    return pass("%d", setting("dais") + setting "days")
  end,
}
