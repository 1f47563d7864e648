/* Text to inventory and back. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "data/dump.h"
#include "data/inventory.h"
#include "data/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define V "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/"
#define META "{\"kind\":\"meta\",\"format\":1,\"collected\":\"2026-11-24T06:00:00Z\"}\n"

struct run {
    char path[64];
    struct load_stats stats;
    struct buf said;
    struct err e;
    int rc;
};

static void hear(void *ctx, const char *line)
{
    struct run *r = ctx;
    buf_fmt(&r->said, "%s\n", line);
}

/* Loads a text; the inventory is finished when that went well. */
static struct run load(const char *text, size_t len)
{
    struct run r = {.said = buf_make(1 << 20)};
    snprintf(r.path, sizeof r.path, "/tmp/test-load.XXXXXX");
    close(mkstemp(r.path));
    int fd = io_temp(NULL, &r.e);
    assert_int_equal(io_write(fd, text, len, &r.e), 0);
    lseek(fd, 0, SEEK_SET);
    struct inventory *inv = inventory_create(r.path, &r.e);
    assert_non_null(inv);
    r.rc = load_file(inv, fd, "in", &r.stats, hear, &r, &r.e);
    close(fd);
    if (r.rc)
        inventory_close(inv);
    else
        assert_int_equal(inventory_finish(inv, &r.e), 0);
    return r;
}

static void drop(struct run *r)
{
    unlink(r->path);
    free(r->stats.first_replaced);
    buf_free(&r->said);
}

static char *dump(const char *path)
{
    struct err e;
    struct buf out = buf_make(1 << 20);
    struct inventory *inv = inventory_open(path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    int fd = io_temp(NULL, &e);
    if (dump_file(inv, fd, &e))
        fail_msg("%s", e.text);
    inventory_close(inv);
    lseek(fd, 0, SEEK_SET);
    assert_int_equal(io_read(fd, &out, &e), 0);
    close(fd);
    return buf_steal(&out);
}

static void test_forms(void **state)
{
    static const struct {
        const char *text;
        size_t resources, skipped;
    } cases[] = {
        {"{\"id\":\"" V "a\"}", 1, 0},
        {"{\n \"id\": \"" V "a\",\n \"kind\": \"StorageV2\"\n}\n", 1, 0},
        {"[{\"id\":\"" V "a\"},{\"id\":\"" V "b\"}]", 2, 0},
        {"[\n  {\n    \"id\": \"" V "a\"\n  },\n  {\"id\":\"" V "b\"}\n]\n", 2, 0},
        {"{\"value\":[{\"id\":\"" V "a\"},{\"name\":\"no id\"}],\"nextLink\":null}", 1,
         1},
        {"{\n\"value\": [\n{\"id\":\"" V "a\"}]}", 1, 0},
        {"{\"data\":[{\"id\":\"" V "a\"}],\"count\":1}", 1, 0},
        {"{\"id\":\"" V "a\"}\n\n{\"id\":\"" V "b\"}\n", 2, 0},
        {"[]", 0, 0},
        {"{\"kind\":\"resource\",\"resource\":{\"id\":\"" V "a\"},\"more\":1}", 1, 0},
        {"{\"kind\":\"resource\",\"id\":\"" V "a/backupResourceGuardProxies/VaultProxy\","
         "\"resource\":{\"id\":\"odd\"}}",
         1, 0},
        {"{\"id\":\"not/an/id\",\"type\":\"A.B/c\"}", 1, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = load(cases[i].text, strlen(cases[i].text));
        if (r.rc || r.stats.resources != cases[i].resources ||
            r.stats.skipped != cases[i].skipped)
            fail_msg("%s: %d %s, %zu resources, %zu skipped", cases[i].text, r.rc,
                     r.e.text, r.stats.resources, r.stats.skipped);
        drop(&r);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"", "nothing in it"},
        {"\n \n", "nothing in it"},
        {"{\"id\":\"" V "a\"}\n{\"id\":", "line 2"},
        {"{\"kind\":\"strange\"}", "line 1: unknown kind"},
        {"{\"a\":1}", "neither a record"},
        {"[1]", "line 1"},
        {"{\"kind\":\"meta\"}", "without \"format\""},
        {"{\"kind\":\"meta\",\"format\":2}", "newer"},
        {"{\"kind\":\"meta\",\"format\":1,\"collected\":\"today\"}", "no time"},
        {"{\"kind\":\"gap\",\"type\":\"A.B/c\"}", "without \"scope\""},
        {"{\"kind\":\"gap\",\"scope\":\"x\"}", "no scope"},
        {"{\"kind\":\"gap\",\"scope\":\"/\",\"status\":4000}", "no HTTP status"},
        {"{\"kind\":\"complete\",\"scope\":\"/\"}", "wants \"scope\" and \"type\""},
        {"{\"kind\":\"resource\",\"resource\":[]}", "without the object"},
        {"{\"id\":\"" V "a\",\"a\":1,\"a\":2}", "in"},
        {"plain text", "in"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = load(cases[i].text, strlen(cases[i].text));
        if (r.rc != -ERR_DATA || !strstr(r.e.text, cases[i].part))
            fail_msg("%s: %d \"%s\", wanted \"%s\"", cases[i].text, r.rc, r.e.text,
                     cases[i].part);
        drop(&r);
    }
}

static void test_duplicates_are_said(void **state)
{
    (void)state;
    const char *text = "{\"id\":\"" V "a\",\"n\":1}\n{\"id\":\"" V "A\",\"n\":2}\n";
    struct run r = load(text, strlen(text));
    assert_int_equal(r.rc, 0);
    assert_int_equal(r.stats.replaced, 1);
    assert_non_null(strstr(buf_str(&r.said), "more than once"));
    char *out = dump(r.path);
    assert_non_null(strstr(out, "\"n\":2"));
    assert_null(strstr(out, "\"n\":1"));
    free(out);
    drop(&r);
}

static const char whole[] = META
    "{\"kind\":\"resource\",\"source\":\"list\",\"api_version\":\"2025-08-01\","
    "\"resource\":{\"id\":\"" V "a\",\"type\":\"Microsoft.RecoveryServices/vaults\","
    "\"n\":1.50}}\n"
    "{\"kind\":\"resource\",\"type\":\"Microsoft.RecoveryServices/vaults\",\"resource\":{"
    "\"id\":\"" V "b\",\"text\":\"\\u00fc\\/\"}}\n"
    "{\"kind\":\"gap\",\"scope\":\"/subscriptions/s\",\"type\":\"\",\"status\":403,"
    "\"code\":\"AuthorizationFailed\"}\n"
    "{\"kind\":\"complete\",\"scope\":\"/\",\"type\":\"Microsoft.RecoveryServices/"
    "vaults\"}\n"
    "{\"kind\":\"end\",\"lines\":5}\n";

static void test_round_trip(void **state)
{
    (void)state;
    struct run r = load(whole, sizeof whole - 1);
    if (r.rc)
        fail_msg("%s", r.e.text);
    char *out = dump(r.path);
    assert_string_equal(out, whole);
    assert_string_equal(buf_str(&r.said), "");
    free(out);
    drop(&r);
}

/* Cut at any byte, no statement of completeness survives. */
static void test_cut_is_never_complete(void **state)
{
    (void)state;
    size_t len = sizeof whole - 1;
    for (size_t n = 0; n < len - 1; n++) {
        struct run r = load(whole, n);
        if (!r.rc) {
            char *out = dump(r.path);
            if (strstr(out, "\"complete\""))
                fail_msg("complete when cut at %zu", n);
            free(out);
        }
        drop(&r);
    }
    const char *after = "{\"kind\":\"end\",\"lines\":1}\n{\"id\":\"" V "c\"}\n";
    struct run r = load(after, strlen(after));
    assert_int_equal(r.rc, 0);
    drop(&r);
}

static void test_nothing_counts_behind_the_end(void **state)
{
    (void)state;
    const char *text =
        META "{\"kind\":\"end\",\"lines\":1}\n"
             "{\"kind\":\"complete\",\"scope\":\"/\",\"type\":\"A.B/c\"}\n";
    struct run r = load(text, strlen(text));
    assert_int_equal(r.rc, 0);
    char *out = dump(r.path);
    assert_null(strstr(out, "\"complete\""));
    free(out);
    drop(&r);
}

static void test_time_of_a_file(void **state)
{
    (void)state;
    const char *text = "{\"id\":\"" V "a\"}";
    struct run r = load(text, strlen(text));
    struct inventory *inv = inventory_open(r.path, &r.e);
    assert_non_null(inv);
    assert_true(inventory_time(inv) > 1700000000); /* of the file, when it says none */
    inventory_close(inv);
    drop(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_duplicates_are_said),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_cut_is_never_complete),
        cmocka_unit_test(test_nothing_counts_behind_the_end),
        cmocka_unit_test(test_time_of_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
