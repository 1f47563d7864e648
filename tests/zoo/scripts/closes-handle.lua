-- A resource that is to be closed.
return check {
  id = "zoo-closes-handle",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local kept <close> = vault
    return pass()
  end,
}
