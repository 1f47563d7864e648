-- A title that no table can hold.
return check {
  id = "broken-title-long",
  title = "The vault is " .. ("very "):rep(18) .. "broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
