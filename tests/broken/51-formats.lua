-- Formats that lack a value, or have no place for one.
return check {
  id = "broken-formats",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local days = vault:number "/days"
    detail("days", "%d of %d", days)
    if days == 1 then return warn({ severity = "info" }, "%d", days, vault.name) end
    if days == 2 then return pass("%5.1f%% of %s", days, ("x"):rep(3)) end
    if days == 3 then return fail("100% bad") end
    if days == 4 then return unknown("%s and %s", string.format("%d days", days, 1)) end
    if days == 5 then return unknown("%s", table.unpack { 1, 2 }) end
    if days == 6 then return fail("high", "very bad") end
    if days == 7 then return pass("a NUL \0 hides %s", days) end
    return fail "%s"
  end,
}
