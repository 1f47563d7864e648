-- A pattern that takes for ever.
return check {
  id = "zoo-uses-patterns",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return ("a"):rep(4000):find(".-.-.-b") and pass() or fail("none")
  end,
}
