-- A check that is made and forgotten.
local function of(id)
  return { id = id, title = "The vault is not broken", severity = "low",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end }
end

local made = check(of "broken-made")
local kept = check(of "broken-kept")

return kept
