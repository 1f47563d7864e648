-- Something else is returned.
local function one() return 1 end

return one()
