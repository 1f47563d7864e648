-- A table without an end.
return check {
  id = "zoo-grows-table",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t = {}
    for i = 1, math.huge do t[i] = i end
  end,
}
