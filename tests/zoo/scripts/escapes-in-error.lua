-- An error message with a sequence for the terminal.
return check {
  id = "zoo-escapes-in-error",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    error("\27[2J\27]0;owned\7 \0 \u{202e}", 0)
  end,
}
