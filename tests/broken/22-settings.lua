-- Settings with one mistake each.
return check {
  id = "broken-settings",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  settings = {
    days = { 14 },
    hours = { true, "hours that it may take" },
    ["Odd Name"] = { 1, "a meaning" },
    plain = 14,
    empty = { 1, "" },
  },
  run = function()
    return pass("%s %s %s", setting "days", setting "hours", setting "empty")
  end,
}
