-- Keeps many lists, each cheap to make.
return check {
  id = "zoo-fills-memory",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local few, kept = {}, {}
    for i = 1, 250 do few[i] = i end
    local function keep(...)
      kept[#kept + 1] = { ... }
      return keep(...)
    end
    return keep(table.unpack(few))
  end,
}
