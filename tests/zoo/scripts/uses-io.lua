-- Reads a file.
return check {
  id = "zoo-uses-io",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for line in io.lines("/etc/passwd") do detail("line", line) end
    return pass()
  end,
}
