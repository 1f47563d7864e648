/* Lists that are asked only where a verdict may hang on them: by the request log of the
 * simulator. */

#include "collect_rig.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* after what it needs */
#include <cmocka.h>

#define CONTAINERS RSV "/backupFabrics/protectionContainers"
#define ITEMS CONTAINERS "/protectedItems"
#define ENGINES RSV "/backupEngines"
#define SUBSCRIPTION                                                                     \
    "{\"id\":\"" S1 "\",\"type\":\"" TYPE_SUBSCRIPTION                                   \
    "\",\"subscriptionId\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"displayName\":"    \
    "\"First\"}\n"
#define ITEM(vault, name, state)                                                         \
    RES(vault "/backupFabrics/Azure/protectionContainers/c;1/protectedItems/" name,      \
        ITEMS, "\"protectionState\":\"" state "\"")
#define ENGINE(vault) RES(vault "/backupEngines/e", ENGINES, "")

enum { WORKLOAD = 1, MAB = 4, ENGINE_KINDS = 8 | 16, ALL_KINDS = 31 };

/* A: the PIN is on, an item lives. B: neither. */
static const char estate[] =
    SUBSCRIPTION RES(VA, RSV, "\"pin\":\"On\"") RES(VB, RSV, "\"pin\":\"Off\"")
        ITEM(VA, "i1", "ProtectionStopped") ITEM(VA, "i2", "Protected")
            ITEM(VB, "i1", "ProtectionStopped") ENGINE(VA) ENGINE(VB);

/* The type is asked by `everywhere`, and by `filters` unless the words stand there. */
static void part(struct run *r, const char *type, uint64_t everywhere, uint64_t filters,
                 const char *below)
{
    struct plan_type *t = rig_type(r, type);
    t->spared = catalog_filters(t->row) & ~everywhere;
    t->parts = mem_grow(t->parts, t->n_parts + 1, sizeof *t->parts);
    t->parts[t->n_parts++] = (struct plan_part){
        .filters = filters,
        .unless = mem_text(below ? "/properties/protectionState" : "/properties/pin"),
        .is = mem_text(below ? "IRPending Protected" : "On Always"),
        .below = catalog_find(NULL, below)};
}

static void begin(struct run *r, const char *const *deny)
{
    rig_start(r, estate, (struct sim_options){.deny = deny});
    rig_plan(r, TYPE_SUBSCRIPTION, true, false);
    rig_plan(r, RSV, true, false);
    rig_plan(r, ITEMS, true, false);
    rig_plan(r, ENGINES, true, false);
    rig_plan(r, CONTAINERS, true, false);
}

static void collect(struct run *r)
{
    if (rig_collect(r))
        fail_msg("%s", r->err.text);
}

/* What the body of the vault says. */
static void test_body(void **state)
{
    struct run r;
    (void)state;
    begin(&r, NULL);
    part(&r, ENGINES, 0, 1, NULL);
    part(&r, CONTAINERS, WORKLOAD, MAB | ENGINE_KINDS, NULL);
    collect(&r);
    rig_no_gap(&r);
    assert_int_equal(rig_asked(&r, "/va/backupEngines?"), 0);
    assert_int_equal(rig_asked(&r, "/vb/backupEngines?"), 1);
    assert_int_equal(rig_asked(&r, "/va/backupProtectionContainers?"), 1);
    assert_int_equal(rig_asked(&r, "/vb/backupProtectionContainers?"), 4);
    assert_int_equal(rig_asked(&r, "AzureStorage"), 0);
    /* what was not asked is not said to have been read */
    assert_false(rig_is_complete(&r, LOWER_VA, ENGINES));
    assert_true(rig_is_complete(&r, LOWER_VB, ENGINES));
    rig_end(&r);
}

/* What the items of the vault say, once their list has ended. */
static void test_list(void **state)
{
    static const char *const denied[] = {ITEMS "@" VA, NULL};
    struct run r;
    (void)state;
    for (int refused = 0; refused < 2; refused++) {
        begin(&r, refused ? denied : NULL);
        part(&r, ENGINES, 0, 1, ITEMS);
        part(&r, CONTAINERS, WORKLOAD, MAB | ENGINE_KINDS, ITEMS);
        collect(&r);
        assert_int_equal(rig_gaps(&r), refused);
        assert_int_equal(rig_asked(&r, "/va/backupEngines?"), refused);
        assert_int_equal(rig_asked(&r, "/vb/backupEngines?"), 1);
        assert_int_equal(rig_asked(&r, "/va/backupProtectionContainers?"),
                         refused ? 4 : 1);
        assert_int_equal(rig_asked(&r, "/vb/backupProtectionContainers?"), 4);
        rig_end(&r);
    }
}

/* Of two checks one may do without it and the other not: it is asked, once. */
static void test_both(void **state)
{
    struct run r;
    (void)state;
    begin(&r, NULL);
    part(&r, ENGINES, 0, 1, ITEMS);
    part(&r, ENGINES, 0, 1, NULL);
    part(&r, CONTAINERS, 0, MAB, NULL);
    part(&r, CONTAINERS, 0, MAB, ITEMS);
    collect(&r);
    rig_no_gap(&r);
    assert_int_equal(rig_asked(&r, "/va/backupEngines?"), 0);
    assert_int_equal(rig_asked(&r, "/vb/backupEngines?"), 1);
    assert_int_equal(rig_asked(&r, "/va/backupProtectionContainers?"), 0);
    assert_int_equal(rig_asked(&r, "/vb/backupProtectionContainers?"), 1);
    rig_end(&r);
}

/* The list that would tell is not planned: nobody would say that it has ended. */
static void test_no_list(void **state)
{
    struct run r;
    (void)state;
    begin(&r, NULL);
    part(&r, ENGINES, 0, 1, ITEMS);
    rig_type(&r, ITEMS)->needed = false;
    collect(&r);
    assert_int_equal(rig_asked(&r, "/va/backupEngines?"), 1);
    assert_int_equal(rig_asked(&r, "/vb/backupEngines?"), 1);
    rig_end(&r);
}

/* A later run knows by the inventory what the list said, and asks no more and no less. */
static void test_resume(void **state)
{
    static const char *const faults[] = {"badjson@/vb/backupEngines?*1", NULL};
    struct run r;
    (void)state;
    rig_start(&r, estate, (struct sim_options){.faults = faults});
    rig_plan(&r, TYPE_SUBSCRIPTION, true, false);
    rig_plan(&r, RSV, true, false);
    rig_plan(&r, ITEMS, true, false);
    rig_plan(&r, ENGINES, true, false);
    part(&r, ENGINES, 0, 1, ITEMS);
    collect(&r);
    assert_int_equal(rig_gaps(&r), 1);
    inventory_close(r.inv);
    r.inv = NULL;
    r.scope.resume = true;
    collect(&r);
    rig_no_gap(&r);
    assert_int_equal(rig_asked(&r, "/va/backupEngines?"), 0);
    assert_int_equal(rig_asked(&r, "/vb/backupEngines?"), 2);
    assert_int_equal(rig_asked(&r, "/va/backupProtectedItems?"), 1);
    rig_end(&r);
    /* another order of the same types is another order */
    begin(&r, NULL);
    collect(&r);
    inventory_close(r.inv);
    r.inv = NULL;
    r.scope.resume = true;
    part(&r, ENGINES, 0, 1, NULL);
    assert_int_equal(collector_run(&r.plan, &r.scope, &r.set, &r.totals, &r.err),
                     -ERR_DATA);
    assert_non_null(strstr(r.err.text, "other checks"));
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_body),   cmocka_unit_test(test_list),
        cmocka_unit_test(test_both),   cmocka_unit_test(test_no_list),
        cmocka_unit_test(test_resume),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
