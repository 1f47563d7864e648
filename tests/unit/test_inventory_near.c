/* Hashes of an inventory: near each other below one vault, and as they were in one that
 * was begun before that. */
#include "base/err.h"
#include "data/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#define GROUP "/subscriptions/s1/resourcegroups/rg/providers/"
#define VAULT GROUP "microsoft.recoveryservices/vaults/"
#define VM GROUP "microsoft.compute/virtualmachines/"
#define ITEMS                                                                            \
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/"              \
    "protectedItems"

static char path[64];

static void ask(const char *sql, char *out, size_t size)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        snprintf(out, size, "%s", (const char *)sqlite3_column_text(s, 0));
    assert_true(rc == SQLITE_ROW || rc == SQLITE_DONE);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static int64_t number(const char *sql)
{
    char text[64] = "";
    ask(sql, text, sizeof text);
    return strtoll(text, NULL, 10);
}

static void start(void)
{
    snprintf(path, sizeof path, "/tmp/test-near.XXXXXX");
    close(mkstemp(path));
}

static void put(struct inventory *inv, const char *id, const char *body)
{
    struct inventory_resource r = {.id = id, .body = body, .body_len = strlen(body)};
    assert_int_equal(inventory_put(inv, &r, NULL), PUT_NEW);
}

/* Two vaults with 50 items each, every item of a machine of its own. */
static void fill(struct inventory *inv)
{
    char id[512], body[512];
    assert_int_equal(inventory_begin(inv, NULL), 0);
    for (int i = 0; i < 100; i++) {
        snprintf(id, sizeof id,
                 VAULT "v%d/backupFabrics/Azure/protectionContainers/c/protectedItems/%d",
                 i % 2, i);
        snprintf(body, sizeof body,
                 "{\"properties\":{\"sourceResourceId\":\"" VM "%d\"}}", i);
        put(inv, id, body);
        snprintf(id, sizeof id, VM "%d", i);
        put(inv, id, "{}");
    }
    put(inv, VAULT "v0", "{}");
    put(inv, VAULT "v1", "{}");
    put(inv, "/tenants/t", "{}");
    assert_int_equal(inventory_commit(inv, NULL), 0);
    assert_int_equal(inventory_finish(inv, NULL), 0);
}

static void check(void)
{
    struct err e;
    struct inventory_resource r;
    char key[512];
    struct inventory *inv = inventory_open(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, VM "%d", i);
        assert_int_equal(inventory_get(inv, key, &r, &e), 1);
        assert_string_equal(r.key, key);
        struct inventory_cursor *c = inventory_referrers(inv, key, ITEMS, false);
        assert_int_equal(inventory_next(c, &r, &e), 1);
        assert_int_equal(inventory_next(c, &r, &e), 0);
        inventory_end(c);
    }
    assert_int_equal(inventory_get(inv, VAULT "v1", &r, &e), 1);
    assert_int_equal(inventory_get(inv, "/tenants/t", &r, &e), 1);
    assert_int_equal(inventory_get(inv, "/tenants/u", &r, &e), 0);
    inventory_close(inv);
    assert_int_equal(number("SELECT count(*) FROM reference WHERE to_hash NOT IN (SELECT "
                            "key_hash FROM resource)"),
                     0);
}

static void test_near(void **state)
{
    struct err e;
    (void)state;
    start();
    struct inventory *inv = inventory_create(path, &e);
    assert_non_null(inv);
    fill(inv);
    check();
    static const char places[] = "SELECT count(DISTINCT key_hash>>40) FROM resource";
    assert_int_equal(number(places), 5); /* v0, v1, vaults, machines, tenants */
    assert_int_equal(number("SELECT count(DISTINCT key_hash) FROM resource"), 203);
    unlink(path);
}

/* One that another release began is gone on with, and read, by its own hashes. */
static void test_far(void **state)
{
    struct err e;
    char none[8];
    (void)state;
    start();
    struct inventory *inv = inventory_create(path, &e);
    assert_non_null(inv);
    put(inv, VAULT "v2", "{}");
    inventory_close(inv);
    ask("UPDATE meta SET value=substr(value,1,33) WHERE name='hash_key'", none,
        sizeof none);
    ask("DELETE FROM resource", none, sizeof none);
    inv = inventory_resume(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    fill(inv);
    check();
    assert_int_equal(number("SELECT count(DISTINCT key_hash>>40) FROM resource"), 203);
    ask("UPDATE meta SET value=value||'-far' WHERE name='hash_key'", none, sizeof none);
    assert_null(inventory_open(path, &e));
    assert_non_null(strstr(e.text, "hash key"));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_near),
                                       cmocka_unit_test(test_far)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
