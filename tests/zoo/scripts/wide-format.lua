-- A number, very wide.
return check {
  id = "zoo-wide-format",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass("%99999d", 1)
  end,
}
