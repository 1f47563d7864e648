/* Which key an element of an answer is kept under: of a row of a check file, none that
 * another type could have. And what its references lead to. */
#include "typerow_rig.h"

#include "base/err.h"
#include "collect/store.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SUB "/subscriptions/s"
#define VAULT SUB "/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v"
#define LOW_VAULT SUB "/resourcegroups/g/providers/microsoft.recoveryservices/vaults/v"
#define LOW_HSM SUB "/providers/microsoft.keyvault/managedhsms/"

#define ITEMS                                                                            \
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/"              \
    "protectedItems"
#define VMS SUB "/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/"
#define ITEM(vm)                                                                         \
    "{\"id\":\"" VAULT                                                                   \
    "/backupFabrics/Azure/protectionContainers/c/protectedItems/i\",\"properties\":{"    \
    "\"sourceResourceId\":\"" vm "\"}}"

struct rig {
    char path[64];
    struct catalog *catalog;
    struct plan plan;
    struct inventory *inv;
    struct store store;
};

static void start(struct rig *r)
{
    struct typerows rows = {0};
    struct typerow t = rig_row(HSM, "ref=/properties/other");
    struct err e = {0};
    *r = (struct rig){.path = "/tmp/hf-store-XXXXXX"};
    int fd = mkstemp(r->path);
    assert_true(fd >= 0);
    close(fd);
    typerows_add(&rows, &t);
    if (catalog_make(&rows, &r->catalog, NULL, &e))
        fail_msg("%s", e.text);
    typerows_free(&rows);
    r->plan.catalog = r->catalog;
    r->inv = inventory_create(r->path, &e);
    assert_non_null(r->inv);
    assert_int_equal(inventory_use_catalog(r->inv, r->catalog, &e), 0);
    r->store = store_make(r->inv, &r->plan, (struct hash_key){0});
}

static void end(struct rig *r)
{
    store_free(&r->store);
    inventory_close(r->inv);
    catalog_free(r->catalog);
    unlink(r->path);
}

/* 1 and the key that the element is kept under; 0: it is refused. */
static int put(struct rig *r, const char *type, enum outcome_of what, const char *json,
               char *key)
{
    struct err e = {0};
    char id[ARMID_MAX];
    struct task *t = task_make(what, catalog_find(r->catalog, type),
                               what == OUTCOME_GRAPH ? task_parent_make("", "/")
                                                     : task_parent_make(SUB, SUB),
                               "2023-07-01");
    if (what == OUTCOME_LIST)
        t->path = strdup(SUB "/providers/" HSM);
    struct doc *d = doc_parse(json, strlen(json), &e);
    assert_non_null(d);
    int rc = store_put(&r->store, t, &(struct store_piece){d, json, strlen(json)}, id,
                       key, &e);
    if (rc < 0)
        fail_msg("%s", e.text);
    doc_free(d);
    task_free(t);
    return rc;
}

static void test_own_ids(void **state)
{
    (void)state;
    struct rig r;
    char key[ARMID_MAX];
    start(&r);
    assert_int_equal(put(&r, "Microsoft.RecoveryServices/vaults", OUTCOME_LIST,
                         "{\"id\":\"" VAULT "\",\"name\":\"v\"}", key),
                     1);
    assert_string_equal(key, LOW_VAULT);
    assert_int_equal(put(&r, HSM, OUTCOME_LIST,
                         "{\"id\":\"" SUB
                         "/resourceGroups/g/providers/microsoft.keyvault/ManagedHSMs/"
                         "h\",\"name\":\"h\"}",
                         key),
                     1);
    assert_string_equal(key, SUB
                        "/resourcegroups/g/providers/microsoft.keyvault/managedhsms/h");
    /* An answer that names a vault is no vault, whatever brought it. */
    assert_int_equal(
        put(&r, HSM, OUTCOME_LIST, "{\"id\":\"" VAULT "\",\"name\":\"v\"}", key), 1);
    assert_string_equal(key, LOW_HSM "v");
    assert_int_equal(
        put(&r, HSM, OUTCOME_GRAPH, "{\"id\":\"" VAULT "\",\"name\":\"v\"}", key), 0);
    assert_int_equal(store_flush(&r.store, NULL), 0);
    assert_int_equal(inventory_finish(r.inv, NULL), 0);
    struct err e = {0};
    struct inventory_resource res;
    r.inv = inventory_open(r.path, &e);
    assert_non_null(r.inv);
    assert_int_equal(inventory_get(r.inv, LOW_VAULT, &res, &e), 1);
    assert_string_equal(res.type, "Microsoft.RecoveryServices/vaults");
    assert_int_equal(inventory_get(r.inv, LOW_HSM "v", &res, &e), 1);
    assert_string_equal(res.type, HSM);
    assert_true(inventory_has_catalog(r.inv, r.catalog));
    end(&r);
}

/* What refers to an id is asked whether its own body is kept or not. */
static void test_references(void **state)
{
    (void)state;
    struct rig r;
    char id[ARMID_MAX], key[ARMID_MAX];
    int64_t at = 0;
    start(&r);
    struct plan_type vms = {
        .row = catalog_find(r.catalog, "Microsoft.Compute/virtualMachines"),
        .followed = true};
    r.plan.types = &vms;
    r.plan.n = 1;
    assert_int_equal(put(&r, ITEMS, OUTCOME_SINGLE, ITEM(VMS "1"), key), 1);
    assert_int_equal(put(&r, ITEMS, OUTCOME_GRAPH, ITEM(VMS "2"), key), 1);
    assert_int_equal(r.store.resources, 1);
    assert_int_equal(wanted_next(&r.store.wanted, &at, id, key, NULL), 1);
    assert_string_equal(id, VMS "1");
    assert_int_equal(wanted_next(&r.store.wanted, &at, id, key, NULL), 1);
    assert_string_equal(id, VMS "2");
    assert_int_equal(wanted_next(&r.store.wanted, &at, id, key, NULL), 0);
    assert_int_equal(store_flush(&r.store, NULL), 0);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_own_ids),
                                       cmocka_unit_test(test_references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
