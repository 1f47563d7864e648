-- References without a whole address.
return check {
  id = "broken-bad-address",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  refs = {
    "https://learn.microsoft.com/a b",
    "https://localhost/x",
    "https://",
  },
  run = function() return pass() end,
}
