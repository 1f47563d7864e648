-- The library rbac, in the box.
local rbac = lib "rbac"

local READ = "Microsoft.RecoveryServices/vaults/read"
local DELETE = "Microsoft.RecoveryServices/vaults/delete"
local ASSIGN = "Microsoft.Authorization/roleAssignments/write"

local function patterns()
  for _, case in ipairs { { "*", READ, true }, { "*/read", READ, true },
    { "*/READ", READ, true }, { "*/read", DELETE, false },
    { "Microsoft.RecoveryServices/*", READ, true },
    { "microsoft.recoveryservices/Vaults/*/read", READ, false },
    { "Microsoft.RecoveryServices/vaults/*", READ, true }, { READ, READ, true },
    { READ, READ .. "/x", false }, { "Microsoft.Compute/*", READ, false },
    { "*/vaults/*", READ, true }, { "", READ, false }, { "*", "", true },
    { "Microsoft.RecoveryServices/vaults/rea?", READ, false } } do
    if rbac.matches(case[1], case[2]) ~= case[3] then
      error(case[1] .. " and " .. case[2])
    end
  end
  assert(not rbac.matches(nil, READ) and not rbac.matches("*", nil))
  return pass()
end

local function roles()
  local owner = { { actions = { "*" } } }
  local contributor = { { actions = { "*" },
    notActions = { "Microsoft.Authorization/*/Write" } } }
  local admin = { { actions = { "Microsoft.Authorization/*" } } }
  local blobs = { { dataActions = { "Microsoft.Storage/*/read" },
    notDataActions = { "*/secrets/read" } } }
  assert(rbac.allows(owner, ASSIGN) and rbac.allows(contributor, DELETE))
  assert(not rbac.allows(contributor, ASSIGN), "taken away")
  local both = rbac.together { contributor, admin }
  assert(rbac.allows(both, ASSIGN), "taken away by one, given by the other")
  assert(#contributor == 1, "it is not changed")
  assert(not rbac.allows_data(owner, "Microsoft.Storage/blobs/read"), "two planes")
  assert(rbac.allows_data(blobs, "Microsoft.Storage/blobs/read"))
  assert(not rbac.allows_data(blobs, "Microsoft.Storage/secrets/read"))
  assert(not rbac.allows(blobs, "Microsoft.Storage/blobs/read"))
  assert(not rbac.allows({}, READ) and not rbac.allows({ {} }, READ))
  local may = rbac.allowed(contributor, { READ, ASSIGN, DELETE })
  assert(#may == 2 and may[1] == READ and may[2] == DELETE)
  return pass()
end

local function definitions(target)
  local role = rbac.read(target)
  assert(#role == 2 and role[1].actions[1] == "*" and #role[2].notActions == 0)
  assert(rbac.allows(role, DELETE) and not rbac.allows(role, ASSIGN))
  assert(rbac.allows_data(role, "Microsoft.Storage/blobs/read"))
  return pass()
end

local function test(id, run)
  return check { id = "lib-rbac-" .. id, title = "rbac: " .. id, severity = "info",
    targets = { "A.B/c" }, run = run }
end

return { test("patterns", patterns), test("roles", roles),
  test("definitions", definitions) }
