-- Its helper library is a link to somewhere else.
local _ = lib "liblink"
return check { id = "zoo-liblink" }
