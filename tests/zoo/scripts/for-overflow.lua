-- Loops at the end of all integers end too.
return check {
  id = "zoo-for-overflow",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local n = 0
    for _ = math.maxinteger - 1, math.maxinteger do n = n + 1 end
    for _ = math.mininteger + 1, math.mininteger, -1 do n = n + 1 end
    for _ = 1, 0 / 0 do n = n + 1 end
    return n == 4 and pass() or fail("%d", n)
  end,
}
