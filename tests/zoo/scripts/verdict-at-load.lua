-- Judges before there is anything to judge.
local verdict = fail("all of them")
return check { id = "zoo-verdict-at-load" }
