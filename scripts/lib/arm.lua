--- Resource ids of Azure. Ids are compared without case. What is no id is nil, and equal
--- to nothing.
---@class holdfast.arm
local arm = {}

--- The id in lower case and without a slash at its end: the same for the same resource.
--- Nil for what is no id: no text, no slash in front, an empty segment, "." or "..".
---@param id any
---@return string? key
function arm.key(id)
  if type(id) ~= "string" or not id:starts "/" or id == "//" or #id > 4096 then
    return nil
  end
  if #id > 1 and id:ends "/" then
    id = id:sub(1, -2)
  end
  for i, segment in ipairs(id:split "/") do
    if i > 1 and #id > 1 and (segment == "" or segment == "." or segment == "..") then
      return nil
    end
  end
  return id:lower()
end

-- The segments as pairs from the left: { kind, name, at }, `at` the number of the name's
-- segment. A kind without a name is no pair.
local function pairs_of(id)
  local segments, out = id:sub(2):split "/", {}
  for i = 1, #segments - 1, 2 do
    table.insert(out, { kind = segments[i], name = segments[i + 1], at = i + 1 })
  end
  return out, segments
end

local function first_segments(segments, n)
  return "/" .. table.concat(segments, "/", 1, n)
end

--- The key of what it lies in: a subresource's resource, a resource's group, a group's
--- subscription; for an extension what it extends. "/" is the tenant, and has none.
---@param id any
---@return string? key
function arm.parent(id)
  local key = arm.key(id)
  if not key or key == "/" then
    return nil
  end
  local list, segments = pairs_of(key)
  local up, last = 0, 0
  for _, pair in ipairs(list) do
    if pair.kind ~= "providers" then
      up, last = last, pair.at
    end
  end
  return first_segments(segments, last == #segments and up or last)
end

-- Namespace and kinds behind the last provider, as a type; nil where there is none.
local function provider_type(list)
  local out
  for _, pair in ipairs(list) do
    if same(pair.kind, "providers") then
      out = { pair.name }
    elseif out then
      table.insert(out, pair.kind)
    end
  end
  return out, out and #out > 1 and table.concat(out, "/") or nil
end

--- The type that the segments spell: "Microsoft.RecoveryServices/vaults/backupPolicies".
---@param id any
---@return string? type
function arm.type(id)
  if not arm.key(id) then
    return nil
  end
  local list, segments = pairs_of(id:ends "/" and id:sub(1, -2) or id)
  local provider, found = provider_type(list)
  if id == "/" then
    return "Microsoft.Resources/tenants"
  elseif provider or #segments % 2 == 1 then
    return #segments % 2 == 0 and found or nil
  elseif same(list[1].kind, "tenants") and #list <= 2 then
    return "Microsoft.Resources/tenants"
  elseif not same(list[1].kind, "subscriptions") or #list > 2 then
    return nil
  end
  if #list == 1 then
    return "Microsoft.Resources/subscriptions"
  end
  return same(list[2].kind, "resourceGroups")
    and "Microsoft.Resources/subscriptions/resourceGroups" or nil
end

--- Whether both name the same resource.
---@param a any
---@param b any
---@return boolean
function arm.same(a, b)
  local x = arm.key(a)
  return x ~= nil and x == arm.key(b)
end

--- Whether the scope is the resource or lies above it. "/" lies above everything.
---@param scope any
---@param id any
---@return boolean
function arm.covers(scope, id)
  local above, key = arm.key(scope), arm.key(id)
  if not above or not key then
    return false
  end
  return above == "/" or above == key or key:starts(above .. "/")
end

--- Whether the resource lies below the scope, and is not the scope itself.
---@param id any
---@param scope any
---@return boolean
function arm.below(id, scope)
  return arm.covers(scope, id) and not arm.same(scope, id)
end

---@class holdfast.arm.parts
---@field id string without a slash at its end
---@field key string
---@field parent? string its key
---@field type? string
---@field name? string the last segment
---@field subscription? string
---@field group? string
---@field provider? string

--- The parts of an id, in its own case: id (without a slash at its end), key, parent,
--- type, name, subscription, group, provider. A part that it does not have is nil.
---@param id any
---@return holdfast.arm.parts? parts
function arm.parse(id)
  local key = arm.key(id)
  if not key then
    return nil
  end
  local own = id:sub(1, #key)
  local list, segments = pairs_of(own)
  local provider = provider_type(list)
  local first, second = list[1], list[2]
  local part = { id = own, key = key, parent = arm.parent(key), type = arm.type(own),
    name = key ~= "/" and segments[#segments] or nil, provider = provider
    and provider[1] }
  if first and same(first.kind, "subscriptions") then
    part.subscription = first.name
    part.group = second and same(second.kind, "resourceGroups") and second.name or nil
  end
  return part
end

return arm
