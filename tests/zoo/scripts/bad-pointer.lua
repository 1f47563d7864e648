-- Asks by what is no JSON Pointer.
return check {
  id = "zoo-bad-pointer",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    if vault:text "properties/provisioningState" then return pass() end
    return fail("there is no state")
  end,
}
