-- Makes Lua look through a long table at every other instruction.
return check {
  id = "zoo-rehashes",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t = { kept = 1 }
    for i = 1, 60000 do t[i] = i end
    while true do
      for i = 1, 100 do
        t["k" .. i] = 1
        t["k" .. i] = nil
      end
    end
  end,
}
