-- Changes what all strings have.
return check {
  id = "zoo-rawset-string",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    rawset(string, "starts", function() return true end)
    return pass()
  end,
}
