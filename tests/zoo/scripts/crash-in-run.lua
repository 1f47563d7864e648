-- Fails on one vault of the demo estate only.
return check {
  id = "zoo-crash-in-run",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    if vault.name == "rsv-files-weu" then return nothing.at.all end
    return pass()
  end,
}
