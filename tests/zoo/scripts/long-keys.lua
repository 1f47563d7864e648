-- Order among long keys that are nearly the same.
return check {
  id = "zoo-long-keys",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t, p = {}, ("x"):rep(60000)
    for i = 1, 60 do t[p .. i] = i end
    while true do for _ in pairs(t) do break end end
  end,
}
