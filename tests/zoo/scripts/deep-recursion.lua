-- Calls itself.
return check {
  id = "zoo-deep-recursion",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local function down(n) return 1 + down(n + 1) end
    return pass("%d", down(1))
  end,
}
