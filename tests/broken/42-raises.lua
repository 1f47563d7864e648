-- A mistake before the check is made.
local vault = nil

return check {
  id = "broken-raises",
  title = vault.title,
}
