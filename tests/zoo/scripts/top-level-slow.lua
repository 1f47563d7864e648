-- Takes longer to load than a run may: refused once, not at each start.
for _ = 1, 5000000 do end
return check {
  id = "zoo-top-level-slow",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass()
  end,
}
