-- Texts of numbers that are no characters.
return check {
  id = "zoo-uses-utf8",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass(utf8.char(0x7fffffff))
  end,
}
