-- Everything at once.
return check {
  id = "Broken",
  title = "",
  severity = "none",
  targets = { "vaults", 7 },
  needs = { { type = "x" } },
  settings = { Odd = { {}, 1 } },
  why = 1,
  remedy = false,
  controls = "MCSB:BR-2",
  refs = { "ftp://x" },
  fixed = true,
}
