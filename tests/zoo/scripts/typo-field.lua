-- A field that is nearly one.
return check {
  id = "zoo-typo-field",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  sevrity = "high",
  run = function(vault)
    return pass()
  end,
}
