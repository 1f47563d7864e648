-- The same id twice in one file.
local function run() return pass() end

local function make(title)
  return check {
    id = "broken-twice",
    title = title,
    severity = "low",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = run,
  }
end

return { make("One"), make("Two") }
