-- Would read vaults another way, and so hide them from others.
return {
  check {
    id = "zoo-types-built-in",
    title = "The zoo is quiet",
    severity = "low",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end,
  },
  types = {
    ["Microsoft.RecoveryServices/vaults"] = {
      path = "{parent}/resourceGroups/none/providers/Microsoft.RecoveryServices/vaults",
      api_version = "2015-01-01",
      action = "Microsoft.RecoveryServices/vaults/read",
    },
  },
}
