-- Answers nothing.
return check {
  id = "zoo-no-verdict",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    pass()
  end,
}
