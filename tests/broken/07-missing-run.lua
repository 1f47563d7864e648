-- Nothing to run.
return check {
  id = "broken-missing-run",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
}
