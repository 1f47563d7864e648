-- An iterator that always has one more.
return check {
  id = "zoo-looping-iterator",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for _ in function() return 1 end do end
  end,
}
