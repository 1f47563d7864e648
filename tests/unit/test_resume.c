/* Going on with a collection: what is asked again, what is not, and who is refused. */

#include "collect_rig.h"

#include "base/strs.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

#define CONTAINERS RSV "/backupFabrics/protectionContainers"

/* --- what stands at a name --- */

static void test_state(void **state)
{
    (void)state;
    char path[] = "/tmp/test-resume.XXXXXX";
    struct err e;
    int fd = mkstemp(path);
    assert_int_equal(inventory_state("/tmp/no such file", &e), INVENTORY_ABSENT);
    assert_int_equal(inventory_state(path, &e), INVENTORY_BLANK);
    struct inventory *inv = inventory_resume(path, &e); /* blank: made new */
    if (!inv)
        fail_msg("%s", e.text);
    assert_true(inventory_is_empty(inv));
    assert_int_equal(inventory_state(path, &e), -ERR_AGAIN); /* one at a time */
    struct err held;
    assert_null(inventory_resume(path, &held));
    assert_int_equal(held.code, ERR_AGAIN);
    inventory_close(inv);
    assert_int_equal(inventory_state(path, &e), INVENTORY_BLANK);
    inv = inventory_resume(path, &e);
    struct inventory_resource r = {.id = S1, .body = "{}", .body_len = 2};
    assert_int_equal(inventory_put(inv, &r, &e), PUT_NEW);
    inventory_close(inv);
    assert_int_equal(inventory_state(path, &e), INVENTORY_BEGUN);
    inv = inventory_resume(path, &e);
    assert_false(inventory_is_empty(inv));
    assert_int_equal(inventory_finish(inv, &e), 0);
    assert_int_equal(inventory_state(path, &e), INVENTORY_FINISHED);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(pwrite(fd, "this is no database, I fear", 27, 0), 27);
    assert_int_equal(inventory_state(path, &e), -ERR_DATA);
    close(fd);
    unlink(path);
}

/* --- going on --- */

static int again(struct run *r)
{
    inventory_close(r->inv);
    r->inv = NULL;
    r->scope.resume = true;
    return rig_collect(r);
}

static void test_nothing_twice(void **state)
{
    struct run r;
    (void)state;
    rig_usual(&r, NULL, NULL);
    unsigned long before = sim_count(r.sim).requests;
    if (again(&r))
        fail_msg("%s", r.err.text);
    assert_int_equal(sim_count(r.sim).requests, before + 1); /* the sign-in */
    rig_no_gap(&r);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    assert_true(rig_there(&r, LOWER_GUARD));
    rig_end(&r);
}

static unsigned long arrived(const struct run *r)
{
    return sim_count(r->sim).requests - rig_asked(r, "/oauth2/");
}

/* The numbers of a meta that say how many, summed. */
static unsigned long sum_of(struct run *r, const char *meta, const char *name)
{
    unsigned long n = 0;
    const char *p = inventory_meta(r->inv, meta);
    assert_non_null(p);
    while ((p = strstr(p, name))) {
        p += strlen(name);
        n += strtoul(p, NULL, 10);
    }
    return n;
}

/* What each run asked is added to what those before it did. */
static void test_cost_adds_up(void **state)
{
    static const char *const faults[] = {"badjson@001/providers/" RSV "?*1",
                                         "429@/va/backupPolicies*1;retry-after=0", NULL};
    struct run r;
    (void)state;
    rig_usual(&r, faults, NULL);
    unsigned long first = arrived(&r);
    assert_int_equal(sum_of(&r, "requests", "\"made\":"), first);
    assert_int_equal(r.totals.requests, first);
    assert_int_equal(sum_of(&r, "cost", "\"runs\":"), 1);
    assert_int_equal(again(&r), 0); /* a list is asked twice now, and one waits */
    rig_no_gap(&r);
    assert_true(arrived(&r) > first);
    assert_int_equal(sum_of(&r, "requests", "\"made\":"), arrived(&r) - 1);
    assert_int_equal(sum_of(&r, "requests", "\"first\":"), arrived(&r) - 3);
    assert_int_equal(sum_of(&r, "cost", "\"requests\":"), arrived(&r));
    assert_int_equal(sum_of(&r, "cost", "\"throttled\":"), 1);
    assert_int_equal(sum_of(&r, "cost", "\"runs\":"), 2);
    assert_int_equal(r.totals.requests, arrived(&r));
    assert_int_equal(again(&r), 0); /* nothing was left to ask */
    assert_int_equal(sum_of(&r, "requests", "\"made\":"), arrived(&r) - 1);
    assert_int_equal(sum_of(&r, "cost", "\"runs\":"), 3);
    rig_end(&r);
}

/* A gap is asked again; what hangs below it is found then, and what it refers to. */
static void test_gaps_are_asked_again(void **state)
{
    static const char *const faults[] = {"badjson@001/providers/" RSV "?*1",
                                         "badjson@/va/backupResourceGuard*1", NULL};
    struct run r;
    (void)state;
    rig_usual(&r, faults, NULL);
    assert_int_equal(rig_gaps(&r), 1);
    assert_false(rig_there(&r, LOWER_VA));
    assert_int_equal(again(&r), 0); /* now the lists of proxies fail */
    assert_int_equal(rig_gaps(&r), 1);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    assert_false(rig_there(&r, LOWER_GUARD));
    assert_int_equal(again(&r), 0);
    rig_no_gap(&r);
    assert_true(rig_there(&r, LOWER_GUARD));
    assert_int_equal(rig_asked(&r, " /subscriptions?"), 1);
    assert_int_equal(rig_asked(&r, "vaults/va/backupPolicies?"), 3); /* its pages, once */
    rig_end(&r);
}

/* A list that was read is skipped, but not what lies within what it listed. */
static void test_within(void **state)
{
    static const char *const faults[] = {"badjson@/va/backupProtectableItems*2", NULL};
    static const char container[] =
        RES(VA "/backupFabrics/Azure/protectionContainers/VMAppContainer;c", CONTAINERS,
            "\"backupManagementType\":\"AzureWorkload\"");
    char text[8192];
    struct run r;
    (void)state;
    snprintf(text, sizeof text, "%s%s", rig_estate, container);
    rig_start(&r, text, (struct sim_options){.faults = faults});
    rig_plan_usual(&r);
    rig_plan(&r, CONTAINERS, true, false);
    rig_plan(&r, CONTAINERS "/protectableItems", true, false);
    assert_int_equal(rig_collect(&r), 0);
    assert_true(rig_gaps(&r) > 0);
    unsigned long lists = rig_asked(&r, "/va/backupProtectionContainers?");
    assert_int_equal(again(&r), 0);
    rig_no_gap(&r);
    assert_int_equal(rig_asked(&r, "/va/backupProtectionContainers?"), lists);
    assert_int_equal(rig_asked(&r, "/va/backupProtectableItems?"), 4);
    unsigned long before = sim_count(r.sim).requests;
    assert_int_equal(again(&r), 0); /* nor what lies in the empty ones of the other */
    assert_int_equal(sim_count(r.sim).requests, before + 1);
    assert_int_equal(rig_asked(&r, "/vb/backupProtectableItems?"), 0);
    rig_end(&r);
}

/* What a body answers is not asked by the next run either. */
static void test_told(void **state)
{
    static const char vault[] =
        RES(VA, RSV,
            "\"securitySettings\":{\"softDeleteSettings\":{\"softDeleteState\":"
            "\"AlwaysON\",\"softDeleteRetentionPeriodInDays\":14,"
            "\"enhancedSecurityState\":\"Enabled\"}}");
    struct run r;
    (void)state;
    rig_start(&r, vault, (struct sim_options){0});
    rig_plan_usual(&r);
    for (size_t i = 0; i < r.plan.n; i++)
        r.plan.types[i].optional =
            !strcmp(r.plan.types[i].row->type, RSV "/backupconfig");
    assert_int_equal(rig_collect(&r), 0);
    assert_true(rig_there(&r, LOWER_VA));
    assert_int_equal(again(&r), 0);
    assert_int_equal(rig_asked(&r, "/va/backupconfig/"), 0);
    rig_end(&r);
}

static void test_interrupted(void **state)
{
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.page_size = 2, .latency = 300});
    rig_plan_usual(&r);
    r.scope.timeout = 1;
    r.scope.max_requests = 2;
    assert_int_equal(rig_collect(&r), 0);
    assert_true(rig_gaps(&r) > 0);
    r.scope.timeout = 0;
    assert_int_equal(again(&r), 0);
    rig_no_gap(&r);
    assert_true(rig_there(&r, LOWER_GUARD));
    rig_end(&r);
}

/* --- who is refused --- */

static void other(struct run *r, const char *says)
{
    struct err e;
    inventory_close(r->inv);
    r->inv = NULL;
    r->scope.resume = true;
    int rc = collector_run(&r->plan, &r->scope, &r->set, &r->totals, &r->err);
    if (rc != -ERR_DATA || !strstr(r->err.text, says))
        fail_msg("%d \"%s\" does not say \"%s\"", rc, r->err.text, says);
    assert_int_equal(inventory_state(r->db, &e), INVENTORY_FINISHED);
}

static void swap(char **member, const char *value)
{
    free(*member);
    *member = rig_copy(value);
}

static void test_other_order(void **state)
{
    struct run r;
    (void)state;
    rig_usual(&r, NULL, NULL);
    swap(&r.scope.cloud_name, "china");
    other(&r, "another cloud");
    swap(&r.scope.cloud_name, "simulated");
    swap(&r.scope.tenant, "72f988bf-0000-4000-8000-000000000002");
    other(&r, "another tenant");
    swap(&r.scope.tenant, TENANT);
    swap(&r.scope.shard, "1/2");
    other(&r, "another share");
    swap(&r.scope.shard, NULL);
    strs_add(&r.scope.subscriptions, "First");
    other(&r, "other subscriptions");
    strs_free(&r.scope.subscriptions);
    r.plan.n--;
    other(&r, "other checks");
    r.plan.n++;
    assert_int_equal(again(&r), 0);
    rig_end(&r);
}

/* What was read is stated by the place of a filter: others, or as many in another order,
 * are another plan. */
static void test_other_filters(void **state)
{
    static const char *const fewer[] = {"backupManagementType eq 'MAB'", NULL};
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){0});
    rig_plan_usual(&r);
    rig_plan(&r, CONTAINERS, true, false);
    assert_int_equal(rig_collect(&r), 0);
    const struct catalog_row **row = &r.plan.types[r.plan.n - 1].row, *was = *row;
    struct catalog_row changed = *was;
    changed.filters = fewer;
    *row = &changed;
    other(&r, "other checks");
    *row = was;
    assert_int_equal(again(&r), 0);
    rig_end(&r);
}

/* An application may be given no tenant, or the token may come from elsewhere: then the
 * token tells. */
static void test_other_tenant_of_token(void **state)
{
    struct run r;
    struct err e;
    (void)state;
    rig_usual(&r, NULL, NULL);
    inventory_close(r.inv);
    r.inv = NULL;
    struct inventory *inv = inventory_resume(r.db, &e);
    inventory_set_meta(inv, "tenant", "72f988bf-0000-4000-8000-00000000000f", &e);
    assert_int_equal(inventory_finish(inv, &e), 0);
    other(&r, "72f988bf-0000-4000-8000-00000000000f");
    rig_end(&r);
}

static void test_not_collected(void **state)
{
    struct run r;
    struct err e;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){0});
    rig_plan_usual(&r);
    struct inventory *inv = inventory_create(r.db, &e);
    struct inventory_resource res = {.id = S1, .body = "{}", .body_len = 2};
    assert_int_equal(inventory_put(inv, &res, &e), PUT_NEW);
    assert_int_equal(inventory_finish(inv, &e), 0);
    other(&r, "not collected");
    rig_end(&r);
}

/* --- shares --- */

static void test_share(void **state)
{
    (void)state;
    size_t subscriptions = 0;
    for (int i = 1; i <= 3; i++) {
        struct run r;
        char shard[16];
        rig_start(&r, rig_estate, (struct sim_options){.page_size = 1});
        rig_plan_usual(&r);
        snprintf(shard, sizeof shard, "%d/3", i);
        swap(&r.scope.shard, shard);
        assert_int_equal(rig_collect(&r), 0);
        rig_no_gap(&r);
        int64_t n = inventory_count(r.inv, "/", TYPE_SUBSCRIPTION);
        subscriptions += (size_t)n;
        assert_string_equal(inventory_meta(r.inv, "shard"), shard);
        assert_false(rig_is_complete(&r, "/", TYPE_SUBSCRIPTION));
        assert_int_equal(rig_is_complete(&r, S1, RSV), rig_there(&r, S1));
        unsigned long before = sim_count(r.sim).requests;
        assert_int_equal(again(&r), 0);
        assert_int_equal(sim_count(r.sim).requests, before + 1);
        assert_int_equal(inventory_count(r.inv, "/", TYPE_SUBSCRIPTION), n);
        rig_end(&r);
    }
    assert_int_equal(subscriptions, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_nothing_twice),
        cmocka_unit_test(test_cost_adds_up),
        cmocka_unit_test(test_gaps_are_asked_again),
        cmocka_unit_test(test_within),
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_other_filters),
        cmocka_unit_test(test_other_order),
        cmocka_unit_test(test_other_tenant_of_token),
        cmocka_unit_test(test_not_collected),
        cmocka_unit_test(test_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
