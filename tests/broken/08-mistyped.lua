-- Fields of the wrong type.
return check {
  id = "broken-mistyped",
  title = 7,
  severity = 3,
  targets = "Microsoft.RecoveryServices/vaults",
  why = {},
  fixed_severity = "yes",
  refs = { 1 },
  needs = "x",
  settings = true,
  run = "pass",
}
