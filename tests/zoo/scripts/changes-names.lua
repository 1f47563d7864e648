-- Changes its own names: the next check has them all the same.
good = pass
return check {
  id = "zoo-changes-names",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    check, pass, fail, os = nil, function() return 7 end, nil, 7
    string.starts, table.sort, math.floor = nil, nil, nil
    return good()
  end,
}
