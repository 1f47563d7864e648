-- The metatable that all strings share.
return check {
  id = "zoo-reads-metatable",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    getmetatable("").__index = nil
    return pass()
  end,
}
