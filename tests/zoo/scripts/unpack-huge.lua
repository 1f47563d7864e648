-- More values than a stack can hold.
return check {
  id = "zoo-unpack-huge",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass("%d", select("#", table.unpack({}, 1, 1e8)))
  end,
}
