-- Where things lie in memory.
return check {
  id = "zoo-prints-address",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass(tostring(vault))
  end,
}
