-- A glob at the length that is allowed, again and again.
return check {
  id = "zoo-slow-glob",
  title = "The zoo is quiet",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults" },
  run = function(vault)
    local text, glob = ("a"):rep(4096), ("*a"):rep(2000) .. "b"
    while not text:like(glob) do end
  end,
}
