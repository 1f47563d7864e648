-- A key that is not itself.
return check {
  id = "zoo-nan-key",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t = {}
    t[0 / 0] = 1
    return pass()
  end,
}
