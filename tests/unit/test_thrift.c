/* What a collection does not ask: what a body above has answered, what lies within an
 * empty list, what was read once, what Resource Graph tells a thousand at a time. By the
 * request log of the simulator. */

#include "collect_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* after what it needs */
#include <cmocka.h>

#define CONTAINERS RSV "/backupFabrics/protectionContainers"
#define DISKS "Microsoft.Compute/disks"
#define MACHINES "Microsoft.Compute/virtualMachines"
#define SUBSCRIPTION(id, name)                                                           \
    "{\"id\":\"" id "\",\"type\":\"" TYPE_SUBSCRIPTION                                   \
    "\",\"subscriptionId\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"displayName\":"    \
    "\"" name "\"}\n"

static void collect(struct run *r)
{
    if (rig_collect(r))
        fail_msg("%s", r->err.text);
}

/* Vault A tells all of its soft delete and that no guard protects it; B tells less. */
static void test_told(void **state)
{
    static const char text[] = SUBSCRIPTION(S1, "First")
        RES(VA, RSV,
            "\"securitySettings\":{\"multiUserAuthorization\":\"Disabled\","
            "\"softDeleteSettings\":{\"softDeleteState\":\"AlwaysON\","
            "\"softDeleteRetentionPeriodInDays\":14,"
            "\"enhancedSecurityState\":\"Enabled\"}}")
            RES(VB, RSV,
                "\"securitySettings\":{\"multiUserAuthorization\":\"Invalid\","
                "\"softDeleteSettings\":{\"softDeleteState\":\"Invalid\","
                "\"softDeleteRetentionPeriodInDays\":14,"
                "\"enhancedSecurityState\":\"Enabled\"}}")
                RES(VA "/backupconfig/vaultconfig", RSV "/backupconfig", "");
    struct run r;
    (void)state;
    for (int optional = 0; optional < 2; optional++) {
        rig_start(&r, text, (struct sim_options){0});
        rig_plan_usual(&r);
        rig_type(&r, RSV "/backupconfig")->optional = optional;
        collect(&r);
        rig_no_gap(&r);
        assert_int_equal(rig_asked(&r, "/va/backupResourceGuardProxies?"), 0);
        assert_int_equal(rig_asked(&r, "/vb/backupResourceGuardProxies?"), 1);
        assert_true(rig_is_complete(&r, LOWER_VA, PROXIES));
        assert_int_equal(rig_asked(&r, "/va/backupconfig/"), !optional);
        assert_int_equal(rig_asked(&r, "/vb/backupconfig/"), 1);
        /* what was not asked is not said to have been read */
        assert_int_equal(rig_is_complete(&r, LOWER_VA, RSV "/backupconfig"), !optional);
        rig_end(&r);
    }
}

/* Databases lie in containers of workloads, DPM's containers behind its engines. */
static void test_within(void **state)
{
    static const char engine[] = RES(VA "/backupEngines/e", RSV "/backupEngines", "");
    static const char container[] =
        RES(VA "/backupFabrics/Azure/protectionContainers/VMAppContainer;c", CONTAINERS,
            "\"backupManagementType\":\"AzureWorkload\"");
    static const char *const denied[] = {RSV "/backupEngines@" VA, NULL};
    char text[8192];
    struct run r;
    (void)state;
    for (int i = 0; i < 3; i++) { /* empty, full, engines forbidden */
        snprintf(text, sizeof text, "%s%s%s", rig_estate, i == 1 ? engine : "",
                 i == 1 ? container : "");
        rig_start(&r, text, (struct sim_options){.deny = i == 2 ? denied : NULL});
        rig_plan_usual(&r);
        rig_plan(&r, CONTAINERS, true, false);
        rig_plan(&r, CONTAINERS "/protectableItems", true, false);
        rig_plan(&r, RSV "/backupEngines", true, false);
        collect(&r);
        assert_int_equal(rig_gaps(&r), i == 2);
        assert_int_equal(rig_asked(&r, "/va/backupProtectableItems?"), i == 1 ? 2 : 0);
        assert_int_equal(rig_asked(&r, "/va/backupProtectionContainers?"), i ? 5 : 3);
        assert_int_equal(rig_asked(&r, "/vb/backupProtectableItems?"), 0);
        assert_int_equal(rig_asked(&r, "/vb/backupProtectionContainers?"), 3);
        rig_end(&r);
    }
    /* without the list that they lie within they are asked for by themselves */
    rig_start(&r, rig_estate, (struct sim_options){0});
    rig_plan_usual(&r);
    rig_plan(&r, CONTAINERS "/protectableItems", true, false);
    collect(&r);
    assert_int_equal(rig_asked(&r, "/va/backupProtectableItems?"), 2);
    rig_end(&r);
}

/* A list that cannot be read says nothing of what lies within. */
static void test_within_gap(void **state)
{
    static const char *const denied[] = {CONTAINERS "@" VA, NULL};
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.deny = denied});
    rig_plan_usual(&r);
    rig_plan(&r, CONTAINERS, true, false);
    rig_plan(&r, CONTAINERS "/protectableItems", true, false);
    collect(&r);
    assert_int_equal(rig_asked(&r, "/va/backupProtectableItems?"), 2);
    assert_int_equal(rig_asked(&r, "/vb/backupProtectableItems?"), 0);
    rig_end(&r);
}

/* One guard, five hundred vaults: one request. */
static void test_shared_guard(void **state)
{
    enum { VAULTS = 500, SIZE = 1 << 20 };
    char *text = malloc(SIZE);
    struct run r;
    (void)state;
    size_t n = (size_t)snprintf(text, SIZE, "%s", rig_estate);
    for (int i = 0; i < VAULTS; i++)
        n += (size_t)snprintf(text + n, SIZE - n,
                              RES(VB "%d", RSV, "") RES(
                                  VB "%d/backupResourceGuardProxies/VaultProxy", PROXIES,
                                  "\"resourceGuardResourceId\":\"" GUARD "\""),
                              i, i);
    rig_start(&r, text, (struct sim_options){0});
    free(text);
    rig_plan(&r, TYPE_SUBSCRIPTION, true, false);
    rig_plan(&r, RSV, true, false);
    rig_plan(&r, PROXIES, true, false);
    rig_plan(&r, GUARDS, false, true);
    collect(&r);
    rig_no_gap(&r);
    assert_int_equal(rig_asked(&r, "/resourceGuards/g?"), 1);
    assert_int_equal(inventory_count(r.inv, "/", PROXIES), VAULTS + 1);
    rig_end(&r);
}

/* Many disks come from Resource Graph; the one that it is silent about by its id. */
static void test_sweep(void **state)
{
    enum { MACHINES_N = 40, SIZE = 1 << 17 };
    static const char *const denied[] = {
        DISKS "@" S1 "/resourceGroups/RG/providers/" DISKS "/d7", NULL};
    static const char *const broken[] = {"500@Microsoft.ResourceGraph", NULL};
    char *text = malloc(SIZE);
    struct run r;
    (void)state;
    size_t n = (size_t)snprintf(text, SIZE, "%s", SUBSCRIPTION(S1, "First"));
    for (int i = 0; i < MACHINES_N; i++)
        n += (size_t)snprintf(
            text + n, SIZE - n,
            RES(S1 "/resourceGroups/RG/providers/" MACHINES "/m%d", MACHINES,
                "\"storageProfile\":{\"osDisk\":{\"managedDisk\":{\"id\":\"" S1
                "/resourceGroups/RG/providers/" DISKS "/d%d\"}}}")
                RES(S1 "/resourceGroups/RG/providers/" DISKS "/d%d", DISKS, ""),
            i, i, i);
    for (int i = 0; i < 3; i++) { /* good, one forbidden, Resource Graph down */
        rig_start(&r, text,
                  (struct sim_options){.deny = i == 1 ? denied : NULL,
                                       .faults = i == 2 ? broken : NULL,
                                       .page_size = 15});
        rig_plan(&r, TYPE_SUBSCRIPTION, true, false);
        rig_plan(&r, MACHINES, true, false);
        rig_plan(&r, DISKS, false, true);
        collect(&r);
        assert_int_equal(rig_asked(&r, "/disks/d"), i == 0 ? 0 : i == 1 ? 1 : MACHINES_N);
        assert_int_equal(inventory_count(r.inv, "/", DISKS), MACHINES_N - (i == 1));
        assert_int_equal(rig_gaps(&r), i == 1);
        assert_false(rig_is_complete(&r, "/", DISKS));
        rig_end(&r);
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told),       cmocka_unit_test(test_within),
        cmocka_unit_test(test_within_gap), cmocka_unit_test(test_shared_guard),
        cmocka_unit_test(test_sweep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
