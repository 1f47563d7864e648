-- A remedy that clears the terminal.
return check {
  id = "zoo-remedy-controls",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  remedy = "az \27[2J\r\n\u{202e}{name}; rm -rf {id}",
  run = function(vault)
    return fail("look at the remedy")
  end,
}
