-- A severity of its own.
return check {
  id = "zoo-bad-severity",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return fail({ severity = "apocalyptic" }, "bad")
  end,
}
