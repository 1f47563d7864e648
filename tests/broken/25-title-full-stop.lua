-- A title that ends like a sentence.
return check {
  id = "broken-title-full-stop",
  title = "The vault is not broken.",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
