-- Keeps a good verdict, and fails after it: the last word counts.
return check {
  id = "zoo-verdict-of-another",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local good = pass()
    fail("no")
    return good
  end,
}
