#include "base/buf.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/catalog.h"

#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define ITEMS RSV "/backupFabrics/protectionContainers/protectedItems"
#define BV "Microsoft.DataProtection/backupVaults"
#define LOCK "/properties/securitySettings/immutabilitySettings"

static int is_version(const char *text, size_t len)
{
    if (len < 10)
        return 0;
    for (size_t i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
            return 0;
    return len == 10 || (len == 18 && !strncmp(text + 10, "-preview", 8));
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalog_size(NULL); i++) {
        const struct catalog_row *row = catalog_at(NULL, i);
        assert_ptr_equal(catalog_find(NULL, row->type), row);
        assert_int_equal(catalog_index(row), i);
        assert_true(row->refs && row->aliases && row->held && row->unread);
        if (row->way == CATALOG_NONE) {
            assert_null(row->parent);
            continue;
        }
        const struct catalog_row *parent = catalog_find(NULL, row->parent);
        assert_non_null(parent);
        assert_true(catalog_index(parent) < (int)i);
        assert_true(is_version(row->api_version, strlen(row->api_version)));
        size_t n = strlen(row->action);
        assert_true(n > 5 && !strcmp(row->action + n - 5, "/read"));
        assert_true(!strncmp(row->action, "Microsoft.", 10) && strchr(row->action, '/'));
        if (row->way == CATALOG_GRAPH) {
            assert_non_null(row->table);
            assert_null(row->path);
        } else if (strcmp(row->type, TYPE_SUBSCRIPTION)) {
            assert_true(text_starts(row->path, "{parent}/"));
            assert_null(strchr(row->path + 1, '{'));
            assert_null(strchr(row->path, '?'));
        }
    }
    assert_null(catalog_at(NULL, catalog_size(NULL)));
    assert_string_equal(catalog_at(NULL, 0)->type, TYPE_TENANT);
}

/* Newest first, each older than the one before, all older than the version sent. */
static void test_fallbacks(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalog_size(NULL); i++) {
        const struct catalog_row *row = catalog_at(NULL, i);
        const char *last = row->api_version, *p = row->fallbacks;
        while (p && *p) {
            size_t n = strcspn(p, " ");
            assert_true(is_version(p, n));
            assert_true(strncmp(p, last, 10) < 0);
            last = p;
            p += n + (p[n] == ' ');
        }
    }
}

static void test_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalog_size(NULL); i++) {
        const struct catalog_row *row = catalog_at(NULL, i);
        for (const char *const *r = row->refs; *r; r++)
            assert_int_equal((*r)[0], '/');
        for (const char *const *h = row->held; *h; h++) {
            assert_non_null(catalog_find(NULL, *h));
            assert_true(catalog_below(NULL, *h, row->type));
        }
        for (const char *const *a = row->aliases; *a; a++)
            assert_ptr_equal(catalog_find(NULL, *a), row);
        for (const char *const *f = row->filters; f && *f; f++)
            assert_true(text_starts(*f, "backupManagementType eq '"));
        for (const struct catalog_unread *u = row->unread; u->pointer; u++) {
            assert_int_equal(u->pointer[0], '/');
            assert_true(u->source || u->before);
            if (u->before)
                assert_true(is_version(u->before, strlen(u->before)));
            if (u->source)
                assert_true(!strcmp(u->source, "list") || !strcmp(u->source, "graph"));
        }
    }
}

/* Spellings that Azure was seen to use in `type`. */
static void test_find(void **state)
{
    (void)state;
    static const char *const all[][2] = {
        {"microsoft.recoveryservices/vaults", RSV},
        {"Microsoft.RecoveryServices/Vaults", RSV},
        {"Microsoft.DataProtection/Backupvaults", BV},
        {"microsoft.dataprotection/backupvaults", BV},
        {"microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/"
         "protecteditems",
         ITEMS},
        {RSV "/backupProtectedItems", ITEMS},
        {RSV "/backupProtectableItems",
         RSV "/backupFabrics/protectionContainers/protectableItems"},
        {RSV "/backupProtectionContainers", RSV "/backupFabrics/protectionContainers"},
        {"Microsoft.DataProtection/vaults/backupResourceGuardProxies",
         BV "/backupResourceGuardProxies"},
        {"microsoft.insights/diagnosticSettings",
         "Microsoft.Insights/diagnosticSettings"},
        {"Microsoft.Insights/ActionGroups", "Microsoft.Insights/actionGroups"},
        {"microsoft.compute/virtualmachines", "Microsoft.Compute/virtualMachines"},
        {"microsoft.resources/subscriptions/resourcegroups", TYPE_GROUP},
        {"Microsoft.Resources/resourceGroups", TYPE_GROUP}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(catalog_find(NULL, all[i][0])->type, all[i][1]);
    assert_null(catalog_find(NULL, "Microsoft.RecoveryServices/locations/deletedVaults"));
    /* what a container could hold, protected or not */
    assert_null(catalog_find(NULL, RSV "/backupFabrics/protectionContainers/items"));
    assert_null(catalog_find(NULL, ""));
    assert_null(catalog_find(NULL, NULL));
}

static void test_below(void **state)
{
    (void)state;
    assert_true(catalog_below(NULL, RSV, RSV));
    assert_true(catalog_below(NULL, ITEMS, RSV));
    assert_true(catalog_below(NULL, ITEMS, TYPE_SUBSCRIPTION));
    assert_true(catalog_below(NULL, RSV "/BackupProtectedItems", TYPE_TENANT));
    assert_false(catalog_below(NULL, RSV, ITEMS));
    assert_false(catalog_below(NULL, BV, RSV));
    assert_false(catalog_below(NULL, "Microsoft.None/x", TYPE_TENANT));
    assert_false(catalog_below(NULL, RSV, "Microsoft.None/x"));
}

static void test_unread(void **state)
{
    (void)state;
    static const struct {
        const char *type, *source, *version, *pointer;
        int unread;
    } all[] = {
        {RSV, "list", "2022-09-30", LOCK, 1},
        {RSV, "list", "2022-10-01", LOCK, 0},
        {RSV, "get", "2022-10-01-preview",
         "/properties/securitySettings/immutabilitySettings/state", 1},
        {RSV, "list", "2020-01-01", "/properties/securitySettings", 0},
        {RSV, "list", "2020-01-01", LOCK "X", 0},
        {RSV, "list", "2023-03-31",
         "/properties/securitySettings/softDeleteSettings/softDeleteState", 1},
        {RSV, "list", "2023-04-01",
         "/properties/securitySettings/softDeleteSettings/enhancedSecurityState", 1},
        {RSV, "list", "2025-08-01",
         "/properties/securitySettings/immutabilitySettings/configuration/type", 1},
        {RSV, "list", NULL,
         "/properties/securitySettings/immutabilitySettings/configuration/type", 0},
        {RSV, "list", "newest", "/properties/bcdrSecurityLevel", 1},
        {RSV, "graph", NULL, "/properties/bcdrSecurityLevel", 1},
        {RSV, "Graph", NULL, "/properties/encryption/keyVaultProperties/keyUri", 1},
        {RSV, "graph", NULL, "/properties/redundancySettings", 0},
        {RSV, NULL, NULL, "/properties/bcdrSecurityLevel", 0},
        {RSV "/backupPolicies", "list", "2020-10-01",
         "/properties/subProtectionPolicy/3/tieringPolicy/ArchivedRP", 1},
        {RSV "/backupPolicies", "list", "2020-10-01",
         "/properties/subProtectionPolicy/3/policyType", 0},
        {RSV "/backupPolicies", "list", "2024-04-01", "/properties/tieringPolicy", 0},
        {ITEMS, "list", NULL, "/properties/extendedInfo/recoveryPointCount", 1},
        {ITEMS, "get", NULL, "/properties/extendedInfo/recoveryPointCount", 0},
        {ITEMS, "list", "2024-04-01", "/properties/policyType", 1},
        {BV, "list", "2022-11-30", "/properties/securitySettings/softDeleteSettings", 1},
        {BV, "graph", "2025-09-01", LOCK, 1}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(catalog_is_unread(catalog_find(NULL, all[i].type), all[i].source,
                                           all[i].version, all[i].pointer),
                         all[i].unread);
    assert_false(catalog_is_unread(NULL, "list", "2000-01-01", "/x"));
}

/* A list's id template spells the row's type, so that loaded ids find the same row. */
static void test_paths(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalog_size(NULL); i++) {
        const struct catalog_row *row = catalog_at(NULL, i);
        if (!row->path || strcmp(row->parent, TYPE_SUBSCRIPTION))
            continue;
        struct buf id = buf_make(1000), type = buf_make(1000);
        buf_fmt(&id, "/subscriptions/s%s/n", row->path + strlen("{parent}"));
        assert_true(armid_type(buf_str(&id), &type));
        assert_ptr_equal(catalog_find(NULL, buf_str(&type)), row);
        buf_free(&id);
        buf_free(&type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),  cmocka_unit_test(test_fallbacks),
        cmocka_unit_test(test_lists), cmocka_unit_test(test_find),
        cmocka_unit_test(test_below), cmocka_unit_test(test_unread),
        cmocka_unit_test(test_paths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
