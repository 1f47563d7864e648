-- A need that is like nothing in the catalogue.
return check {
  id = "broken-unknown-need",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  needs = { "Contoso.Widgets/gadgets" },
  run = function() return pass() end,
}
