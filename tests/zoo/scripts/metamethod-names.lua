-- The functions behind the operators are no members.
return check {
  id = "zoo-metamethod-names",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass(vault.__index)
  end,
}
