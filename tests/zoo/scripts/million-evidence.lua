-- More evidence than a report can hold.
return check {
  id = "zoo-million-evidence",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    for _ = 1, 1000000 do vault:evidence "/name" end
    return fail("a million")
  end,
}
