-- Would go on after its end, in the handler of an error.
return check {
  id = "zoo-handles-errors",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    xpcall(function() while true do end end, function() while true do end end)
    return pass()
  end,
}
