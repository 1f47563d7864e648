/* What an inventory hands out is sound: ids as they were written, walks that stay at
 * their end, nothing prepared on the way, and nothing of a file whose parts do not fit.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/inventory.h"
#include "data/needs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#define GROUP "/subscriptions/S/resourceGroups/G/providers/"
#define VAULT GROUP "Microsoft.RecoveryServices/vaults/V"
#define VAULT_KEY                                                                        \
    "/subscriptions/s/resourcegroups/g/providers/microsoft.recoveryservices/vaults/v"
#define ITEM VAULT "/backupFabrics/Azure/protectionContainers/c;1/protectedItems/vm;1"
#define VM_KEY                                                                           \
    "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/vm1"
#define RSV "Microsoft.RecoveryServices/vaults"
#define ITEMS RSV "/backupFabrics/protectionContainers/protectedItems"

static char path[64];

static struct inventory *create(void)
{
    struct err e;
    snprintf(path, sizeof path, "/tmp/test-inventory.XXXXXX");
    close(mkstemp(path));
    struct inventory *inv = inventory_create(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    return inv;
}

static int put(struct inventory *inv, const char *id, const char *body)
{
    struct err e;
    struct inventory_resource r = {.id = id, .body = body, .body_len = strlen(body)};
    int rc = inventory_put(inv, &r, &e);
    if (rc < 0)
        fail_msg("%s", e.text);
    return rc;
}

static struct inventory *open_it(void)
{
    struct err e;
    struct inventory *inv = inventory_open(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    return inv;
}

static struct inventory *finish(struct inventory *inv)
{
    struct err e;
    if (inventory_finish(inv, &e))
        fail_msg("%s", e.text);
    return open_it();
}

static void done(struct inventory *inv)
{
    inventory_close(inv);
    unlink(path);
}

static void test_ids_are_kept(void **state)
{
    (void)state;
    static const struct {
        const char *id, *body;
    } cases[] = {
        {VAULT "/", "{\"id\":\"" VAULT "/\"}"},
        {VAULT "/", "{}"},
        {VAULT, "{\"properties\":{\"id\":\"" VAULT_KEY "\"},\"id\":\"" VAULT "\"}"},
        {VAULT, "{\"x\\\"id\":\"" VAULT_KEY "\",\"\\u0069d\":\"" VAULT "\"}"},
        {VAULT, "{ \"id\" :\n\"" VAULT "\"}"},
        {VAULT, "{\"id\":\"" VAULT_KEY "\"}"},
        {VAULT, "{\"id\":7}"},
    };
    struct err e;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct inventory *inv = create();
        put(inv, cases[i].id, cases[i].body);
        inv = finish(inv);
        struct inventory_resource r;
        if (inventory_get(inv, VAULT_KEY, &r, &e) != 1)
            fail_msg("%s: %s", cases[i].body, e.text);
        assert_string_equal(r.id, cases[i].id);
        assert_string_equal(r.key, VAULT_KEY);
        done(inv);
    }
}

static void test_a_walk_stays_at_its_end(void **state)
{
    (void)state;
    struct err e;
    struct inventory_resource r;
    struct inventory *inv = create();
    put(inv, VAULT, "{}");
    put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM_KEY "\"}}");
    inv = finish(inv);
    for (int bodies = 0; bodies < 2; bodies++) {
        struct inventory_cursor *walks[] = {
            inventory_below(inv, "/", RSV, bodies),
            inventory_referrers(inv, VM_KEY, ITEMS, bodies),
            inventory_walk(inv, (const char *const[]){RSV, NULL}, NULL, bodies)};
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(inventory_next(walks[i], &r, &e), 1);
            for (int again = 0; again < 3; again++)
                assert_int_equal(inventory_next(walks[i], &r, &e), 0);
            inventory_end(walks[i]);
        }
    }
    done(inv);
}

static void look_around(struct inventory *inv, size_t depth)
{
    struct err e;
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_below(inv, "/", ITEMS, true);
    struct inventory_cursor *d = inventory_referrers(inv, VM_KEY, ITEMS, true);
    struct inventory_cursor *w = inventory_walk(inv, NULL, NULL, true);
    int got[] = {inventory_next(c, &r, &e), inventory_next(d, &r, &e),
                 inventory_next(w, &r, &e), inventory_get(inv, VAULT_KEY, &r, &e)};
    for (size_t i = 0; i < 4; i++)
        if (got[i] != 1)
            fail_msg("%zu deep, %zu: %s", depth, i, e.text);
    assert_int_equal(inventory_count(inv, "/", ITEMS), 1);
    if (depth)
        look_around(inv, depth - 1);
    inventory_end(c);
    inventory_end(d);
    inventory_end(w);
}

static int count_one(void *ctx, const char *type, int64_t n)
{
    (void)type;
    *(int64_t *)ctx += n;
    return 0;
}

/* In its cage a worker prepares no SQL; one that holds more walks at a time than anybody
 * thought of may, since that takes memory alone. */
static void test_nothing_is_prepared_on_the_way(void **state)
{
    (void)state;
    struct err e;
    struct inventory *inv = create();
    put(inv, VAULT, "{}");
    put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM_KEY "\"}}");
    inv = finish(inv);
    int limit = sqlite3_limit(inventory_sqlite(inv), SQLITE_LIMIT_SQL_LENGTH, 1);
    for (int i = 0; i < 100; i++)
        look_around(inv, 1);
    struct needs *n = needs_make(inv, false, &e);
    assert_non_null(n);
    struct buf why = buf_make(1000);
    assert_int_equal(
        needs_gap(n, VAULT_KEY, &(struct needs_what){ITEMS, NEEDS_BELOW, NULL}, &why, &e),
        0);
    buf_free(&why);
    needs_free(n);
    int64_t all = 0;
    assert_int_equal(inventory_each_type(inv, count_one, &all), 0);
    assert_int_equal(all, 2);
    sqlite3_limit(inventory_sqlite(inv), SQLITE_LIMIT_SQL_LENGTH, limit);
    look_around(inv, 40);
    done(inv);
}

/* References of a body that was replaced are gone, also from the table. */
static void test_replaced_references(void **state)
{
    (void)state;
    struct err e;
    struct inventory *inv = create();
    put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM_KEY "\"}}");
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM_KEY "2\"}}"),
            PUT_REPLACED);
    inventory_close(inv); /* killed, and gone on with */
    inv = inventory_resume(path, &e);
    assert_non_null(inv);
    put(inv, VAULT, "{}");
    inv = finish(inv);
    struct inventory_resource r;
    struct inventory_cursor *c = inventory_referrers(inv, VM_KEY, ITEMS, false);
    assert_int_equal(inventory_next(c, &r, &e), 0);
    inventory_end(c);
    c = inventory_referrers(inv, VM_KEY "2", ITEMS, false);
    assert_int_equal(inventory_next(c, &r, &e), 1);
    inventory_end(c);
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_prepare_v2(inventory_sqlite(inv),
                                        "SELECT count(*) FROM reference", -1, &s, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(s, 0), 1);
    sqlite3_finalize(s);
    done(inv);
}

/* --- hostile files --- */

static void tamper(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_close(db);
}

/* Reads all there is, as a scan would; negative when something was refused. */
static int read_all(struct inventory *inv, bool bodies)
{
    struct err e = {0};
    struct inventory_resource r;
    struct buf why = buf_make(1 << 16);
    struct needs *n = needs_make(inv, false, &e);
    struct inventory_cursor *c = inventory_walk(inv, NULL, NULL, bodies);
    int rc = n ? 0 : -e.code, got;
    while (!rc && (got = inventory_next(c, &r, &e)) != 0) {
        if (got < 0) {
            rc = got;
            assert_true(inventory_next(c, &r, &e) < 0); /* and stays there */
            break;
        }
        assert_true(strlen(r.key) < ARMID_MAX);
        rc =
            needs_gap(n, r.key, &(struct needs_what){ITEMS, NEEDS_BELOW, NULL}, &why, &e);
        rc = rc < 0 ? rc : 0;
    }
    if (rc && !*e.text)
        fail_msg("refused without a word");
    inventory_end(c);
    needs_free(n);
    buf_free(&why);
    return rc;
}

static void test_rows_that_do_not_fit(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        bool heads_too; /* also where no body is read */
    } cases[] = {
        {"UPDATE resource SET key=printf('/%.*c', 9000, 'x')", true},
        {"UPDATE resource SET key='no key'", true},
        {"UPDATE resource SET key=upper(key)", true},
        {"UPDATE resource SET key=''", true},
        {"UPDATE resource SET key=x'2f00ff'", true},
        {"UPDATE resource SET key=cast(x'2fff' as text), id=cast(x'2fff' as text)", true},
        {"UPDATE resource SET key='/other'", false},
        {"UPDATE resource SET id='/other'", false},
        {"UPDATE resource SET id=printf('/%.*c', 9000, 'x')", false},
        {"UPDATE resource SET id=NULL", false},
        {"UPDATE resource SET id=NULL, body='{\"id\":\"/other\"}'", false},
        {"UPDATE resource SET id=NULL, body='{\"id\":'", false},
        {"UPDATE resource SET n=-5", true},
        {"UPDATE resource SET type=-1", true},
        {"UPDATE resource SET type=-9223372036854775808", true},
        {"UPDATE resource SET type=9223372036854775807", true},
        {"UPDATE resource SET type=99", true},
        {"UPDATE progress SET variant=-2", true},
        {"UPDATE progress SET variant=4294967295", true},
        {"UPDATE progress SET variant='all'", true},
        /* columns that may not be null, and are */
        {"PRAGMA writable_schema=on; UPDATE sqlite_schema SET sql=replace(sql, ' NOT "
         "NULL','') WHERE name='resource'; PRAGMA writable_schema=reset; UPDATE resource "
         "SET body=NULL; PRAGMA writable_schema=on; UPDATE sqlite_schema SET sql='CREATE "
         "TABLE resource(n INTEGER PRIMARY KEY, key_hash INTEGER NOT NULL, type INTEGER "
         "NOT NULL, parent_hash INTEGER NOT NULL, key TEXT NOT NULL, id TEXT, source "
         "INTEGER NOT NULL, detail INTEGER NOT NULL, api_version TEXT, fetched TEXT, "
         "body "
         "TEXT NOT NULL)' WHERE name='resource'",
         false},
        /* an index that is not of its table */
        {"PRAGMA writable_schema=on; CREATE TABLE other(key, type, n INTEGER PRIMARY "
         "KEY); INSERT INTO other SELECT key || 'z', type, n FROM resource; CREATE INDEX "
         "other_key ON other(key, type); UPDATE sqlite_schema SET rootpage=(SELECT "
         "rootpage FROM sqlite_schema WHERE name='other_key') WHERE name='resource_key'; "
         "DELETE FROM sqlite_schema WHERE name LIKE 'other%'; PRAGMA writable_schema=off",
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e;
        struct inventory *inv = create();
        put(inv, VAULT, "{}");
        inventory_put_complete(inv, "/", RSV, -1, &e);
        assert_int_equal(inventory_finish(inv, &e), 0);
        tamper(cases[i].sql);
        inv = open_it();
        if (read_all(inv, true) != -ERR_DATA)
            fail_msg("read all the same: %s", cases[i].sql);
        if (cases[i].heads_too && read_all(inv, false) != -ERR_DATA)
            fail_msg("heads read all the same: %s", cases[i].sql);
        done(inv);
    }
}

/* Values that are odd and harmless: nothing breaks. */
static void test_rows_that_are_odd(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "UPDATE resource SET source=-5, detail=9223372036854775807, api_version=7",
        "UPDATE resource SET fetched=x'ff00', key_hash=0, parent_hash='text'",
        "DELETE FROM meta WHERE name='collected'",
        "INSERT INTO meta VALUES('collected', 'never')",
        "INSERT INTO gap VALUES('nowhere','x',-99999999999,NULL,NULL,NULL)",
        "INSERT INTO reference VALUES(-1,-1,-1)",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e;
        struct inventory *inv = create();
        put(inv, VAULT, "{}");
        assert_int_equal(inventory_finish(inv, &e), 0);
        tamper(cases[i]);
        inv = open_it();
        if (read_all(inv, true) || inventory_time(inv) != 0)
            fail_msg("%s", cases[i]);
        done(inv);
    }
}

static void test_files_that_are_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "INSERT INTO type VALUES(-3,'A.B/c')",
        "INSERT INTO type VALUES(9223372036854775807,'A.B/c')",
        "INSERT INTO type VALUES(7,'')",
        "DELETE FROM meta",
        "UPDATE meta SET value=x'00' WHERE name='hash_key'",
        "PRAGMA user_version=2",
        "PRAGMA application_id=0",
        "CREATE VIEW v AS SELECT 1",
        "DROP INDEX resource_type",
        "DROP TABLE gap",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = {0};
        struct inventory *inv = create();
        put(inv, VAULT, "{}");
        assert_int_equal(inventory_finish(inv, &e), 0);
        tamper(cases[i]);
        if (inventory_open(path, &e) || e.code != ERR_DATA || !strstr(e.text, path))
            fail_msg("%s: %d %s", cases[i], e.code, e.text);
        unlink(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ids_are_kept),
        cmocka_unit_test(test_a_walk_stays_at_its_end),
        cmocka_unit_test(test_nothing_is_prepared_on_the_way),
        cmocka_unit_test(test_replaced_references),
        cmocka_unit_test(test_rows_that_do_not_fit),
        cmocka_unit_test(test_rows_that_are_odd),
        cmocka_unit_test(test_files_that_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
