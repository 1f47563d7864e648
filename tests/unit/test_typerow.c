/* Rows that check files bring: what one may say. */
#include "typerow_rig.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void good(const char *type, const char *fields)
{
    struct typerow t = rig_row(type, fields);
    struct err e = {0};
    if (typerow_valid(&t, &e))
        fail_msg("%s %s: %s", type, fields, e.text);
    typerow_free(&t);
}

static void bad(const char *type, const char *fields, const char *part)
{
    struct typerow t = rig_row(type, fields);
    struct err e = {0};
    if (typerow_valid(&t, &e) != -ERR_DATA)
        fail_msg("%s %s is taken", type, fields);
    if (!strstr(e.text, part))
        fail_msg("%s %s: %s, wanted %s", type, fields, e.text, part);
    typerow_free(&t);
}

static void test_good(void **state)
{
    (void)state;
    good(HSM, "");
    good(HSM, "version=2023-07-01-preview");
    good(HSM, "action=microsoft.keyvault/ManagedHSMs/READ");
    good(HSM, "parent=Microsoft.Resources/subscriptions/resourceGroups");
    good(HSM, "table=resources");
    good(HSM, "ref=/properties/a/*/id ref=/properties/~0b~1c ref=/*");
    good(HSM, "filter=kind^eq^'a&api-version=1#/../'");
    good(KEYS, "parent=" HSM " path={parent}/keys");
    good(KEYS, "parent=" HSM " path={parent}/keys/default singleton=1");
    good("Microsoft.Storage/storageAccounts/blobServices/containers",
         "parent=Microsoft.Storage/storageAccounts path={parent}/blobServices/default/"
         "containers");
    good("Microsoft.Authorization/locks", "extension=1");
    good("Microsoft.Management/managementGroups", "parent=Microsoft.Resources/tenants");
}

static void test_types(void **state)
{
    static const char *const all[] = {"",
                                      "Microsoft.KeyVault",
                                      "KeyVault/vaults",
                                      ".KeyVault/vaults",
                                      "Microsoft./vaults",
                                      "Microsoft..KeyVault/vaults",
                                      "Microsoft.KeyVault/",
                                      "Microsoft.KeyVault//x",
                                      "Microsoft.KeyVault/../x",
                                      "Microsoft.KeyVault/x'|union^resources",
                                      "Microsoft.KeyVault/x'",
                                      "Microsoft.KeyVault/x y",
                                      "Microsoft.KeyVault/x\n",
                                      "Microsoft.KeyVault/x%2e",
                                      "Microsoft.KeyVault/x\\y",
                                      "Microsoft.KeyVault/x?y",
                                      "Microsoft.KeyVault/x#y",
                                      "Microsoft.KeyVault/\xc3\xa4",
                                      "Microsoft.KeyVault/providers/A.B/c",
                                      "Micro soft.KeyVault/vaults",
                                      "https://evil.example/x",
                                      "Microsoft.A/b/c/d/e/f/g/h/i/j"};
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        bad(all[i], "", "no resource type");
    char *longest = mem_new(70001);
    memset(longest, 'a', 70000);
    memcpy(longest, "Microsoft.A/", 12);
    bad(longest, "", "no resource type");
    free(longest);
}

/* None of these may ever become a request. */
static void test_paths(void **state)
{
    static const char *const all[] = {
        "/subscriptions",
        "https://evil.example/providers/" HSM,
        "//evil.example/providers/" HSM,
        "@evil.example/providers/" HSM,
        "{parent}",
        "{parent}/",
        "{parent}@evil.example/providers/" HSM,
        "{parent}.evil.example/providers/" HSM,
        "{parent}:443/providers/" HSM,
        "x{parent}/providers/" HSM,
        "{Parent}/providers/" HSM,
        "{parent}//evil.example/providers/" HSM,
        "{parent}/../providers/" HSM,
        "{parent}/./providers/" HSM,
        "{parent}/%2e%2e/providers/" HSM,
        "{parent}/%2E%2E/providers/" HSM,
        "{parent}/x/%2f/providers/" HSM,
        "{parent}/..%5c/providers/" HSM,
        "{parent}\\providers\\" HSM,
        "{parent}/providers/" HSM "/",
        "{parent}/providers/" HSM "/..",
        "{parent}/providers/" HSM "?x=1",
        "{parent}/providers/" HSM "?api-version=2015-01-01&x",
        "{parent}/providers/" HSM "#x",
        "{parent}/providers/" HSM "^HTTP/1.1",
        "{parent}/providers/" HSM "\r\nHost:evil.example",
        "{parent}/providers/" HSM "\x7f",
        "{parent}/providers/" HSM "/\xc3\xa4",
        "{parent}/providers/" HSM "/{parent}",
        "{parent}/providers/{parent}/" HSM,
        "{parent}/providers/" HSM ";x",
        "{parent}/providers/" HSM "(x)",
        "{parent}/providers/" HSM "~",
        "{parent}/-x/providers/" HSM,
        "{parent}/.x/providers/" HSM,
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char fields[512];
        snprintf(fields, sizeof fields, "path=%s", all[i]);
        bad(HSM, fields, HSM ": path: ");
    }
}

/* What the path brings has the type in its ids, so that nothing of another type can be
 * replaced by it. */
static void test_spelling(void **state)
{
    (void)state;
    bad("Microsoft.RecoveryServices/vaultz",
        "path={parent}/providers/Microsoft.RecoveryServices/vaults", "spell");
    bad(HSM, "path={parent}/providers/Microsoft.Compute/disks", "spell");
    bad(HSM, "path={parent}/resourceGroups/x/providers/" HSM "/n", "spell");
    bad(HSM, "path={parent}/providers/" HSM "/n", "spell");
    bad(HSM, "path={parent}/providers/" HSM " singleton=1", "spell");
    bad(KEYS, "parent=" HSM " path={parent}/listKeys", "spell");
    bad(KEYS, "parent=Microsoft.Compute/disks path={parent}/keys", "spell");
    bad("Microsoft.Authorization/locks", "extension=1 path={parent}/locks", "path");
    good("Microsoft.RecoveryServices/vaults/backupPolicies/x",
         "parent=Microsoft.RecoveryServices/vaults/backupPolicies path={parent}/x");
    /* an alias of a parent: the ids are those of what it stands for */
    bad("Microsoft.RecoveryServices/vaults/backupProtectedItems/x",
        "parent=Microsoft.RecoveryServices/vaults/backupProtectedItems path={parent}/x",
        "spell");
}

static void test_fields(void **state)
{
    (void)state;
    static const char *const versions[] = {
        "2023",        "2023-7-01",           "2023-07-01&x",
        "2023-07-01-", "2023-07-01-previewx", "latest",
        "2023-07-01^", "2023/07/01",          "2023-07-01-preview&$filter=x"};
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        char fields[128];
        snprintf(fields, sizeof fields, "version=%s", versions[i]);
        bad(HSM, fields, HSM ": api_version");
    }
    static const char *const actions[] = {HSM "/write",
                                          HSM "/delete",
                                          HSM "/backup/action",
                                          HSM "/*",
                                          "*/read",
                                          "*",
                                          "Microsoft.KeyVault/*/read",
                                          "Microsoft.KeyVault/read",
                                          "Microsoft.Compute/disks/read",
                                          "Microsoft.KeyVaults/x/read",
                                          HSM "/readx",
                                          HSM "/xread",
                                          HSM "//read",
                                          HSM "/read\",\"*"};
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        char fields[128];
        snprintf(fields, sizeof fields, "action=%s", actions[i]);
        bad(HSM, fields, HSM ": action");
    }
    bad(HSM, "table=resources|take1", "graph");
    bad(HSM, "table=Resources", "graph");
    bad(HSM, "table=resources path={parent}/providers/" HSM, "either");
    bad(HSM, "table=resources parent=Microsoft.Resources/subscriptions", "graph");
    bad(HSM, "table=resources singleton=1", "graph");
    bad(HSM, "extension=1 singleton=1", "extension");
    bad(HSM, "parent=x", "parent");
    bad(KEYS, "parent=" HSM " path={parent}/keys/d singleton=1 filter=x", "singleton");
    bad(HSM, "ref=properties", "refs");
    bad(HSM, "ref=/", "refs");
    bad(HSM, "ref=/a~2", "refs");
    bad(HSM, "ref=/a\x01", "refs");
    bad(HSM, "ref=/a\xff", "refs");
    bad(HSM, "ref=/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7", "refs");
    bad(HSM, "filter=", "filters");
    bad(HSM, "filter=a\x7f", "filters");
    bad(HSM, "filter=\xc3\xa4", "filters");
    struct typerow t = rig_row(HSM, "");
    for (size_t i = 0; i <= TYPEROW_LIST_MAX; i++)
        strs_add(&t.refs, "/a");
    assert_int_equal(typerow_valid(&t, NULL), -ERR_DATA);
    typerow_free(&t);
}

/* --- text --- */

static int decode(const char *text, struct typerow *t, struct err *e)
{
    struct buf b = buf_make(10000);
    buf_fmt(&b, "{\"type\":%s}", text);
    struct doc *d = doc_parse(buf_str(&b), b.len, e);
    assert_non_null(d);
    *t = (struct typerow){0};
    int rc = typerow_decode(d, "/type", t, e);
    doc_free(d);
    buf_free(&b);
    return rc;
}

static void test_round(void **state)
{
    (void)state;
    struct typerow t = rig_row(HSM, "ref=/a/*/b filter=x from=/a/b.lua"), back;
    struct buf text = buf_make(10000);
    struct err e = {0};
    t.file = 3;
    t.outside = true;
    typerow_encode(&t, &text);
    if (decode(buf_str(&text), &back, &e))
        fail_msg("%s", e.text);
    assert_true(typerow_same(&t, &back));
    assert_true(back.file == 3 && back.outside && !strcmp(back.from, "/a/b.lua"));
    typerow_free(&back);
    const char *const spoilt[][2] = {{"\"type\":", "\"kind\":"},
                                     {"\"refs\":[", "\"refs\":[1,"},
                                     {"\"refs\":[\"/a/*/b\"]", "\"refs\":{}"},
                                     {"\"singleton\":false", "\"singleton\":0"},
                                     {"\"file\":3", "\"file\":-1"},
                                     {"\"file\":3", "\"file\":3,\"method\":\"POST\""},
                                     {"\"path\":\"{parent}", "\"path\":\"https://x"},
                                     {"/read\"", "/write\""}};
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        struct buf b = buf_make(10000);
        const char *at = strstr(buf_str(&text), spoilt[i][0]);
        assert_non_null(at);
        buf_add(&b, buf_str(&text), (size_t)(at - buf_str(&text)));
        buf_text(&b, spoilt[i][1]);
        buf_text(&b, at + strlen(spoilt[i][0]));
        assert_int_equal(decode(buf_str(&b), &back, &e), -ERR_DATA);
        assert_non_null(strstr(e.text, "types: "));
        typerow_free(&back);
        buf_free(&b);
    }
    assert_int_equal(decode("[]", &back, &e), -ERR_DATA);
    typerow_free(&back);
    typerow_free(&t);
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),   cmocka_unit_test(test_types),
        cmocka_unit_test(test_paths),  cmocka_unit_test(test_spelling),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_round)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
