-- Looks where it did not say that it would.
return check {
  id = "zoo-undeclared-need",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local policies = "Microsoft.RecoveryServices/vaults/backupPolicies"
    if vault:child(policies) then return pass() end
    return fail("no policy")
  end,
}
