-- Takes the hook away that counts.
return check {
  id = "zoo-uses-debug",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    debug.sethook()
    while true do end
  end,
}
