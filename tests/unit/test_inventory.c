#include "base/hash.h"
#include "data/catalog.h"
#include "estate.h"

#include <sqlite3.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define POLICIES RSV "/backupPolicies"
#define ITEMS RSV "/backupFabrics/protectionContainers/protectedItems"
#define VM "Microsoft.Compute/virtualMachines"

#define G "/subscriptions/S1/resourceGroups/Rg"
#define V1 G "/providers/Microsoft.RecoveryServices/vaults/Vault1"
#define V10 G "/providers/Microsoft.RecoveryServices/vaults/Vault10"
#define P1 V1 "/backupPolicies/Daily"
#define C1 V1 "/backupFabrics/Azure/protectionContainers/C1"
#define I1 C1 "/protectedItems/I1"
#define I2 C1 "/protectedItems/I2"
#define M1 G "/providers/Microsoft.Compute/virtualMachines/m1"

#define G_KEY "/subscriptions/s1/resourcegroups/rg"
#define V1_KEY G_KEY "/providers/microsoft.recoveryservices/vaults/vault1"
#define V10_KEY V1_KEY "0"
#define P1_KEY V1_KEY "/backuppolicies/daily"
#define C1_KEY V1_KEY "/backupfabrics/azure/protectioncontainers/c1"
#define I1_KEY C1_KEY "/protecteditems/i1"
#define I2_KEY C1_KEY "/protecteditems/i2"
#define M1_KEY G_KEY "/providers/microsoft.compute/virtualmachines/m1"

/* --- identity --- */

static void test_identity(void **state)
{
    (void)state;
    struct estate s;
    struct inventory_resource r;
    estate_make(&s);
    assert_int_equal(estate_put(&s, V1 "/", "{\"id\":\"" V1 "\",\"x\":1}"), PUT_NEW);
    assert_int_equal(inventory_get(s.inv, V1_KEY, &r, &s.e), 1); /* while writing too */
    /* another spelling is the same resource */
    const char *body = "{\"id\":\"" V1_KEY "\"}";
    assert_int_equal(estate_put(&s, V1_KEY, body), PUT_REPLACED);
    estate_put(&s, P1, "{\"a\":{\"id\":\"" V1 "\"},\"id\":\"" P1 "/\"}");
    estate_put(&s, M1, "{\"\\u0069d\":\"" M1 "\"}");
    estate_put(&s, I1, "{\"id\":\"/elsewhere/x\"}");
    estate_read(&s);
    assert_int_equal(inventory_get(s.inv, V1_KEY, &r, &s.e), 1);
    assert_string_equal(r.id, V1_KEY);
    assert_string_equal(r.key, V1_KEY);
    assert_string_equal(r.type, RSV);
    assert_string_equal(r.body, body);
    assert_int_equal(r.body_len, strlen(body));
    assert_string_equal(r.source, "get");
    assert_string_equal(r.detail, "body");
    assert_null(r.api_version);
    assert_null(r.fetched);
    int64_t n = r.n;
    assert_int_equal(inventory_get_n(s.inv, n, &r, &s.e), 1);
    assert_string_equal(r.key, V1_KEY);
    assert_int_equal(inventory_get_n(s.inv, 99, &r, &s.e), 0);
    assert_int_equal(inventory_get(s.inv, V10_KEY, &r, &s.e), 0);
    assert_int_equal(inventory_get(s.inv, P1_KEY, &r, &s.e), 1);
    assert_string_equal(r.id, P1 "/"); /* as Azure wrote it, and not the inner one */
    assert_int_equal(inventory_get(s.inv, M1_KEY, &r, &s.e), 1);
    assert_string_equal(r.id, M1);
    assert_int_equal(inventory_get(s.inv, I1_KEY, &r, &s.e), 1);
    assert_string_equal(r.id, I1); /* keyed by the request, not by the body */
    estate_free(&s);
}

static void test_type(void **state)
{
    (void)state;
    static const struct {
        const char *id, *given, *body, *want;
    } cases[] = {
        {V1, NULL, "{}", RSV},
        {V1, "microsoft.recoveryservices/VAULTS", "{}", RSV},
        {V1, NULL, "{\"type\":\"MICROSOFT.RECOVERYSERVICES/vaults\"}", RSV},
        {V1, NULL, "{\"type\":\"Made.Up/name\"}", RSV},
        {"/a/b", NULL, "{\"type\":\"" RSV "\"}", RSV},
        {G "/providers/Made.Up/Things/x", NULL, "{}", "Made.Up/Things"},
        {G "/providers/Made.Up/Things/x", NULL, "{\"type\":\"made.up/THINGS\"}",
         "made.up/THINGS"},
        {G "/providers/Made.Up/Things/x", "MADE.up/things", "{}", "MADE.up/things"},
        {"/subscriptions/s", NULL, "{}", TYPE_SUBSCRIPTION},
        {G, NULL, "{\"type\":\"Microsoft.Resources/resourceGroups\"}", TYPE_GROUP},
        {"/", NULL, "{}", TYPE_TENANT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct estate s;
        struct inventory_resource r = {.id = cases[i].id,
                                       .type = cases[i].given,
                                       .body = cases[i].body,
                                       .body_len = strlen(cases[i].body)};
        estate_make(&s);
        assert_int_equal(inventory_put(s.inv, &r, &s.e), PUT_NEW);
        assert_int_equal(inventory_get_n(s.inv, 1, &r, &s.e), 1);
        assert_string_equal(r.type, cases[i].want);
        estate_free(&s);
    }
}

static void test_refused(void **state)
{
    (void)state;
    struct estate s;
    estate_make(&s);
    assert_int_equal(estate_put(&s, "no-slash", "{}"), -ERR_DATA);
    assert_int_equal(estate_put(&s, "/a//b", "{}"), -ERR_DATA);
    assert_int_equal(estate_put(&s, NULL, "{}"), -ERR_DATA);
    assert_int_equal(estate_put(&s, V1, "[]"), -ERR_DATA);
    assert_int_equal(estate_put(&s, V1, "{"), -ERR_DATA);
    assert_int_equal(estate_put(&s, V1, "{\"a\":1,\"a\":2}"), -ERR_DATA);
    assert_int_equal(estate_put(&s, V1, "{\"a\":\"\\u0000\"}"), -ERR_DATA);
    assert_int_equal(estate_put(&s, "/odd/id/here", "{}"), -ERR_DATA); /* no type */
    estate_read(&s);
    assert_int_equal(inventory_count(s.inv, "/", RSV), 0);
    estate_free(&s);
}

/* --- rank --- */

static int put_as(struct estate *s, const char *source, const char *fetched, int mark)
{
    char body[32];
    snprintf(body, sizeof body, "{\"x\":%d}", mark);
    struct inventory_resource r = {.id = V1,
                                   .source = source,
                                   .fetched = fetched,
                                   .body = body,
                                   .body_len = strlen(body)};
    return inventory_put(s->inv, &r, &s->e);
}

static void test_rank(void **state)
{
    (void)state;
    static const char early[] = "2026-11-24T05:00:00Z", late[] = "2026-11-24T07:00:00Z";
    struct estate s;
    struct inventory_resource r;
    estate_make(&s);
    inventory_set_meta(s.inv, "collected", "2026-11-24T06:00:00Z", &s.e);
    assert_int_equal(put_as(&s, "graph", late, 1), PUT_NEW);
    assert_int_equal(put_as(&s, "list", early, 2), PUT_REPLACED); /* rank beats time */
    assert_int_equal(put_as(&s, "graph", late, 3), PUT_KEPT);
    assert_int_equal(put_as(&s, "list", early, 4), PUT_REPLACED);
    assert_int_equal(put_as(&s, "list", NULL, 5), PUT_REPLACED); /* the inventory's: 6 h */
    assert_int_equal(put_as(&s, "list", early, 6), PUT_KEPT);
    assert_int_equal(put_as(&s, NULL, early, 7), PUT_REPLACED); /* a get */
    assert_int_equal(put_as(&s, "get", "2026-11-24T05:00:00.5Z", 8), PUT_REPLACED);
    assert_int_equal(put_as(&s, "get", late, 9), PUT_REPLACED);
    assert_int_equal(put_as(&s, "get", NULL, 10), PUT_KEPT);
    estate_read(&s);
    assert_int_equal(inventory_get(s.inv, V1_KEY, &r, &s.e), 1);
    assert_string_equal(r.body, "{\"x\":9}");
    assert_string_equal(r.fetched, late);
    assert_int_equal(inventory_count(s.inv, "/", RSV), 1);
    estate_free(&s);
}

/* --- the tree --- */

static void fill(struct estate *s)
{
    estate_make(s);
    estate_put(s, V10, "{}");
    estate_put(s, I2, "{\"properties\":{\"policyId\":\"" P1_KEY "\","
                      "\"sourceResourceId\":\"" M1 "\",\"virtualMachineId\":\"" M1 "\"}}");
    estate_put(s, I1, "{\"properties\":{\"policyId\":\"" P1 "/\","
                      "\"sourceResourceId\":\"\\/subscriptions\\/S1\\/resourceGroups\\/Rg"
                      "\\/providers\\/Microsoft.Compute\\/virtualMachines\\/m1\"}}");
    estate_put(s, V1, "{\"properties\":{\"policyId\":\"" M1 "\"}}"); /* no reference */
    estate_put(s, P1, "{}");
    estate_put(s, "/", "{}");
    estate_read(s);
}

/* The keys of a walk, with a space behind each. */
static void keys(struct inventory_cursor *c, const char *want)
{
    char got[4096] = "";
    struct inventory_resource r;
    struct err e;
    int rc;
    while ((rc = inventory_next(c, &r, &e)) == 1) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s ", r.key);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(inventory_next(c, &r, &e), 0);
    assert_string_equal(got, want);
    inventory_end(c);
}

static void test_below(void **state)
{
    (void)state;
    struct estate s;
    fill(&s);
    struct inventory *inv = s.inv;
    keys(inventory_below(inv, "/", RSV, false), V1_KEY " " V10_KEY " ");
    keys(inventory_below(inv, G_KEY, RSV, true), V1_KEY " " V10_KEY " ");
    keys(inventory_below(inv, V1_KEY, RSV, true), ""); /* not itself, not vault10 */
    keys(inventory_below(inv, V1_KEY, ITEMS, true), I1_KEY " " I2_KEY " ");
    keys(inventory_below(inv, V10_KEY, ITEMS, true), "");
    keys(inventory_below(inv, "/", "Made.Up/type", true), "");
    keys(inventory_below(inv, "/subscriptions/s1/resourcegroups/r", RSV, true), "");
    assert_int_equal(inventory_count(inv, "/", ITEMS), 2);
    assert_int_equal(inventory_count(inv, V1_KEY, ITEMS), 2);
    assert_int_equal(inventory_count(inv, V10_KEY, ITEMS), 0);
    assert_int_equal(inventory_count(inv, "/", "Made.Up/type"), 0);
    estate_free(&s);
}

static void test_walk(void **state)
{
    (void)state;
    struct estate s;
    fill(&s);
    const char *const two[] = {RSV, POLICIES, NULL}, *const none[] = {NULL};
    keys(inventory_walk(s.inv, NULL, NULL, false),
         "/ " V1_KEY " " I1_KEY " " I2_KEY " " P1_KEY " " V10_KEY " ");
    keys(inventory_walk(s.inv, two, NULL, true), V1_KEY " " P1_KEY " " V10_KEY " ");
    keys(inventory_walk(s.inv, two, P1_KEY, true), P1_KEY " " V10_KEY " ");
    keys(inventory_walk(s.inv, none, NULL, true), "");
    estate_free(&s);
}

/* Walks of one kind may stand side by side, and one left early is good for another. */
static void test_side_by_side(void **state)
{
    (void)state;
    struct estate s;
    struct inventory_resource r;
    fill(&s);
    for (int i = 0; i < 3; i++) {
        struct inventory_cursor *outer = inventory_below(s.inv, "/", ITEMS, true);
        assert_int_equal(inventory_next(outer, &r, &s.e), 1);
        assert_string_equal(r.key, I1_KEY);
        const char *body = r.body;
        keys(inventory_below(s.inv, "/", ITEMS, true), I1_KEY " " I2_KEY " ");
        assert_non_null(strstr(body, "policyId"));
        struct inventory_cursor *other = inventory_below(s.inv, "/", RSV, true);
        assert_int_equal(inventory_next(other, &r, &s.e), 1);
        inventory_end(other);
        assert_int_equal(inventory_next(outer, &r, &s.e), 1);
        assert_string_equal(r.key, I2_KEY);
        inventory_end(outer);
    }
    estate_free(&s);
}

/* --- references --- */

static void test_referrers(void **state)
{
    (void)state;
    struct estate s;
    fill(&s);
    struct inventory *inv = s.inv;
    /* each once, escapes, case and a slash at the end notwithstanding */
    keys(inventory_referrers(inv, P1_KEY, ITEMS, true), I1_KEY " " I2_KEY " ");
    keys(inventory_referrers(inv, P1_KEY, RSV, true), "");
    keys(inventory_referrers(inv, P1_KEY, "Made.Up/type", true), "");
    /* the machine was not read: dangling ones are kept */
    keys(inventory_referrers(inv, M1_KEY, ITEMS, false), I1_KEY " " I2_KEY " ");
    keys(inventory_referrers(inv, M1_KEY, RSV, true), "");
    keys(inventory_referrers(inv, M1_KEY "0", ITEMS, true), "");
    estate_free(&s);
}

static void test_replaced_references(void **state)
{
    (void)state;
    struct estate s;
    estate_make(&s);
    for (int i = 0; i < 3; i++) {
        estate_put(&s, I1, "{\"properties\":{\"policyId\":\"" P1 "\"}}");
        estate_put(&s, I2, "{\"properties\":{\"policyId\":\"" P1 "\"}}");
    }
    estate_put(&s, I1, "{\"properties\":{\"policyId\":\"no id\"}}");
    estate_read(&s);
    keys(inventory_referrers(s.inv, P1_KEY, ITEMS, true), I2_KEY " ");
    estate_free(&s);
}

/* --- collisions: a hash that another key has as well --- */

static int64_t hash_of(struct inventory *inv, const char *text)
{
    struct hash_key key;
    const char *words = inventory_meta(inv, "hash_key");
    key.a = strtoull(words, NULL, 16);
    key.b = strtoull(words + 17, NULL, 16);
    return (int64_t)hash_bytes(key, text, strlen(text));
}

static void sql(const char *path, const char *text, int64_t a, int64_t b)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &s, NULL), SQLITE_OK);
    sqlite3_bind_int64(s, 1, a);
    sqlite3_bind_int64(s, 2, b);
    assert_int_equal(sqlite3_step(s), SQLITE_DONE);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static void test_collision(void **state)
{
    (void)state;
    struct estate s;
    struct inventory_resource r;
    fill(&s);
    int64_t v1 = hash_of(s.inv, V1_KEY), v10 = hash_of(s.inv, V10_KEY);
    int64_t p1 = hash_of(s.inv, P1_KEY), m1 = hash_of(s.inv, M1_KEY);
    inventory_close(s.inv);
    sql(s.path, "UPDATE resource SET key_hash=? WHERE key_hash=?", v10, v1);
    sql(s.path, "UPDATE reference SET to_hash=? WHERE to_hash=?", m1, p1);
    s.inv = inventory_open(s.path, &s.e);
    assert_non_null(s.inv);
    assert_int_equal(inventory_get(s.inv, V10_KEY, &r, &s.e), 1);
    assert_string_equal(r.key, V10_KEY);
    assert_int_equal(inventory_get(s.inv, V1_KEY, &r, &s.e), 0);
    keys(inventory_referrers(s.inv, M1_KEY, ITEMS, true), I1_KEY " " I2_KEY " ");
    inventory_close(s.inv);
    sql(s.path, "UPDATE reference SET to_hash=? WHERE to_hash=?", v1, m1);
    s.inv = inventory_open(s.path, &s.e);
    keys(inventory_referrers(s.inv, V1_KEY, ITEMS, true), ""); /* P1 only starts so */
    inventory_close(s.inv);
    /* while writing: the second key of a hash is a resource of its own */
    s.inv = inventory_resume(s.path, &s.e);
    assert_non_null(s.inv);
    assert_int_equal(estate_put(&s, V10, "{\"y\":1}"), PUT_REPLACED);
    assert_int_equal(estate_put(&s, V1, "{}"), PUT_NEW);
    estate_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),    cmocka_unit_test(test_type),
        cmocka_unit_test(test_refused),     cmocka_unit_test(test_rank),
        cmocka_unit_test(test_below),       cmocka_unit_test(test_walk),
        cmocka_unit_test(test_side_by_side), cmocka_unit_test(test_referrers),
        cmocka_unit_test(test_replaced_references), cmocka_unit_test(test_collision)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
