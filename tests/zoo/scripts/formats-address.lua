-- Where things lie in memory, by format.
return check {
  id = "zoo-formats-address",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass("%p", vault)
  end,
}
