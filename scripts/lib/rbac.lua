--- Actions of Azure's roles. An action is "Microsoft.Compute/virtualMachines/read"; a
--- role names actions with * for any run of characters. Case does not count.
---
--- A role is a list of permissions, each a table with the lists actions, notActions,
--- dataActions and notDataActions, all of which may be missing. What notActions takes
--- away it takes from its own permission only: another one, or another role, may give it.
---@class holdfast.rbac
local rbac = {}

--- Whether a pattern of a role covers an action.
---@param pattern any
---@param action any
---@return boolean
function rbac.matches(pattern, action)
  if type(pattern) ~= "string" or type(action) ~= "string" or pattern:contains "?" then
    return false
  end
  return action:lower():like(pattern:lower())
end

local function any_matches(patterns, action)
  for _, pattern in ipairs(patterns or {}) do
    if rbac.matches(pattern, action) then
      return true
    end
  end
  return false
end

local function gives(role, action, yes, no)
  for _, permission in ipairs(role) do
    if any_matches(permission[yes], action) and not any_matches(permission[no], action)
    then
      return true
    end
  end
  return false
end

--- Whether a role allows an action.
---@param role table[]
---@param action string
---@return boolean
function rbac.allows(role, action)
  return gives(role, action, "actions", "notActions")
end

--- Whether a role allows a data action.
---@param role table[]
---@param action string
---@return boolean
function rbac.allows_data(role, action)
  return gives(role, action, "dataActions", "notDataActions")
end

--- What several roles allow together, as one role: who holds all of them.
---@param roles table[][]
---@return table[] role
function rbac.together(roles)
  local out = {}
  for _, role in ipairs(roles) do
    for _, permission in ipairs(role) do
      table.insert(out, permission)
    end
  end
  return out
end

--- Those of a list of actions that a role allows, in the list's order.
---@param role table[]
---@param actions string[]
---@return string[] allowed
function rbac.allowed(role, actions)
  local out = {}
  for _, action in ipairs(actions) do
    if rbac.allows(role, action) then
      table.insert(out, action)
    end
  end
  return out
end

local lists = { "actions", "notActions", "dataActions", "notDataActions" }

--- The role of a resource Microsoft.Authorization/roleDefinitions.
---@param definition resource
---@return table[] role
function rbac.read(definition)
  local role = {}
  for i = 0, definition:length "/properties/permissions" - 1 do
    local permission = {}
    for _, name in ipairs(lists) do
      local at = "/properties/permissions/" .. i .. "/" .. name
      permission[name] = {}
      for k = 0, definition:length(at) - 1 do
        table.insert(permission[name], definition:text(at .. "/" .. k) or "")
      end
    end
    table.insert(role, permission)
  end
  return role
end

return rbac
