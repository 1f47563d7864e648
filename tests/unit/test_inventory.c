/* The inventory: identity, rank, tree, references, gaps, and what it refuses to open. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#define SUB "/subscriptions/S1"
#define VAULT SUB "/resourceGroups/RG/providers/Microsoft.RecoveryServices/vaults/V1"
#define VAULT_KEY                                                                        \
    "/subscriptions/s1/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/v1"
#define ITEM VAULT "/backupFabrics/Azure/protectionContainers/c;1/protectedItems/vm;1"
#define VM SUB "/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM1"
#define VM_KEY                                                                           \
    "/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/virtualmachines/"   \
    "vm1"
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

static struct inventory *finish(struct inventory *inv)
{
    struct err e;
    if (inventory_finish(inv, &e))
        fail_msg("%s", e.text);
    inv = inventory_open(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    return inv;
}

static void done(struct inventory *inv)
{
    inventory_close(inv);
    unlink(path);
}

static int put_as(struct inventory *inv, const char *id, const char *body,
                  const char *source, const char *fetched)
{
    struct err e = {0};
    struct inventory_resource r = {.id = id,
                                   .body = body,
                                   .body_len = strlen(body),
                                   .source = source,
                                   .fetched = fetched};
    int rc = inventory_put(inv, &r, &e);
    if (rc < 0 && *e.text == '\0')
        fail_msg("refused without a word: %s", id);
    return rc;
}

static int put(struct inventory *inv, const char *id, const char *body)
{
    return put_as(inv, id, body, NULL, NULL);
}

static struct inventory_resource get(struct inventory *inv, const char *key)
{
    struct err e;
    struct inventory_resource r;
    if (inventory_get(inv, key, &r, &e) != 1)
        fail_msg("%s is not there", key);
    return r;
}

static void test_identity(void **state)
{
    (void)state;
    struct inventory *inv = create();
    assert_int_equal(put(inv, VAULT "/", "{\"id\":\"" VAULT "/\",\"a\":1}"), PUT_NEW);
    assert_int_equal(put(inv,
                         "/SUBSCRIPTIONS/s1/resourcegroups/rg/providers/"
                         "microsoft.recoveryservices/VAULTS/v1",
                         "{\"a\":2}"),
                     PUT_REPLACED);
    assert_int_equal(put(inv, "no id", "{}"), -ERR_DATA);
    assert_int_equal(put(inv, "/a//b", "{}"), -ERR_DATA);
    assert_int_equal(put(inv, VAULT, "[1]"), -ERR_DATA);
    assert_int_equal(put(inv, VAULT, "{\"a\":"), -ERR_DATA);
    inv = finish(inv);
    struct inventory_resource r = get(inv, VAULT_KEY);
    assert_string_equal(r.type, RSV);
    assert_string_equal(r.body, "{\"a\":2}");
    assert_string_equal(r.source, "get");
    assert_int_equal(strncmp(r.id, "/SUBSCRIPTIONS/", 15), 0);
    done(inv);
}

static void test_secrets_stay_out(void **state)
{
    (void)state;
    struct inventory *inv = create();
    put(inv, VAULT, "{\"id\":\"" VAULT "\",\"p\":{\"primaryKey\":\"hunter2\"}}");
    inv = finish(inv);
    struct inventory_resource r = get(inv, VAULT_KEY);
    assert_null(memmem(r.body, r.body_len, "hunter2", 7));
    assert_non_null(memmem(r.body, r.body_len, "(redacted, 7 bytes)", 19));
    done(inv);
}

static void test_rank(void **state)
{
    (void)state;
    struct inventory *inv = create();
    struct err e;
    inventory_set_meta(inv, "collected", "2026-01-02T00:00:00Z", &e);
    const char *old = "2026-01-01T00:00:00Z", *new = "2026-01-03T00:00:00Z";
    assert_int_equal(put_as(inv, VAULT, "{\"n\":1}", "graph", NULL), PUT_NEW);
    assert_int_equal(put_as(inv, VAULT, "{\"n\":2}", "get", old), PUT_REPLACED);
    assert_int_equal(put_as(inv, VAULT, "{\"n\":3}", "list", new), PUT_KEPT);
    assert_int_equal(put_as(inv, VAULT, "{\"n\":4}", "graph", new), PUT_KEPT);
    assert_int_equal(put_as(inv, VAULT, "{\"n\":5}", "get", NULL), PUT_REPLACED);
    assert_int_equal(put_as(inv, VAULT, "{\"n\":6}", "get", old), PUT_KEPT);
    inv = finish(inv);
    assert_string_equal(get(inv, VAULT_KEY).body, "{\"n\":5}"); /* whole, never merged */
    assert_int_equal(inventory_count(inv, "/", RSV), 1);
    done(inv);
}

static char *walk(struct inventory_cursor *c)
{
    struct inventory_resource r;
    struct err e;
    struct buf out = buf_make(1 << 16);
    int rc;
    while ((rc = inventory_next(c, &r, &e)) == 1)
        buf_fmt(&out, "%s ", strrchr(r.key, '/') + 1);
    assert_int_equal(rc, 0);
    inventory_end(c);
    return buf_steal(&out);
}

static void walks(struct inventory_cursor *c, const char *names)
{
    char *got = walk(c);
    assert_string_equal(got, names);
    free(got);
}

#define GROUP SUB "/resourceGroups/RG/providers/"

static void test_tree(void **state)
{
    (void)state;
    struct inventory *inv = create();
    put(inv, SUB, "{}");
    put(inv, VAULT, "{}");
    put(inv, GROUP "Microsoft.RecoveryServices/vaults/V1-b", "{}");
    put(inv, GROUP "Microsoft.RecoveryServices/vaults/V10", "{}");
    put(inv, ITEM, "{}");
    put(inv, VAULT "/backupPolicies/p2", "{}");
    put(inv, VAULT "/backupPolicies/p1", "{}");
    put(inv, VAULT "/providers/Microsoft.Insights/diagnosticSettings/d", "{}");
    put(inv, GROUP "Microsoft.RecoveryServices/vaults/V1-b/backupPolicies/q", "{}");
    inv = finish(inv);
    walks(inventory_below(inv, VAULT_KEY, RSV "/backupPolicies", true), "p1 p2 ");
    walks(inventory_below(inv, VAULT_KEY, ITEMS, false), "vm;1 ");
    walks(inventory_below(inv, VAULT_KEY, "Microsoft.Insights/diagnosticSettings", false),
          "d ");
    walks(inventory_below(inv, "/", RSV "/backupPolicies", false), "q p1 p2 ");
    walks(inventory_below(inv, VAULT_KEY, RSV, false), "");
    assert_int_equal(inventory_count(inv, VAULT_KEY, RSV "/backupPolicies"), 2);
    const char *const types[] = {RSV, RSV "/backupPolicies", NULL};
    walks(inventory_walk(inv, types, NULL, false), "v1 v1-b q p1 p2 v10 ");
    walks(inventory_walk(inv, types, VAULT_KEY "/backuppolicies/p2", false), "p2 v10 ");
    walks(inventory_walk(inv, (const char *const[]){"No/type", NULL}, NULL, false), "");
    done(inv);
}

static void test_references(void **state)
{
    (void)state;
    struct inventory *inv = create();
    put(inv, ITEM,
        "{\"properties\":{\"sourceResourceId\":\"" VM_KEY "\",\"policyId\":\"\"}}");
    put(inv, ITEM "b",
        "{\"properties\":{\"sourceResourceId\":\"\\/subscriptions\\/S1\\/"
        "resourceGroups\\/RG"
        "\\/providers\\/Microsoft.Compute\\/virtualMachines\\/VM1\"}}");
    put(inv, ITEM "c", "{\"properties\":{\"sourceResourceId\":\"" VM "2\"}}");
    put(inv, ITEM "d", "{\"properties\":{\"note\":\"" VM "\"}}"); /* no named pointer */
    inv = finish(inv);
    walks(inventory_referrers(inv, VM_KEY, ITEMS, true),
          "vm;1 vm;1b "); /* dangling, kept */
    walks(inventory_referrers(inv, VM_KEY "2", ITEMS, false), "vm;1c ");
    walks(inventory_referrers(inv, VM_KEY, RSV, false), "");
    done(inv);
}

static void test_replacing_drops_references(void **state)
{
    (void)state;
    struct inventory *inv = create();
    put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM "\"}}");
    put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM "2\"}}");
    inv = finish(inv);
    walks(inventory_referrers(inv, VM_KEY, ITEMS, false), "");
    walks(inventory_referrers(inv, VM_KEY "2", ITEMS, false), "vm;1 ");
    done(inv);
}

/* The hash of every key is made equal: what is found is still what was asked for. */
static void test_collisions(void **state)
{
    (void)state;
    struct inventory *inv = create();
    struct err e;
    put(inv, VAULT, "{\"n\":1}");
    put(inv, VAULT "2", "{\"n\":2}");
    put(inv, ITEM, "{\"properties\":{\"sourceResourceId\":\"" VM "\"}}");
    assert_int_equal(inventory_finish(inv, &e), 0);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_stmt
        *s; /* give the second vault the first one's hash, and the reference too */
    assert_int_equal(sqlite3_exec(db,
                                  "UPDATE resource SET key_hash=(SELECT key_hash FROM "
                                  "resource WHERE key LIKE '%v1'); UPDATE reference SET "
                                  "to_hash=(SELECT key_hash FROM resource LIMIT 1)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT 1", -1, &s, NULL), SQLITE_OK);
    sqlite3_finalize(s);
    sqlite3_close(db);
    inv = inventory_open(path, &e);
    assert_non_null(inv);
    assert_string_equal(get(inv, VAULT_KEY).body, "{\"n\":1}");
    walks(inventory_referrers(inv, VAULT_KEY, ITEMS, false), "");
    done(inv);
}

static int show_gap(void *ctx, const struct inventory_gap *g)
{
    buf_fmt(ctx, "%s|%s|%d|%s;", g->scope, g->type, g->status, g->code ? g->code : "-");
    return 0;
}

static int show_complete(void *ctx, const char *scope, const char *type, int variant)
{
    buf_fmt(ctx, "%s|%s|%d;", scope, type, variant);
    return 0;
}

static void test_gaps_and_completes(void **state)
{
    (void)state;
    struct inventory *inv = create();
    struct err e;
    struct inventory_gap g = {.scope = SUB,
                              .type = "microsoft.recoveryservices/VAULTS",
                              .status = 403,
                              .code = "AuthorizationFailed"};
    assert_int_equal(inventory_put_gap(inv, &g, &e), 0);
    g.scope = "/", g.type = "", g.code = NULL;
    assert_int_equal(inventory_put_gap(inv, &g, &e), 0);
    assert_int_equal(inventory_put_complete(inv, VAULT, ITEMS, 1, &e), 0);
    assert_int_equal(inventory_put_complete(inv, VAULT "/", ITEMS, 1, &e), 0);
    assert_int_equal(inventory_put_complete(inv, "/", RSV, -1, &e), 0);
    assert_true(inventory_is_complete(inv, VAULT_KEY, ITEMS, 1));
    assert_false(inventory_is_complete(inv, VAULT_KEY, ITEMS, 0));
    assert_int_equal(inventory_put_complete(inv, "nowhere", RSV, -1, &e), -ERR_DATA);
    inv = finish(inv);
    struct buf out = buf_make(4096);
    assert_int_equal(inventory_each_gap(inv, show_gap, &out), 0);
    assert_string_equal(buf_str(&out),
                        "/||403|-;/subscriptions/s1|" RSV "|403|AuthorizationFailed;");
    buf_clear(&out);
    assert_int_equal(inventory_each_complete(inv, show_complete, &out), 0);
    assert_string_equal(buf_str(&out), "/|" RSV "|-1;" VAULT_KEY "|" ITEMS "|1;");
    buf_free(&out);
    done(inv);
}

static void refuses(const char *part)
{
    struct err e = {0};
    struct inventory *inv = inventory_open(path, &e);
    if (inv || e.code != ERR_DATA || !strstr(e.text, part))
        fail_msg("%d \"%s\", wanted \"%s\"", e.code, e.text, part);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    struct err e;
    assert_null(inventory_open("/nonexistent/file", &e));
    assert_int_equal(e.code, ERR_NOINPUT);
    struct inventory *inv = create();
    put(inv, VAULT, "{}");
    inventory_close(inv);
    refuses("never finished");
    inv = inventory_resume(path, &e); /* goes on where it was */
    assert_non_null(inv);
    put(inv, VAULT "2", "{}");
    inv = finish(inv);
    assert_int_equal(inventory_count(inv, "/", RSV), 2);
    inventory_close(inv);
    sqlite3 *db;
    sqlite3_open(path, &db);
    sqlite3_exec(db, "CREATE TRIGGER t AFTER INSERT ON meta BEGIN SELECT 1; END", NULL,
                 NULL, NULL);
    sqlite3_close(db);
    refuses("not those of an inventory");
    FILE *f = fopen(path, "w");
    fputs("this is no database, but it is long enough to look at", f);
    fclose(f);
    refuses("not an inventory");
    unlink(path);
    sqlite3_open(path, &db);
    sqlite3_exec(db, "CREATE TABLE x(y)", NULL, NULL, NULL);
    sqlite3_close(db);
    refuses("not an inventory of holdfast");
    unlink(path);
}

static void test_a_reader_holds_the_file(void **state)
{
    (void)state;
    struct inventory *inv = create();
    put(inv, VAULT, "{}");
    inv = finish(inv);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM resource", NULL, NULL, NULL),
                     SQLITE_BUSY);
    sqlite3_close(db);
    assert_int_equal(inventory_count(inv, "/", RSV), 1);
    done(inv);
}

/* Whatever is cut off, it is refused or what is read fits: never a crash. */
static void test_damaged(void **state)
{
    (void)state;
    struct err e;
    struct inventory *inv = create();
    for (int i = 0; i < 300; i++) {
        char id[256];
        snprintf(id, sizeof id, VAULT "-%d", i);
        put(inv, id, "{\"properties\":{\"pad\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}}");
    }
    assert_int_equal(inventory_finish(inv, &e), 0);
    struct stat st;
    stat(path, &st);
    for (off_t size = st.st_size - 4096; size > 0; size -= 16384) {
        assert_int_equal(truncate(path, size), 0);
        inv = inventory_open(path, &e);
        if (!inv)
            continue;
        struct inventory_cursor *c = inventory_walk(inv, NULL, NULL, true);
        struct inventory_resource r;
        while (inventory_next(c, &r, &e) == 1)
            assert_non_null(r.key);
        inventory_end(c);
        inventory_close(inv);
    }
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_secrets_stay_out),
        cmocka_unit_test(test_rank),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_replacing_drops_references),
        cmocka_unit_test(test_collisions),
        cmocka_unit_test(test_gaps_and_completes),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_a_reader_holds_the_file),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
