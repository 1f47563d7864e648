-- No targets.
return check {
  id = "broken-missing-targets",
  title = "The vault is not broken",
  severity = "low",
  run = function() return pass() end,
}
