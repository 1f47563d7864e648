-- The text of a weekly mail: what is new since last week, what is resolved, what is still
-- open, worst first.
--
--   holdfast lua weekly.lua THIS.json LAST.json | mail -s "Backups" team@example.com
--
-- Both are reports of the same checks and scope, saved with `--report json=FILE` or
-- jsonl. What was open and cannot be read any more is not resolved: it is told apart.

local holdfast = require "holdfast"
local show = holdfast.show -- a name is a stranger's word: it may hold controls

local RANK = { critical = 5, high = 4, medium = 3, low = 2, info = 1 }
local OPEN = { fail = true, warn = true }
local SHOWN = 20

-- Findings of a report by their fingerprint, which is the same in every report.
local function read(file)
  local all = {}
  local scan <close> = holdfast.load(file)
  for f in scan:findings() do
    all[f.fingerprint] = {
      status = f.status, severity = f.severity, check = f.check,
      name = f.resource.name, id = f.resource.id, message = f.message,
    }
  end
  return all, scan.info.inventory_time
end

local function worse(a, b)
  local x, y = RANK[a.severity], RANK[b.severity]
  if x ~= y then return x > y end
  if a.check ~= b.check then return a.check < b.check end
  return a.id < b.id
end

local function put(title, list)
  io.write(("\n%s: %d\n"):format(title, #list))
  table.sort(list, worse)
  for i = 1, math.min(#list, SHOWN) do
    local f = list[i]
    io.write(("  %-8s  %s: %s\n"):format(f.severity, show(f.name), show(f.message)))
  end
  if #list > SHOWN then io.write(("  and %d more\n"):format(#list - SHOWN)) end
end

if #arg ~= 2 then
  io.stderr:write "usage: holdfast lua weekly.lua THIS.json LAST.json\n"
  return 64
end
local now, time = read(arg[1])
local before, last_time = read(arg[2])

local new, still, resolved, lost = {}, {}, {}, {}
for key, f in pairs(now) do
  local old = before[key]
  if OPEN[f.status] then
    local list = old and OPEN[old.status] and still or new
    list[#list + 1] = f
  end
end
for key, f in pairs(before) do
  local today = now[key]
  if OPEN[f.status] and not (today and OPEN[today.status]) then
    local judged = not today or today.status == "pass" or today.status == "not_applicable"
    local list = judged and resolved or lost
    list[#list + 1] = f
  end
end

io.write(("Backups on %s, compared with %s.\n"):format(time, last_time))
put("New", new)
put("Resolved, or the resource is gone", resolved)
put("Still open", still)
if #lost > 0 then put("Open last time, not judged now", lost) end
