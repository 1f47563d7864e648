-- The library arm, in the box.
local arm = lib "arm"

local SUB = "/subscriptions/11aA"
local GROUP = SUB .. "/resourceGroups/rg-One"
local VAULT = GROUP .. "/providers/Microsoft.RecoveryServices/vaults/Alpha"
local ITEM = VAULT .. "/backupPolicies/Daily"
local LOCK = VAULT .. "/providers/Microsoft.Authorization/locks/keep"

local function is(got, wanted, what)
  if got ~= wanted then
    error(what .. ": got " .. tostring(got) .. ", wanted " .. tostring(wanted), 2)
  end
end

local function keys(target)
  is(arm.key(VAULT), VAULT:lower(), "a vault")
  is(arm.key(VAULT .. "/"), VAULT:lower(), "a slash at the end")
  is(arm.key "/", "/", "the tenant")
  is(arm.key(target.id), target.key, "as the host reads it")
  for _, id in ipairs { "", "x", "//", "/a//b", "/a/../b", "/a/.", "a/b",
    "/" .. ("x"):rep(4096) } do
    is(arm.key(id), nil, id:sub(1, 20))
  end
  is(arm.key(nil), nil, "nil")
  is(arm.key(7), nil, "a number")
  return pass()
end

local function parents()
  for _, pair in ipairs { { ITEM, VAULT }, { VAULT, GROUP }, { GROUP, SUB }, { SUB, "/" },
    { LOCK, VAULT }, { VAULT .. "/odd", VAULT },
    { GROUP .. "/providers/providers/providers/x", GROUP },
    { "/providers/Microsoft.Management/managementGroups/m", "/" } } do
    is(arm.parent(pair[1]), pair[2]:lower(), pair[1])
  end
  is(arm.parent "/", nil, "the tenant")
  is(arm.parent "x", nil, "no id")
  return pass()
end

local function types()
  local rsv = "Microsoft.RecoveryServices/vaults"
  for id, wanted in pairs { [VAULT] = rsv, [ITEM] = rsv .. "/backupPolicies",
    [LOCK] = "Microsoft.Authorization/locks", [VAULT .. "/"] = rsv,
    [SUB] = "Microsoft.Resources/subscriptions",
    [GROUP] = "Microsoft.Resources/subscriptions/resourceGroups",
    ["/"] = "Microsoft.Resources/tenants",
    ["/tenants/t"] = "Microsoft.Resources/tenants" } do
    is(arm.type(id), wanted, id)
  end
  for _, id in ipairs { VAULT .. "/odd", GROUP .. "/providers/A.B", "/x/y", "/x",
    SUB .. "/x", SUB .. "/x/y", GROUP .. "/x/y", "no id" } do
    is(arm.type(id), nil, id)
  end
  return pass()
end

local function scopes()
  assert(arm.same(VAULT, VAULT:upper() .. "/"), "without case")
  assert(not arm.same(VAULT, ITEM) and not arm.same(nil, nil) and not arm.same("x", "x"))
  assert(arm.covers(GROUP, VAULT) and arm.covers(GROUP .. "/", VAULT:lower()))
  assert(arm.covers(VAULT, VAULT) and arm.covers("/", VAULT) and arm.covers("/", "/"))
  assert(not arm.covers(GROUP:sub(1, -2), VAULT), "on whole segments")
  assert(not arm.covers(VAULT, GROUP) and not arm.covers("", VAULT))
  assert(not arm.covers(nil, VAULT) and not arm.covers(GROUP, nil))
  assert(arm.below(VAULT, GROUP) and arm.below(ITEM, SUB) and arm.below(SUB, "/"))
  assert(not arm.below(VAULT, VAULT) and not arm.below(GROUP, VAULT))
  return pass()
end

local function parts(target)
  local p = arm.parse(ITEM .. "/")
  is(p.id, ITEM, "id")
  is(p.key, ITEM:lower(), "key")
  is(p.parent, VAULT:lower(), "parent")
  is(p.type, "Microsoft.RecoveryServices/vaults/backupPolicies", "type")
  is(p.name, "Daily", "name")
  is(p.subscription, "11aA", "subscription")
  is(p.group, "rg-One", "group")
  is(p.provider, "Microsoft.RecoveryServices", "provider")
  local top = arm.parse "/"
  is(top.name, nil, "the tenant's name")
  is(top.subscription, nil, "the tenant's subscription")
  is(arm.parse(SUB).group, nil, "a subscription's group")
  is(arm.parse "x", nil, "no id")
  local own = arm.parse(target.id)
  is(own.name, target.name, "name, as the host reads it")
  is(own.group, target.group, "group, as the host reads it")
  is(own.subscription, target.subscription, "subscription, as the host reads it")
  is(own.type, target.type, "type, as the host reads it")
  return pass()
end

local function test(id, run)
  return check { id = "lib-arm-" .. id, title = "arm: " .. id, severity = "info",
    targets = { "A.B/c" }, run = run }
end

return { test("keys", keys), test("parents", parents), test("types", types),
  test("scopes", scopes), test("parts", parts) }
