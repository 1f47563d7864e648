-- More remarks than a report can hold, each too long.
return check {
  id = "zoo-many-details",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for i = 1, 200 do detail("key" .. i % 40, ("x"):rep(5000)) end
    return fail("all of it")
  end,
}
