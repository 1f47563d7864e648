/* Collections against the simulator: what is read, what becomes a gap, and what is never
 * asked. */

#include "collect_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

static void test_clean(void **state)
{
    struct run r;
    struct inventory_resource res;
    (void)state;
    rig_usual(&r, NULL, NULL);
    rig_no_gap(&r);
    assert_true(rig_there(&r, S1));
    assert_true(rig_there(&r, S2));
    assert_int_equal(inventory_count(r.inv, "/", RSV), 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    assert_true(rig_there(&r, LOWER_VA "/backupconfig/vaultconfig"));
    assert_int_equal(inventory_get(r.inv, LOWER_GUARD, &res, NULL), 1);
    assert_string_equal(res.source, "get");
    assert_string_equal(res.api_version, "2025-09-01");
    assert_true(rig_is_complete(&r, "/", TYPE_SUBSCRIPTION));
    assert_true(rig_is_complete(&r, S1, RSV));
    assert_true(rig_is_complete(&r, S2, RSV));
    assert_true(rig_is_complete(&r, LOWER_VA, POLICIES));
    /* a settings child that is not there was read all the same */
    assert_true(rig_is_complete(&r, LOWER_VB, RSV "/backupconfig"));
    assert_string_equal(inventory_meta(r.inv, "cloud"), "simulated");
    assert_string_equal(inventory_meta(r.inv, "collected"), "2026-11-24T06:00:00Z");
    assert_non_null(inventory_meta(r.inv, "tenant"));
    assert_int_equal(inventory_count(r.inv, "/", TYPE_TENANT), 1);
    assert_int_equal(r.totals.requests, sim_count(r.sim).requests - 1);
    rig_end(&r);
}

static void test_forbidden(void **state)
{
    static const char *const deny[] = {POLICIES "@" VA, NULL};
    struct run r;
    (void)state;
    rig_usual(&r, NULL, deny);
    rig_only_gap(&r, LOWER_VA, POLICIES, 403, "AuthorizationFailed");
    assert_true(rig_is_complete(&r, LOWER_VB, POLICIES));
    rig_end(&r);
}

static void test_followed(void **state)
{
    static const char *const deny[] = {GUARDS "@" S2, NULL};
    struct run r;
    (void)state;
    rig_usual(&r, NULL, deny);
    rig_only_gap(&r, LOWER_GUARD, GUARDS, 403, "AuthorizationFailed");
    assert_false(rig_there(&r, LOWER_GUARD));
    assert_true(rig_there(&r, LOWER_VA "/backupresourceguardproxies/vaultproxy"));
    rig_end(&r);
}

static void test_retried(void **state)
{
    static const char *const faults[] = {"429@va/backupPolicies*2;retry-after=0",
                                         "503html@vb/backupPolicies*2",
                                         "504@vaultconfig*1",
                                         "cut@/providers/" RSV "?*1",
                                         NULL};
    struct run r;
    (void)state;
    rig_usual(&r, faults, NULL);
    rig_no_gap(&r);
    assert_int_equal(r.totals.throttled, 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    assert_int_equal(inventory_count(r.inv, "/", RSV), 2);
    rig_end(&r);
}

/* Faults of the list of policies that last: each its own gap, all else is read. */
static void test_spoiled(void **state)
{
    static const struct {
        const char *fault, *code;
        int status;
    } rows[] = {
        {"503html@va/backupPolicies", "UnexpectedStatus", 503},
        {"500@va/backupPolicies", "InternalServerError", 500},
        {"cut@va/backupPolicies", "InvalidAnswer", 0},
        {"badjson@va/backupPolicies", "InvalidAnswer", 200},
        {"loop-nextlink@va/backupPolicies", "RepeatedLink", 200},
        {"otherhost-nextlink@va/backupPolicies;host=x.invalid", "ForeignLink", 200},
        {"redirect@va/backupPolicies;host=elsewhere.invalid", "Redirect", 302},
        {"huge@va/backupPolicies", "TooLarge", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *faults[] = {rows[i].fault, NULL};
        struct run r;
        rig_usual(&r, faults, NULL);
        rig_only_gap(&r, LOWER_VA, POLICIES, rows[i].status, rows[i].code);
        assert_true(rig_is_complete(&r, LOWER_VA, RSV "/backupconfig"));
        rig_end(&r);
    }
}

/* Neither a link nor a redirect makes a request to another listener. */
static void test_elsewhere(void **state)
{
    static const char *const kinds[] = {"otherhost-nextlink", "redirect"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct run other, r;
        char fault[128];
        rig_start(&other, rig_estate, (struct sim_options){0});
        snprintf(fault, sizeof fault, "%s@va/backupPolicies;host=127.0.0.1:%u", kinds[i],
                 sim_port(other.sim));
        const char *faults[] = {fault, NULL};
        rig_usual(&r, faults, NULL);
        assert_int_equal(sim_count(other.sim).requests, 0);
        rig_only_gap(&r, LOWER_VA, POLICIES, i ? 302 : 200,
                     i ? "Redirect" : "ForeignLink");
        rig_end(&r);
        rig_end(&other);
    }
}

static void test_timeout(void **state)
{
    static const char *const faults[] = {"hang@va/backupPolicies", NULL};
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.faults = faults});
    rig_plan_usual(&r);
    r.set.timeout_ms = 400;
    assert_int_equal(rig_collect(&r), 0);
    rig_only_gap(&r, LOWER_VA, POLICIES, 0, "Timeout");
    rig_end(&r);
    rig_start(&r, rig_estate, (struct sim_options){.faults = faults});
    rig_plan_usual(&r);
    r.plan.n--; /* without the guards, which would still be waiting */
    r.scope.timeout = 1;
    r.set.timeout_ms = 1500;
    assert_int_equal(rig_collect(&r), 0);
    rig_only_gap(&r, LOWER_VA, POLICIES, 0, "Timeout");
    rig_end(&r);
}

static void test_unregistered(void **state)
{
    static const char *const faults[] = {"409unregistered@" S2 "/providers/" RSV, NULL};
    struct run r;
    (void)state;
    rig_usual(&r, faults, NULL);
    rig_no_gap(&r);
    assert_true(rig_is_complete(&r, S2, RSV));
    rig_end(&r);
}

static void test_versions(void **state)
{
    static const char *const versions[] = {RSV "=2022-10-01,2023-04-01,2024-04-01",
                                           POLICIES "=2016-06-01", NULL};
    struct run r;
    struct inventory_resource res;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.versions = versions});
    rig_plan_usual(&r);
    assert_int_equal(rig_collect(&r), 0);
    assert_int_equal(inventory_get(r.inv, LOWER_VA, &res, NULL), 1);
    assert_string_equal(res.api_version, "2024-04-01");
    assert_int_equal(rig_gaps(&r), 2); /* the policies of two vaults */
    assert_false(rig_is_complete(&r, LOWER_VA, POLICIES));
    rig_end(&r);
}

static void test_graph(void **state)
{
    static const char *const faults[] = {"500@Microsoft.ResourceGraph", NULL};
    static const char more[] =
        RES(S1 "/resourceGroups/RG", TYPE_GROUP, "")
        RES(S1 "/resourceGroups/R2", TYPE_GROUP, "")
        RES(S2 "/resourceGroups/RG", TYPE_GROUP, "");
    char text[8192];
    struct run r;
    (void)state;
    snprintf(text, sizeof text, "%s%s", rig_estate, more);
    rig_start(&r, text, (struct sim_options){.page_size = 2});
    rig_plan_usual(&r);
    rig_plan(&r, TYPE_GROUP, true, false);
    assert_int_equal(rig_collect(&r), 0);
    rig_no_gap(&r);
    assert_true(rig_is_complete(&r, "/", TYPE_GROUP));
    assert_int_equal(inventory_count(r.inv, "/", TYPE_GROUP), 3);
    rig_end(&r);
    rig_start(&r, text, (struct sim_options){.page_size = 2});
    rig_plan_usual(&r);
    rig_plan(&r, TYPE_GROUP, true, false);
    strs_add(&r.scope.subscriptions, "First");
    assert_int_equal(rig_collect(&r), 0);
    assert_false(rig_is_complete(&r, "/", TYPE_GROUP));
    assert_true(rig_is_complete(&r, S1, TYPE_GROUP));
    assert_int_equal(inventory_count(r.inv, "/", TYPE_GROUP), 2);
    rig_end(&r);
    rig_start(&r, text, (struct sim_options){.faults = faults});
    rig_plan_usual(&r);
    rig_plan(&r, TYPE_GROUP, true, false);
    assert_int_equal(rig_collect(&r), 0);
    rig_only_gap(&r, "/", TYPE_GROUP, 500, "InternalServerError");
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_forbidden),
        cmocka_unit_test(test_followed),
        cmocka_unit_test(test_retried),
        cmocka_unit_test(test_spoiled),
        cmocka_unit_test(test_elsewhere),
        cmocka_unit_test(test_timeout),
        cmocka_unit_test(test_unregistered),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_graph),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
