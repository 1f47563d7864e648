-- Another check, while one runs.
return check {
  id = "zoo-makes-check-late",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    check { id = "zoo-late" }
    return pass()
  end,
}
