-- Raises an error that is no text.
return check {
  id = "zoo-error-object",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    error({ vault = vault })
  end,
}
