-- Walks to a type that is not declared.
return check {
  id = "broken-undeclared-type",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  needs = { "Microsoft.RecoveryServices/vaults/backupPolicies" },
  run = function(vault)
    local policies = vault:children "Microsoft.RecoveryServices/vaults/backupPolicys"
    for _, item in ipairs(policies) do
      local above = item:parent("Microsoft.RecoveryServices/vaults")
      above:child "Microsoft.RecoveryServices/vaults/backupconfig"
    end
    return pass()
  end,
}
