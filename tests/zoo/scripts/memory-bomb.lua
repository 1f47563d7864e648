-- Fills its memory.
return check {
  id = "zoo-memory-bomb",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local all = {}
    for i = 1, 100000 do all[i] = ("x"):rep(100000) .. i end
    return pass()
  end,
}
