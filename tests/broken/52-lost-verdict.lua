-- Verdicts that are said, and not returned.
local function well(vault)
  return vault.name and pass("%s", vault.name) or pass()
end

return check {
  id = "broken-lost-verdict",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local verdict = fail("it is not returned yet")
    if not vault.name then fail("it has no name") end
    if vault.group then
      return well(vault)
    else
      unknown "it lies nowhere"
    end
    pass()
    return verdict
  end,
}
