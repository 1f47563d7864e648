-- One string, twice as long each time.
return check {
  id = "zoo-doubles-string",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local s = "x"
    while true do s = s .. s end
  end,
}
