--- Sets of texts or numbers. A set is a table whose keys are its members, each with the
--- value true; no function here changes one that it is given. Texts are compared as they
--- are: give them in lower case where case does not count.
---@class holdfast.set
local set = {}

--- The set of a list's entries.
---@param list any[]
---@return table<any, true> set
function set.of(list)
  local out = {}
  for _, value in ipairs(list) do
    out[value] = true
  end
  return out
end

--- What is in either.
---@param a table<any, true>
---@param b table<any, true>
---@return table<any, true> set
function set.union(a, b)
  local out = {}
  for value in pairs(a) do
    out[value] = true
  end
  for value in pairs(b) do
    out[value] = true
  end
  return out
end

--- What is in both.
---@param a table<any, true>
---@param b table<any, true>
---@return table<any, true> set
function set.intersection(a, b)
  local out = {}
  for value in pairs(a) do
    out[value] = b[value]
  end
  return out
end

--- What is in the first and not in the second.
---@param a table<any, true>
---@param b table<any, true>
---@return table<any, true> set
function set.difference(a, b)
  local out = {}
  for value in pairs(a) do
    out[value] = not b[value] or nil
  end
  return out
end

--- Whether all of the first is in the second.
---@param a table<any, true>
---@param b table<any, true>
---@return boolean
function set.within(a, b)
  for value in pairs(a) do
    if not b[value] then
      return false
    end
  end
  return true
end

--- Whether both have the same members.
---@param a table<any, true>
---@param b table<any, true>
---@return boolean
function set.equal(a, b)
  return set.within(a, b) and set.within(b, a)
end

--- How many members it has.
---@param a table<any, true>
---@return integer
function set.size(a)
  local n = 0
  for _ in pairs(a) do
    n = n + 1
  end
  return n
end

--- Its members as a list: numbers first, then texts by byte.
---@param a table<any, true>
---@return any[] list
function set.list(a)
  local out = {}
  for value in pairs(a) do
    table.insert(out, value)
  end
  return out
end

return set
