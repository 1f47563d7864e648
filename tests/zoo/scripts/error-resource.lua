-- Raises what it was given.
return check {
  id = "zoo-error-resource",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    error(vault)
  end,
}
