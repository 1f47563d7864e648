-- Each hangs under the other.
return {
  check {
    id = "zoo-types-circle",
    title = "The zoo is quiet",
    severity = "low",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end,
  },
  types = {
    ["Microsoft.Zoo/a"] = {
      parent = "Microsoft.Zoo/a/b/c",
      path = "{parent}/providers/Microsoft.Zoo/a",
      api_version = "2024-01-01",
      action = "Microsoft.Zoo/a/read",
    },
    ["Microsoft.Zoo/a/b/c"] = {
      parent = "Microsoft.Zoo/a",
      path = "{parent}/b/x/c",
      api_version = "2024-01-01",
      action = "Microsoft.Zoo/a/b/c/read",
    },
  },
}
