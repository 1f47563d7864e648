-- Scans several tenants, each with its own sign-in, and prints one list, worst first.
--
--   holdfast lua tenants.lua TENANTS.lua [MERGED.json]
--
-- TENANTS.lua returns the tenants. A secret stays in the environment, under a name of
-- yours:
--
--   return {
--     { name = "contoso",
--       env = { AZURE_TENANT_ID = "…", AZURE_CLIENT_ID = "…",
--               AZURE_CLIENT_SECRET = os.getenv "CONTOSO_SECRET" },
--       subscriptions = { "contoso-prod" } },
--     { name = "fabrikam", from = "fabrikam.inv" },     -- one that was read before
--   }
--
-- The exit code is that of all scans together: 1 findings, 2 incomplete, 3 both.

local holdfast = require "holdfast"
local show = holdfast.show -- a name is a stranger's word: it may hold controls

local RANK = { critical = 5, high = 4, medium = 3, low = 2, info = 1 }
-- What one tenant signs in with must not reach the next one.
local SIGN_IN = { "AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET",
                  "AZURE_ACCESS_TOKEN" }

local function environment(tenant)
  local env = {}
  for _, name in ipairs(SIGN_IN) do
    env[name] = tenant.env and tenant.env[name] or false
  end
  return env
end

local function add(list, tenant, scan)
  for finding in scan:findings { status = { "fail", "warn" } } do
    finding.detail.tenant = tenant.name
    list[#list + 1] = finding
  end
end

local function worse(a, b)
  local x, y = RANK[a.severity], RANK[b.severity]
  if x ~= y then return x > y end
  if a.check ~= b.check then return a.check < b.check end
  if a.resource.id ~= b.resource.id then return a.resource.id < b.resource.id end
  return a.detail.tenant < b.detail.tenant
end

local tenants = assert(loadfile(assert(arg[1], "which file of tenants?")))()
local list, code = {}, 0
for _, tenant in ipairs(tenants) do
  local scan <close> = holdfast.scan {
    from = tenant.from,
    subscriptions = tenant.subscriptions,
    env = environment(tenant),
  }
  code = code | scan.exit
  io.write(("%s: %d finding%s, %s\n"):format(tenant.name, #scan, #scan == 1 and "" or "s",
    scan.info.complete and "complete" or "incomplete"))
  add(list, tenant, scan)
end

table.sort(list, worse)
for _, f in ipairs(list) do
  io.write(("%-8s  %-10s  %-28s  %s\n"):format(f.severity, f.detail.tenant, f.check,
    show(f.resource.name)))
end
if arg[2] then holdfast.report(list, "json", arg[2]) end
return code
