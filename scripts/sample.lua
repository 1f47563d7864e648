-- A check to copy: does a vault carry the tag that names its owner?
--
--     mkdir checks && cp sample.lua checks/
--     holdfast scan --from estate.jsonl --check-dir checks --check sample-vault-tags-lua

return check {
  id = "sample-vault-tags-lua",
  title = "Every vault names its owner",
  severity = "low",
  targets = { "Microsoft.RecoveryServices/vaults",
    "Microsoft.DataProtection/backupVaults" },
  settings = { tag = { "owner", "name of the tag that must be there" } },
  why = "When backups are attacked, minutes go into finding out whose they are.",
  remedy = "az tag update --resource-id {id} --operation Merge --tags owner=TEAM",

  -- One call a vault. A fact is asked for by JSON Pointer; absent, null and of another
  -- type are all nil.
  run = function(vault)
    local pointer, value = "/tags", nil
    for i = 1, vault:length "/tags" do -- Azure compares names of tags without case
      local name = vault:member("/tags", i)
      if same(name, setting "tag") then
        pointer = "/tags/" .. name
        value = vault:text(pointer)
      end
    end
    vault:evidence(pointer) -- the report quotes what the verdict rests on
    if value and value ~= "" then
      return pass("%s belongs to %s", vault.name, value)
    end
    return fail("%s has no tag %s: whom do you call tonight?", vault.name, setting "tag")
  end,
}
