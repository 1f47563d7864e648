-- Would file vaults under a type of its own.
return {
  check {
    id = "zoo-types-spelling",
    title = "The zoo is quiet",
    severity = "low",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end,
  },
  types = {
    ["Microsoft.RecoveryServices/vaultz"] = {
      path = "{parent}/providers/Microsoft.RecoveryServices/vaults",
      api_version = "2024-01-01",
      action = "Microsoft.RecoveryServices/vaults/read",
    },
  },
}
