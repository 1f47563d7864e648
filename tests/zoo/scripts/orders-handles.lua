-- Resources have no order, no length and no text.
return check {
  id = "zoo-orders-handles",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return vault < vault and pass() or fail("less")
  end,
}
