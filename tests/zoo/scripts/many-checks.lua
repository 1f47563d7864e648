-- One check more than there may be.
local all = {}
for i = 1, 4097 do
  all[i] = check { id = "zoo-many-checks-" .. i, title = "T", severity = "low",
    targets = { "A.B/c" }, run = pass }
end
return all
