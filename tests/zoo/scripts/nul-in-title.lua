-- A text that ends before its end.
return check {
  id = "zoo-nul-in-title",
  title = "The zoo\0 is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function()
    return pass()
  end,
}
