-- A loop without end; the check before it is judged all the same.
local made = check {
  id = "broken-loops",
  title = "",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function() return pass() end,
}
while true do end
return made
