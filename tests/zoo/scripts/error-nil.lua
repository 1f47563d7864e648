-- Raises nothing at all.
return check {
  id = "zoo-error-nil",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    error(nil)
  end,
}
