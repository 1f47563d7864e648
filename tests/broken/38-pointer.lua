-- Pointers that are none.
return check {
  id = "broken-pointer",
  title = "The vault is not broken",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local text = vault "properties/state" or vault:text("properties.state")
    vault:evidence "/properties/a~2b"
    return pass(vault:text("/properties/" .. text) or vault "" or vault:text "/tags/~1~0")
  end,
}
