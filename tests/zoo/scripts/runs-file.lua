-- A file of somebody's.
return check {
  id = "zoo-runs-file",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    dofile("/etc/passwd")
    return pass()
  end,
}
