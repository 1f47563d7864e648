-- Encryption of backup data with a key of the customer's own.

local RSV = "Microsoft.RecoveryServices/vaults"
local BV = "Microsoft.DataProtection/backupVaults"
local BV_SETTINGS = "/properties/securitySettings/encryptionSettings"

local function judge_rsv(vault)
  local pointer = "/properties/encryption/keyVaultProperties/keyUri"
  vault:evidence(pointer)
  local uri = vault:text(pointer)
  if uri and uri ~= "" then
    return pass("backup data is encrypted with a key of yours")
  end
  return fail("backup data is encrypted with Microsoft's key: you can neither rotate nor "
    .. "revoke it")
end

local function judge_bv(vault)
  local pointer = BV_SETTINGS .. "/keyVaultProperties/keyUri"
  local uri, state = vault:text(pointer), vault:text(BV_SETTINGS .. "/state")
  vault:evidence(BV_SETTINGS .. "/state")
  vault:evidence(pointer)
  if not uri or uri == "" or same(state, "Disabled") then
    return fail("backup data is encrypted with Microsoft's key: you can neither rotate "
      .. "nor revoke it")
  end
  if same(state, "Enabled") or same(state, "Inconsistent") then
    return pass("backup data is encrypted with a key of yours")
  end
  return unknown("a key of yours is named, but the state of encryption is \"%s\"",
    state or "(absent)")
end

return check {
  id = "encryption-cmk",
  title = "Backup data is encrypted with a customer-managed key",
  severity = "medium",
  targets = { RSV, BV },
  settings = {
    required = { "yes", "whether a customer-managed key is asked for: yes or no" },
  },
  why = "A key of your own can be revoked when copies of the backups get away, and shows "
    .. "its use in your logs.",
  remedy = "IRREVERSIBLE (no way back to a platform key; on a RSV before the first item; "
    .. "first purge protection on the key vault and the vault identity's access to the "
    .. "key): RSV: az backup vault encryption update -g {resourceGroup} -n {name} "
    .. "--subscription {subscriptionId} --encryption-key-id {keyUri} "
    .. "--mi-system-assigned ; BV: az dataprotection backup-vault update -g "
    .. "{resourceGroup} --vault-name {name} --subscription {subscriptionId} "
    .. "--cmk-encryption-state Enabled --cmk-encryption-key-uri {keyUri} "
    .. "--cmk-identity-type SystemAssigned",
  controls = { "MCSB:DP-5", "CIS:AzStor 5.2.3", "CIS:AzStor 5.1.3", "NIST-800-53:SC-12",
    "NIST-800-53:SC-28", "NIST-800-53:CP-9(8)", "ISO-27001:A.8.24" },
  refs = { "https://learn.microsoft.com/azure/backup/encryption-at-rest-with-cmk" },
  run = function(vault)
    local required = setting "required"
    if same(required, "no") then
      return not_applicable("no customer-managed key is asked for")
    elseif not same(required, "yes") then
      error("the setting required wants yes or no, found " .. required)
    end
    if same(vault.type, BV) then
      return judge_bv(vault)
    end
    return judge_rsv(vault)
  end,
}
