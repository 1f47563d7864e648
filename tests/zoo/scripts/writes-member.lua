-- Gives a resource another name.
return check {
  id = "zoo-writes-member",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    vault.name = "rsv-good"
    return pass()
  end,
}
