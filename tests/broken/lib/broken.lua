-- A helper library with a mistake.
local function help(
  return 1
end
