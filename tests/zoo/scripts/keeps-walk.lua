-- Walks on where an earlier run stood.
return check {
  id = "zoo-keeps-walk",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    if walk then return pass("%s", walk()) end
    walk = vault:children "Microsoft.RecoveryServices/vaults"
    return pass()
  end,
}
