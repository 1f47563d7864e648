-- A library from where it likes.
return check {
  id = "zoo-requires",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local socket = require "socket"
    return pass()
  end,
}
