-- Wants a helper by its path.
local _ = lib "/etc/passwd"
return check { id = "zoo-lib-absolute" }
