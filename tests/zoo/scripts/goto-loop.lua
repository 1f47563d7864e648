-- Never answers, without a loop.
return check {
  id = "zoo-goto-loop",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    ::again::
    goto again
  end,
}
