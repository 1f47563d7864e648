-- Would catch the error that ends it.
return check {
  id = "zoo-pcall-loop",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local function loop() while true do end end
    while true do pcall(loop) end
  end,
}
