-- An order that never decides.
return check {
  id = "zoo-looping-order",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    table.sort({ 3, 1, 2 }, function() while true do end end)
  end,
}
