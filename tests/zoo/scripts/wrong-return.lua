-- Answers with what is no verdict.
return check {
  id = "zoo-wrong-return",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return 99
  end,
}
