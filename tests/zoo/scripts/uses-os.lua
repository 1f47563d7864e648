-- Wants a shell.
return check {
  id = "zoo-uses-os",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    os.execute("id")
    return pass()
  end,
}
