-- Values from one end of the integers to the other.
return check {
  id = "zoo-unpack-overflow",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass("%s", table.unpack({}, math.mininteger, math.maxinteger))
  end,
}
