-- Never gives memory back.
return check {
  id = "zoo-stops-collector",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    collectgarbage("stop")
    return pass()
  end,
}
