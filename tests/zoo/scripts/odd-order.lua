-- An order that contradicts itself is no error: there is an order all the same.
return check {
  id = "zoo-odd-order",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t = {}
    for i = 1, 200 do t[i] = i * 7919 % 201 end
    table.sort(t, function() return true end)
    table.sort(t, function(x) return x % 3 == 0 end)
    return #t == 200 and pass() or fail("entries got lost")
  end,
}
