-- Placeholders that no report fills in.
return check {
  id = "broken-placeholder",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  remedy = "az backup vault show -n {nam} -g {resourcegroup} --tenant {tenantId} -o {}",
  run = function() return pass() end,
}
