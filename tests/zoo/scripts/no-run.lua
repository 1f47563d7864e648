-- Has nothing to run.
return check {
  id = "zoo-no-run",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
}
