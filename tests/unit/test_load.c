/* Text to inventory and back. */
#include "data/inventory.h"

#include "load_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
        /* an element that shows no type is no reason to lose the others */
        {"[{\"id\":\"/odd/thing\"},{\"id\":\"" V "a\"}]", 1, 1},
        {"[\n{\"id\":\"/odd/thing\",\"type\":\"\"},\n{\"id\":\"" V "a\"}\n]", 1, 1},
        {"{\"value\":[{\"id\":\"/odd/thing\",\"type\":7},{\"id\":\"" V "a\"}]}", 1, 1},
        {"{\"id\":\"/odd/thing\"}\n{\"id\":\"" V "a\"}", 1, 1},
        /* a word of a resource's owner is no statement of the file */
        {"{\"id\":\"" V "a\",\"kind\":\"end\"}\n{\"id\":\"" V "b\",\"kind\":\"meta\"}", 2,
         0},
        {"{\"id\":\"" V "a\",\"kind\":\"resource\"}", 1, 0},
        {"[ ]", 0, 0},
        {"\n[\n\n{\"id\":\"" V "a\",\"t\":\"],[\\\"\\\\\"}\n\n,{\"id\":\"" V "b\"}]\n\n",
         2, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig r = rig_load_one(cases[i].text, strlen(cases[i].text));
        if (r.rc || r.stats.resources != cases[i].resources ||
            r.stats.skipped != cases[i].skipped)
            fail_msg("%s: %d %s, %zu resources, %zu skipped", cases[i].text, r.rc,
                     r.e.text, r.stats.resources, r.stats.skipped);
        rig_drop(&r);
    }
}

static const struct {
    const char *text, *part;
} refused[] = {
    {"", "nothing in it"},
    {"\n \n", "nothing in it"},
    {"{\"id\":\"" V "a\"}\n{\"id\":", "line 2"},
    {"{\"kind\":\"strange\"}", "line 1: unknown kind \"strange\""},
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
    /* a record that is malformed is refused, where an element is left out */
    {META "{\"kind\":\"resource\",\"resource\":{\"name\":\"x\"}}",
     "line 2: a resource line without a resource id"},
    {META "{\"kind\":\"resource\",\"resource\":{\"id\":\"/a//b\"}}",
     "line 2: a resource line without a resource id"},
    {META "{\"kind\":\"resource\",\"id\":7,\"resource\":{\"id\":\"" V "a\"}}",
     "without a resource id"},
    {META "{\"kind\":\"resource\",\"resource\":{\"id\":\"/odd/thing\"}}",
     "line 2: /odd/thing: no type"},
    {"{\"kind\":\"resource\",\"source\":\"hearsay\",\"resource\":{\"id\":\"" V "a\"}}",
     "source is none of"},
    {"{\"kind\":\"resource\",\"detail\":\"all\",\"resource\":{\"id\":\"" V "a\"}}",
     "detail is none of"},
    {"{\"kind\":\"resource\",\"fetched\":\"now\",\"resource\":{\"id\":\"" V "a\"}}",
     "\"fetched\" is no time"},
    {"{\"kind\":\"complete\",\"scope\":\"/\",\"type\":\"A.B/c\",\"variant\":\"0\"}",
     "odd variant"},
    {"{\"kind\":\"gap\",\"scope\":\"/\",\"status\":\"403\"}", "no HTTP status"},
    {"{\"kind\":\"meta\",\"format\":1,\"collected\":5}", "no time"},
    /* lines are those of the file, empty ones too */
    {"\n" META "\n\n{\"kind\":\"strange\"}", "in: line 5: unknown kind"},
    {"{\"id\":\"" V "a\"}\n\n\n{\"id\":", "in: line 4: "},
    {"\n[\n{\"id\":\"" V "a\"},\n\n{\"id\":}\n]", "in: line 5: "},
    {"{\n\"value\": [\n{\"id\":\"" V "a\"},\n3]}", "in: line 4: no usable JSON"},
    /* arrays */
    {"[\n{\"id\":\"" V "a\"},\n", "in: line 2: the array does not end"},
    {"[\n{\"id\":\"" V "a\"}\n", "the array does not end"},
    {"[\n{\"id\":\"" V "a\"}\n]\n{\"id\":\"" V "b\"}",
     "in: line 4: there is more behind"},
    {"[\n{\"id\":\"" V "a\"}\n{\"id\":\"" V "b\"}]", "in: line 2: "},
    {"[\n{\"id\":\"" V "a\"},\n]", "in: line 3: no comma"},
    {"[\n,{\"id\":\"" V "a\"}]", "no comma"},
    {"[\n{\"id\":\"" V "a\"]}", "in: line 2: "},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct rig r = rig_load_one(refused[i].text, strlen(refused[i].text));
        if (r.rc != -ERR_DATA || !strstr(r.e.text, refused[i].part))
            fail_msg("%s: %d \"%s\", wanted \"%s\"", refused[i].text, r.rc, r.e.text,
                     refused[i].part);
        rig_drop(&r);
    }
}

static void test_duplicates_are_said(void **state)
{
    (void)state;
    const char *text = "{\"id\":\"" V "a\",\"n\":1}\n{\"id\":\"" V "A\",\"n\":2}\n";
    struct rig r = rig_load_one(text, strlen(text));
    assert_int_equal(r.rc, 0);
    assert_int_equal(r.stats.replaced, 1);
    assert_non_null(strstr(buf_str(&r.said), "more than once"));
    char *out = rig_dump(r.path);
    assert_non_null(strstr(out, "\"n\":2"));
    assert_null(strstr(out, "\"n\":1"));
    free(out);
    rig_drop(&r);
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
    struct rig r = rig_load_one(whole, sizeof whole - 1);
    if (r.rc)
        fail_msg("%s", r.e.text);
    char *out = rig_dump(r.path);
    assert_string_equal(out, whole);
    assert_string_equal(buf_str(&r.said), "");
    free(out);
    rig_drop(&r);
}

/* Cut at any byte, no statement of completeness survives. */
static void test_cut_is_never_complete(void **state)
{
    (void)state;
    size_t len = sizeof whole - 1;
    for (size_t n = 0; n < len - 1; n++) {
        struct rig r = rig_load_one(whole, n);
        if (!r.rc) {
            char *out = rig_dump(r.path);
            if (strstr(out, "\"complete\""))
                fail_msg("complete when cut at %zu", n);
            free(out);
        }
        rig_drop(&r);
    }
    const char *after = "{\"kind\":\"end\",\"lines\":1}\n{\"id\":\"" V "c\"}\n";
    struct rig r = rig_load_one(after, strlen(after));
    assert_int_equal(r.rc, 0);
    rig_drop(&r);
}

static void test_nothing_counts_behind_the_end(void **state)
{
    (void)state;
    const char *text =
        META "{\"kind\":\"end\",\"lines\":1}\n"
             "{\"kind\":\"complete\",\"scope\":\"/\",\"type\":\"A.B/c\"}\n";
    struct rig r = rig_load_one(text, strlen(text));
    assert_int_equal(r.rc, 0);
    char *out = rig_dump(r.path);
    assert_null(strstr(out, "\"complete\""));
    free(out);
    rig_drop(&r);
}

static void test_time_of_a_file(void **state)
{
    (void)state;
    const char *text = "{\"id\":\"" V "a\"}";
    struct rig r = rig_load_one(text, strlen(text));
    struct inventory *inv = inventory_open(r.path, &r.e);
    assert_non_null(inv);
    assert_true(inventory_time(inv) > 1700000000); /* of the file, when it says none */
    inventory_close(inv);
    rig_drop(&r);
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
