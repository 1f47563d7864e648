-- A table that holds itself, as a message.
return check {
  id = "zoo-self-reference",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local t = {}
    t.t = t
    return fail("%s", t)
  end,
}
