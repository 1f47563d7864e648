-- A width that is no number any more.
return check {
  id = "zoo-wider-format",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass("%99999999999999999999d", 1)
  end,
}
