-- Arguments, one more at each call: the count of instructions sees one.
return check {
  id = "zoo-grows-arguments",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local function more(...)
      return more(1, ...)
    end
    return more()
  end,
}
