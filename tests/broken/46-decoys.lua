-- Words in strings and comments stand for nothing; lines count all the same.
--[==[ return check { id = 1, severity = "none" } ]==]
local text = [[
check { title = "x" }
severity = "none",
]] --[[ check { ]] local other = 'check { severity = "none" }\
severity = "none"'

return { -- check { severity = "none" }
  check { id = "broken-decoys", title = "Ein schöner Titel.", severity = "nnoe",
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function(vault) -- severity = "none"
      local severity, t = "none", { severity = 1, title = { text, other } }
      if severity == t.title then return fail("severity = %s", severity) end
      return pass()
    end, ["why"] = 5; remedy = [=[
x]=] .. "\0" }, check { id = "broken-decoys-two", title = "Second", severity = 1,
    targets = { "Microsoft.RecoveryServices/vaults" },
    run = function() return pass() end }
}
