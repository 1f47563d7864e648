-- Another answer every time.
return check {
  id = "zoo-rolls-dice",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return math.random() < 0.5 and pass() or fail("bad luck")
  end,
}
