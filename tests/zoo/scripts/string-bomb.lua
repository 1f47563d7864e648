-- One string that is larger than everything.
return check {
  id = "zoo-string-bomb",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass(("x"):rep(1000000000))
  end,
}
