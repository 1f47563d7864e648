-- A helper library that compiles, and keeps state.
count = 0

return { text = function(vault) return vault:text "properties/state" end }
