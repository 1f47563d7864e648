#include "base/buf.h"
#include "data/armid.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RG "/subscriptions/s/resourcegroups/rg"
#define VAULT RG "/providers/microsoft.recoveryservices/vaults/v"

static void test_key(void **state)
{
    (void)state;
    static const struct {
        const char *id, *key; /* NULL: none */
    } all[] = {{"/", "/"},
               {"/Subscriptions/S/", "/subscriptions/s"},
               {"/a%2F/B;c=%3B", "/a%2f/b;c=%3b"},
               {"/\xc3\x89/x", "/\xc3\x89/x"},
               {"/a/..b/...", "/a/..b/..."},
               {"/%n%s/-rf/CON", "/%n%s/-rf/con"},
               {"", NULL},
               {"//", NULL},
               {"subscriptions/s", NULL},
               {"/a//b", NULL},
               {"/a//", NULL},
               {"/a/./b", NULL},
               {"/a/..", NULL},
               {"/../../x", NULL},
               {"/a\nb", NULL},
               {"/a\x7f", NULL}};
    char key[ARMID_MAX];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        assert_int_equal(armid_key(all[i].id, key), all[i].key != NULL);
        if (all[i].key)
            assert_string_equal(key, all[i].key);
    }
    assert_false(armid_key(NULL, key));
    char longest[ARMID_MAX + 1];
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    longest[ARMID_MAX] = '\0';
    assert_false(armid_key(longest, key));
    longest[ARMID_MAX - 1] = '\0';
    assert_true(armid_key(longest, key));
}

/* Wherever it stands, a control character is none of an id; what looks like one is. */
static void test_key_controls(void **state)
{
    char id[48], key[ARMID_MAX];
    (void)state;
    for (size_t at = 1; at < sizeof id - 1; at++)
        for (int c = 1; c < 256; c++) {
            memset(id, 'a', sizeof id);
            id[0] = '/';
            id[sizeof id - 1] = '\0';
            id[at] = (char)c;
            bool slash = c == '/' && at == 1;
            assert_int_equal(armid_key(id, key), c >= 0x20 && c != 0x7f && !slash);
        }
}

static void test_covers(void **state)
{
    (void)state;
    assert_true(armid_covers("/", "/"));
    assert_true(armid_covers("/", "/a"));
    assert_true(armid_covers("/a/b", "/a/b"));
    assert_true(armid_covers("/a/b", "/a/b/c"));
    assert_false(armid_covers("/a/b", "/a/bc"));
    assert_false(armid_covers("/a/b", "/a"));
    assert_false(armid_covers("/a/b", "/"));
}

static void test_parent(void **state)
{
    (void)state;
    static const struct {
        const char *key, *parent;
    } all[] = {{"/", ""},
               {"/tenants/t", "/"},
               {"/subscriptions/s", "/"},
               {RG, "/subscriptions/s"},
               {VAULT, RG},
               {VAULT "/backuppolicies/p", VAULT},
               {VAULT "/backupfabrics/azure/protectioncontainers/c/protecteditems/i",
                VAULT "/backupfabrics/azure/protectioncontainers/c"},
               {VAULT "/providers/microsoft.insights/diagnosticsettings/d", VAULT},
               {"/subscriptions/s/providers/microsoft.x/y/z", "/subscriptions/s"},
               {"/providers/microsoft.management/managementgroups/m", "/"},
               /* a vault that is named "providers" */
               {RG "/providers/microsoft.x/vaults/providers/backuppolicies/p",
                RG "/providers/microsoft.x/vaults/providers"},
               {"/subscriptions/s/odd", "/subscriptions/s"},
               {"/subscriptions/s/providers/microsoft.x", "/subscriptions/s"},
               {"/odd", "/"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        size_t len = armid_parent(all[i].key);
        assert_int_equal(len, strlen(all[i].parent));
        assert_memory_equal(all[i].key, all[i].parent, len);
    }
}

static void test_type(void **state)
{
    (void)state;
    static const struct {
        const char *id, *type;
    } all[] = {{"/", "Microsoft.Resources/tenants"},
               {"/tenants/t", "Microsoft.Resources/tenants"},
               {"/Subscriptions/s", "Microsoft.Resources/subscriptions"},
               {"/subscriptions/s/ResourceGroups/r",
                "Microsoft.Resources/subscriptions/resourceGroups"},
               {RG "/providers/Microsoft.RecoveryServices/vaults/v/backupPolicies/p",
                "Microsoft.RecoveryServices/vaults/backupPolicies"},
               {VAULT "/providers/Microsoft.Insights/diagnosticSettings/d",
                "Microsoft.Insights/diagnosticSettings"},
               {RG "/providers/Microsoft.A/b/providers/c/d", "Microsoft.A/b/c"},
               {"/tenants/t/resourcegroups/r", NULL},
               {"/subscriptions", NULL},
               {"/subscriptions/s/x/y", NULL},
               {"/subscriptions/s/resourcegroups/r/x/y", NULL},
               {RG "/providers/Microsoft.A", NULL},
               {RG "/providers/Microsoft.A/vaults", NULL},
               {"VaultProxy", NULL},
               {"", NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct buf b = buf_make(1000);
        assert_int_equal(armid_type(all[i].id, &b), all[i].type != NULL);
        assert_string_equal(buf_str(&b), all[i].type ? all[i].type : "");
        buf_free(&b);
    }
}

static void test_segments(void **state)
{
    (void)state;
    size_t len;
    const char *id = "/Subscriptions/S1/resourceGroups/G/providers/N.x/y/z";
    const char *s = armid_subscription(id, &len);
    assert_int_equal(len, 2);
    assert_memory_equal(s, "S1", len);
    const char *g = armid_group(id, &len);
    assert_int_equal(len, 1);
    assert_memory_equal(g, "G", len);
    assert_string_equal(armid_name(id), "z");
    armid_group("/subscriptions/s/providers/resourcegroups", &len);
    assert_int_equal(len, 0);
    armid_subscription("/tenants/t", &len);
    assert_int_equal(len, 0);
    armid_subscription("/", &len);
    assert_int_equal(len, 0);
}

static void test_vault(void **state)
{
    static const char rsv[] = "/subscriptions/a/resourcegroups/g/providers/"
                              "microsoft.recoveryservices/vaults/v",
                      bv[] = "/subscriptions/a/resourcegroups/g/providers/"
                             "microsoft.dataprotection/backupvaults/w",
                      item[] =
                          "/subscriptions/a/resourcegroups/g/providers/"
                          "microsoft.dataprotection/backupvaults/w/backupinstances/i",
                      group[] = "/subscriptions/a/resourcegroups/vaults";
    (void)state;
    assert_int_equal(armid_vault(rsv), strlen(rsv));
    assert_int_equal(armid_vault(bv), strlen(bv));
    assert_int_equal(armid_vault(item), strlen(bv));
    assert_int_equal(armid_vault(group), 0);
    assert_int_equal(armid_vault("/"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vault),        cmocka_unit_test(test_key),
        cmocka_unit_test(test_key_controls), cmocka_unit_test(test_covers),
        cmocka_unit_test(test_parent),       cmocka_unit_test(test_type),
        cmocka_unit_test(test_segments)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
