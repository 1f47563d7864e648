-- State that lives on.
seen = 0

local known = {}

function helper(vault)
  local count = known[vault.key] or 0
  known[vault.key], last, count = count, vault.name, count + 1
  return count
end

return check {
  id = "broken-global-write",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for i = 1, 2 do
      local seen = i
      seen = seen + 1
    end
    seen = seen + helper(vault)
    return pass()
  end,
}
