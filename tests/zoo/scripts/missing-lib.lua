-- Wants a helper from outside its folder.
local _ = lib "../../etc/passwd"
return check {
  id = "zoo-missing-lib",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return pass()
  end,
}
