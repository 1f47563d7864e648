-- Fails a pipeline only for resources with a tag: their own, or that of what they lie in.
--
--   holdfast lua tagged.lua INVENTORY NAME=VALUE [SEVERITY]
--
-- INVENTORY is what `holdfast collect` wrote, or JSON Lines. SEVERITY is the least that
-- counts; high unless given. The exit code is 1 when there is such a finding, 2 when
-- something of a tagged resource could not be judged, 3 for both.

local holdfast = require "holdfast"
local show = holdfast.show -- a name is a stranger's word: it may hold controls

local RANK = { info = 1, low = 2, medium = 3, high = 4, critical = 5 }

local file, wish, least = arg[1], arg[2] or "", arg[3] or "high"
local name, value = wish:match "^([^=]+)=(.*)$"
if not (file and name and RANK[least]) then
  io.stderr:write "usage: holdfast lua tagged.lua INVENTORY NAME=VALUE [SEVERITY]\n"
  return 64
end

-- A name is one step of a JSON Pointer, in which ~ and / are written ~0 and ~1.
local pointer = "/tags/" .. name:gsub("~", "~0"):gsub("/", "~1")

local inventory <close> = holdfast.open(file)
local tagged = {}
for resource in inventory:resources() do
  if resource:get(pointer) == value then tagged[resource.key] = true end
end

-- Whether the resource, or one above it, has the tag.
local function is_tagged(id)
  local key = id:lower()
  while key and key ~= "" do
    if tagged[key] then return true end
    key = key:match "^(.*)/[^/]*$"
  end
  return false
end

local scan <close> = holdfast.scan { from = inventory, fail_on = "never" }
local failed, unknown = 0, 0
for f in scan:findings { status = { "fail", "warn", "unknown", "error" } } do
  if is_tagged(f.resource.id) then
    local open = f.status == "unknown" or f.status == "error"
    if open then
      unknown = unknown + 1
    elseif RANK[f.severity] >= RANK[least] then
      failed = failed + 1
      io.write(("%s: %s: %s\n"):format(f.severity, show(f.resource.name),
        show(f.message)))
    end
  end
end
io.write(("%d finding%s of %s or worse on resources with %s=%s, %d not judged\n"):format(
  failed, failed == 1 and "" or "s", least, name, value, unknown))
return (failed > 0 and 1 or 0) | (unknown > 0 and 2 or 0)
