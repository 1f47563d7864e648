-- Gives a severity where the message stands.
return check {
  id = "zoo-surplus-value",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return fail("high", "%s is lost", vault.name)
  end,
}
