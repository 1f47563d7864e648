-- Is no Lua.
return check {{{ id = "zoo"
