-- Bytes that are no text, and a sequence for the terminal.
return check {
  id = "zoo-bad-text",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    return fail("\xff\xfe\27[31m%s", vault.name)
  end,
}
