-- Uses a resource of an earlier run.
local kept
return check {
  id = "zoo-keeps-handle",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    if kept then return pass(kept.name) end
    kept = vault
    return pass()
  end,
}
