-- An error message that is longer than any report.
return check {
  id = "zoo-long-error",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    error(("x"):rep(60000))
  end,
}
