/* Joining inventories: who counts, what of gaps and statements stays, what is refused. */
#include "load_rig.h"

#include "data/inventory.h"
#include "data/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define A "/subscriptions/a"
#define B "/subscriptions/b"
#define SUBSCRIPTION(id)                                                                 \
    "{\"kind\":\"resource\",\"source\":\"list\",\"type\":"                               \
    "\"Microsoft.Resources/subscriptions\",\"resource\":{\"id\":\"" id "\"}}\n"
#define GUARDS "Microsoft.DataProtection/resourceGuards"
#define GUARD(sub, source, word)                                                         \
    "{\"kind\":\"resource\",\"source\":\"" source "\",\"resource\":{\"id\":\"" sub       \
    "/resourceGroups/g/providers/" GUARDS "/x\",\"n\":\"" word "\"}}\n"
#define GUARD_KEY(sub)                                                                   \
    sub "/resourcegroups/g/providers/microsoft.dataprotection/resourceguards/x"
#define COMPLETE(scope, type)                                                            \
    "{\"kind\":\"complete\",\"scope\":\"" scope "\",\"type\":\"" type "\"}\n"
#define GAP(scope, type, code)                                                           \
    "{\"kind\":\"gap\",\"scope\":\"" scope "\",\"type\":\"" type                         \
    "\",\"status\":403,\"code\":\"" code "\"}\n"
#define ROOT "Microsoft.Resources/subscriptions"
#define SHARE_AT(i, time)                                                                \
    "{\"kind\":\"meta\",\"format\":1,\"collected\":\"" time "\",\"cloud\":\"public\","   \
    "\"tenant\":\"t\",\"scope\":\"/\",\"shard\":\"" i "/2\"}\n"                          \
    "{\"kind\":\"complete\",\"scope\":\"/\",\"type\":\"" ROOT "\",\"variant\":" i "}\n"
#define SHARE(i) SHARE_AT(i, "2026-11-24T06:00:00Z")

struct joined {
    char path[64];
    int rc;
    struct err e;
    char *missing, *dump; /* dump NULL when it failed */
};

/* The end line that makes statements count is added. */
static struct rig input(const char *text)
{
    size_t lines = 0, size = strlen(text) + 64;
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    char *all = malloc(size);
    snprintf(all, size, "%s{\"kind\":\"end\",\"lines\":%zu}\n", text, lines);
    struct rig r = rig_load((const char *const[]){all}, 1);
    if (r.rc)
        fail_msg("%s", r.e.text);
    free(all);
    return r;
}

static struct joined join_paths(const struct merge_input *in, size_t n)
{
    struct joined j = {.path = "/tmp/test-merge.XXXXXX"};
    struct buf missing = buf_make(1000);
    close(mkstemp(j.path));
    struct inventory *out = inventory_create(j.path, &j.e);
    assert_non_null(out);
    j.rc = merge_files(in, n, out, &missing, &j.e);
    if (j.rc)
        inventory_close(out);
    else
        assert_int_equal(inventory_finish(out, &j.e), 0);
    j.missing = buf_steal(&missing);
    j.dump = j.rc ? NULL : rig_dump(j.path);
    return j;
}

static void drop(struct joined *j)
{
    char beside[80];
    unlink(j->path);
    snprintf(beside, sizeof beside, "%s-wal", j->path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", j->path);
    unlink(beside);
    free(j->missing);
    free(j->dump);
}

static struct joined join(const char *first, const char *second)
{
    struct rig a = input(first), b = input(second);
    const struct merge_input in[] = {{a.path, "first.inv"}, {b.path, "second.inv"}};
    struct joined j = join_paths(in, 2);
    rig_drop(&a);
    rig_drop(&b);
    return j;
}

static void has(const struct joined *j, const char *text)
{
    if (!j->dump)
        fail_msg("%s", j->e.text);
    if (!strstr(j->dump, text))
        fail_msg("no \"%s\" in\n%s", text, j->dump);
}

static void lacks(const struct joined *j, const char *text)
{
    if (!j->dump)
        fail_msg("%s", j->e.text);
    if (strstr(j->dump, text))
        fail_msg("\"%s\" in\n%s", text, j->dump);
}

/* --- resources --- */

/* What another share fetched by its id does not stand for what the holder listed, though
 * a get has a higher rank and is newer: the whole collection would not have fetched it.
 */
static void test_holder_counts(void **state)
{
    (void)state;
    static const char holder[] = SHARE("1") SUBSCRIPTION(A) GUARD(A, "list", "holder");
    static const char other[] =
        SHARE_AT("2", "2026-11-24T07:00:00Z") SUBSCRIPTION(B) GUARD(A, "get", "other");
    for (int turn = 0; turn < 2; turn++) {
        struct joined j = turn ? join(other, holder) : join(holder, other);
        has(&j, "\"holder\"");
        lacks(&j, "\"other\"");
        has(&j, "\"collected\":\"2026-11-24T06:00:00Z\"");
        lacks(&j, "\"shard\"");
        drop(&j);
    }
}

/* Where the holder has nothing, or nobody holds it, what was fetched stays. */
static void test_followed_stays(void **state)
{
    (void)state;
    struct joined j =
        join(SHARE("1") SUBSCRIPTION(A) GUARD("/subscriptions/far", "get", "far"),
             SHARE("2") SUBSCRIPTION(B) GUARD(A, "get", "other"));
    has(&j, "\"other\"");
    has(&j, "\"far\"");
    drop(&j);
}

static void test_rank_then_newest(void **state)
{
    (void)state;
    static const char old[] =
        SHARE("1") SUBSCRIPTION(A) GUARD(A, "list", "old") GUARD(B, "get", "ranked");
    static const char new[] = SHARE_AT("1", "2026-11-24T08:00:00Z") SUBSCRIPTION(A)
        GUARD(A, "list", "new") GUARD(B, "list", "newer");
    for (int turn = 0; turn < 2; turn++) {
        struct joined j = turn ? join(new, old) : join(old, new);
        has(&j, "\"new\"");
        lacks(&j, "\"old\"");
        has(&j, "\"ranked\"");
        lacks(&j, "\"newer\"");
        has(&j, "\"fetched\":\"2026-11-24T08:00:00Z\"");
        drop(&j);
    }
}

/* --- progress --- */

static void test_whole(void **state)
{
    (void)state;
    struct joined j =
        join(SHARE("1") SUBSCRIPTION(A) COMPLETE(A, "Microsoft.Insights/actionGroups")
                 COMPLETE(A, "Microsoft.Resources/subscriptions/resourceGroups"),
             SHARE("2") SUBSCRIPTION(B) COMPLETE(B, "Microsoft.Insights/actionGroups"));
    assert_string_equal(j.missing, "");
    has(&j, COMPLETE("/", ROOT));
    has(&j, COMPLETE("/", "Microsoft.Insights/actionGroups"));
    lacks(&j, COMPLETE("/", "Microsoft.Resources/subscriptions/resourceGroups"));
    lacks(&j, "variant");
    drop(&j);
}

/* A part of the list of subscriptions that one share could not read is in no other. */
static void test_list_cut(void **state)
{
    (void)state;
    static const char cut[] = "{\"kind\":\"meta\",\"format\":1,\"collected\":"
                              "\"2026-11-24T06:00:00Z\",\"cloud\":\"public\","
                              "\"tenant\":\"t\",\"scope\":\"/\",\"shard\":\"2/2\"}\n" GAP(
                                  "/", ROOT, "Interrupted");
    struct joined j = join(SHARE("1") SUBSCRIPTION(A), cut);
    has(&j, "Interrupted");
    lacks(&j, COMPLETE("/", ROOT));
    drop(&j);
}

static void test_missing_share(void **state)
{
    (void)state;
    struct rig a = input(SHARE("2") SUBSCRIPTION(A)), b = input(SHARE("1"));
    struct merge_input in[] = {{a.path, "a"}, {b.path, "b"}};
    struct joined part = join_paths(in, 1);
    assert_string_equal(part.missing, "1/2");
    has(&part, "\"shard\":\"2/2\"");
    lacks(&part, COMPLETE("/", ROOT));
    in[0].path = part.path; /* what was joined goes on to be joined */
    struct joined all = join_paths(in, 2);
    assert_string_equal(all.missing, "");
    has(&all, COMPLETE("/", ROOT));
    lacks(&all, "shard");
    drop(&all);
    drop(&part);
    rig_drop(&a);
    rig_drop(&b);
}

static void test_gaps(void **state)
{
    (void)state;
    struct joined j = join(
        /* the holder's word counts */
        SHARE("1") SUBSCRIPTION(A) GUARD(A, "list", "x") COMPLETE(A, "a.b/read")
            GAP(A, "a.b/denied", "Holder") COMPLETE("/", "a.b/tenant"),
        SHARE("2") SUBSCRIPTION(B) GAP(A, "a.b/read", "NotMine")
            GAP(GUARD_KEY(A), GUARDS, "NotFetched") COMPLETE(A, "a.b/denied")
                GAP("/", "a.b/tenant", "OnceOnly") GAP(A, "a.b/else", "Kept")
                    GAP(B, "a.b/read", "Mine"));
    lacks(&j, "NotMine");
    lacks(&j, "NotFetched");
    lacks(&j, "OnceOnly");
    lacks(&j, COMPLETE(A, "a.b/denied"));
    has(&j, "Holder");
    has(&j, "Kept");
    has(&j, "Mine");
    has(&j, COMPLETE("/", "a.b/tenant"));
    drop(&j);
}

/* --- what is refused --- */

static void refused(const char *first, const char *second, const char *says)
{
    struct joined j = join(first, second);
    if (j.rc != -ERR_DATA || strncmp(j.e.text, "second.inv: ", 12) ||
        !strstr(j.e.text, says))
        fail_msg("%d \"%s\" does not say \"%s\"", j.rc, j.e.text, says);
    drop(&j);
}

#define META_OF(more)                                                                    \
    "{\"kind\":\"meta\",\"format\":1,\"collected\":\"2026-11-24T06:00:00Z\"" more "}\n"

static void test_refused(void **state)
{
    (void)state;
    refused(META_OF(",\"tenant\":\"t\""), META_OF(",\"tenant\":\"u\""), "tenant");
    refused(META_OF(",\"cloud\":\"public\""), META_OF(",\"cloud\":\"china\""), "cloud");
    refused(META_OF(",\"shard\":\"1/2\""), META_OF(",\"shard\":\"2/3\""), "2/3");
    refused(META_OF(",\"shard\":\"1/2\""), META_OF(",\"shard\":\"x\""), "share x");
    refused(META_OF(",\"shard\":\"1/2\""), META_OF(""), "no share");
    refused(META_OF(""), META_OF(",\"shard\":\"1/2\""), "a share");
    refused(META_OF(",\"shard\":\"1/2\""), META_OF(",\"shard\":\"2/2\",\"scope\":\"s\""),
            "other subscriptions");
}

static void test_scopes(void **state)
{
    (void)state;
    struct joined j =
        join(META_OF(",\"scope\":\"z\"") SUBSCRIPTION(A) COMPLETE("/", ROOT),
             META_OF(",\"scope\":\"b\"") SUBSCRIPTION(B) COMPLETE("/", ROOT));
    has(&j, "\"scope\":\"b z\"");
    has(&j, COMPLETE("/", ROOT));
    drop(&j);
    j = join(META_OF(",\"scope\":\"z\"") SUBSCRIPTION(A) COMPLETE("/", ROOT),
             META_OF(",\"scope\":\"/\"") SUBSCRIPTION(B));
    has(&j, "\"scope\":\"/\"");
    lacks(&j, COMPLETE("/", ROOT)); /* one of them does not know all its own */
    drop(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holder_counts),
        cmocka_unit_test(test_followed_stays),
        cmocka_unit_test(test_rank_then_newest),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_list_cut),
        cmocka_unit_test(test_missing_share),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_scopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
