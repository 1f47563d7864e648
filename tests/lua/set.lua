-- The library set, in the box.
local set = lib "set"

local function list_is(got, wanted, what)
  local text = table.concat(set.list(got), " ")
  if text ~= wanted then
    error(what .. ": got " .. text .. ", wanted " .. wanted, 2)
  end
end

local function run()
  local a, b = set.of { "x", "y", "z", "x" }, set.of { "z", "w", 2, 10 }
  list_is(a, "x y z", "of")
  list_is(b, "2 10 w z", "numbers first")
  list_is(set.union(a, b), "2 10 w x y z", "union")
  list_is(set.intersection(a, b), "z", "intersection")
  list_is(set.difference(a, b), "x y", "difference")
  list_is(set.of {}, "", "nothing")
  list_is(a, "x y z", "it is not changed")
  list_is(b, "2 10 w z", "nor the other")
  assert(set.size(a) == 3 and set.size {} == 0, "size")
  assert(set.within(set.of { "x" }, a) and not set.within(b, a), "within")
  assert(set.within({}, {}) and set.within({}, a), "nothing is within all")
  assert(set.equal(a, set.of { "z", "y", "x" }) and not set.equal(a, b), "equal")
  assert(not set.equal(a, set.of { "x" }) and not set.equal(set.of { "x" }, a), "less")
  return pass()
end

return check { id = "lib-set", title = "set", severity = "info", targets = { "A.B/c" },
  run = run }
