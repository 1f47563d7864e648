-- A table that is not written in the call: the line of the call.
local all = {}

for _, name in ipairs { "one", "two" } do
  all[#all + 1] = check({ id = "broken-from-" .. name, title = name .. ".",
    severity = "low", targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end })
end

local late = { id = "broken-from-late", severity = "low", title = "Late",
  targets = { "Microsoft.RecoveryServices/vaults" } }
all[#all + 1] = check(late)

return all
