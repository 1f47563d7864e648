-- Keeps a good verdict, fails, and gives the good one: neither can be believed.
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
