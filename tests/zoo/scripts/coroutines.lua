-- Threads count their instructions from zero.
return check {
  id = "zoo-coroutines",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    while true do
      coroutine.wrap(function() for _ = 1, 900 do end end)()
    end
  end,
}
