-- Asks for a setting that it does not declare.
return check {
  id = "zoo-unknown-setting",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass("%s", setting "level")
  end,
}
