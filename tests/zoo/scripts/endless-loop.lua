-- Never answers.
return check {
  id = "zoo-endless-loop",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    while vault do end
  end,
}
