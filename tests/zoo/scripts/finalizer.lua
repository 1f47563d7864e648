-- A finalizer that loops runs where no count reaches it.
return check {
  id = "zoo-finalizer",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t = setmetatable({}, { __gc = function() while true do end end })
    t = nil
    return pass()
  end,
}
