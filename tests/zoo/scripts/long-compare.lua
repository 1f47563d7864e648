-- Compares long strings: the count of instructions sees one.
return check {
  id = "zoo-long-compare",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local a, b = ("x"):rep(65000) .. "a", ("x"):rep(65000) .. "b"
    while a < b do end
  end,
}
