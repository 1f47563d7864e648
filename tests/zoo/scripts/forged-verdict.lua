-- Answers with the function that makes verdicts.
return check {
  id = "zoo-forged-verdict",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass
  end,
}
