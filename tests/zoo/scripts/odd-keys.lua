-- Keys without an order.
return check {
  id = "zoo-odd-keys",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for _ in pairs { [vault] = 1, [{}] = 2 } do end
    return pass()
  end,
}
