-- Evidence at a pointer that is longer than a page.
return check {
  id = "zoo-huge-evidence",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    vault:evidence(("/x"):rep(30000))
    vault:assume("/y", ("z"):rep(60000))
    return fail("look at it")
  end,
}
