-- Descriptions that would fill the memory of the program.
local list, long, why = {}, ("x"):rep(500), ("y"):rep(4000)
for i = 1, 64 do list[i] = long end
local all = {}
for i = 1, 4000 do
  all[i] = check { id = "zoo-huge-description-" .. i, title = "T", severity = "low",
    targets = { "A.B/c" }, controls = list, why = why, run = pass }
end
return all
