-- Pointers that are none, and stand in a constant.
local STATE, DAYS = "properties/state", "/properties/days"
local TAGS <const> = "tags/a"
local moved = "properties/moved"
moved = "/" .. moved
local function shown(vault) return vault(STATE) end
return check {
  id = "broken-pointer-constant",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local NAME = "name"
    vault:evidence(STATE)
    if vault:text(STATE .. "/x") or vault:number(DAYS) or vault(moved) then
      return pass(vault:text(TAGS) or shown(vault))
    end
    local STATE = "/properties/state"
    return pass("%s %s", vault:text(STATE), NAME)
  end,
}
