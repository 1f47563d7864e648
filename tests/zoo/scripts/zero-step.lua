-- A loop that does not step.
return check {
  id = "zoo-zero-step",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for _ = 1, 2, 0 do end
    return pass()
  end,
}
