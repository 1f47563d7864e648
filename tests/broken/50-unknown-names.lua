-- Names that nobody has, beside names that only look so.
local set, regions = { of = function(t) return #t end }, {}
local title <const> = "The vault is not broken"

function regions:all(where)
  return self.here == where
end

local function late(t)
  repeat
    local done = t.done
  until done
  goto out
  ::out::
  return t.print, { print = 1, ["os"] = 2, match = 3 }
end

return check {
  id = "broken-unknown-names",
  title = title,
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    print(vault.name)
    local now, place = os.time(), vault:txt "/location"
    if math.flor(now) > 1 and match.floor(1) then return pass() end
    if vault.text("/a") or vault.tags.owner or vault.nme then return warn("%s", place) end
    if regions:all(vault.location) and late(regions) then return pass() end
    return faill("%d", set.of { vault:text("/b"), vault.group, string.format("%d", 1) })
  end,
}
