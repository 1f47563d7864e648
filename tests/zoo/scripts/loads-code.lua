-- Makes code out of text.
return check {
  id = "zoo-loads-code",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    load("return 1")()
    return pass()
  end,
}
