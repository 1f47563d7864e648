-- No target in the list.
return check {
  id = "broken-empty-targets",
  title = "The vault is not broken",
  severity = "low",
  targets = {},
  run = function() return pass() end,
}
