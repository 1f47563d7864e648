-- Its library is broken: see lib/broken.lua.
local broken = lib "broken"

return check { id = "broken-uses-library" }
