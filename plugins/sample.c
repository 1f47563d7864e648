/* A check to copy: does a vault carry the tag that names its owner?
 *
 * Build it anywhere against the installed header, and run it beside the others:
 *
 *     cc -shared -fPIC -o checks/sample.so sample.c $(pkg-config --cflags holdfast)
 *     holdfast scan --from estate.jsonl --check-dir checks --check sample-vault-tags
 */
#include <holdfast/plugin.h>

#include <stdio.h>

/* One call a vault. The target and all strings from the host are the host's; nothing is
 * freed here. */
static hf_status owner(const hf_host *h, hf_ctx *c, const hf_resource *vault)
{
    const char *tag = h->setting_text(c, "tag"), *name, *value = NULL;
    char pointer[600];

    /* Azure compares names of tags without case, so they are walked instead of asked for.
     * h->member gives the i-th name of an object, and NULL behind the last. */
    for (size_t i = 0; (name = h->member(c, vault, "/tags", i)); i++)
        if (hf_same(name, tag))
            break;

    /* A fact is asked for by JSON Pointer. Absent, null and of another type are one:
     * NULL. (In a pointer, ~ and / of a name are written ~0 and ~1; such names are not
     * met.) */
    if (name) {
        snprintf(pointer, sizeof pointer, "/tags/%s", name);
        value = h->text(c, vault, pointer);
    }

    /* The report quotes what the verdict rests on. */
    h->evidence(c, vault, name ? pointer : "/tags");
    if (value && *value)
        return h->pass(c, "%s belongs to %s", h->name(c, vault), value);
    return h->fail(c, HF_DEFAULT, "%s has no tag %s: whom do you call tonight?",
                   h->name(c, vault), tag);
}

static const hf_check checks[] = {
    {.id = "sample-vault-tags",
     .title = "Every vault names its owner",
     .severity = HF_LOW,
     .targets = HF_LIST("Microsoft.RecoveryServices/vaults",
                        "Microsoft.DataProtection/backupVaults"),
     .settings = HF_SETTINGS({"tag", "owner", "name of the tag that must be there"}),
     .run = owner,
     .why = "When backups are attacked, minutes go into finding out whose they are.",
     .remedy = "az tag update --resource-id {id} --operation Merge --tags owner=TEAM"},
};
HF_PLUGIN("sample", "1.0.0", checks);
