/* Types that a script brings beside its checks. */
#include "base/buf.h"
#include "base/err.h"
#include "data/typerow.h"
#include "eval/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HSM "Microsoft.KeyVault/managedHSMs"

/* A script with one check and what stands behind it in its table. */
static struct script *load(const char *types, struct err *e)
{
    static const struct script_limits limits = {.memory = 16 << 20,
                                                .instructions = 100000};
    static char text[8192]; /* kept by the script */
    snprintf(text, sizeof text,
             "return { check { id = \"a\", title = \"T\", severity = \"low\", targets = "
             "{ \"" HSM "\" }, run = function() return pass() end }, %s }",
             types);
    return script_load("pack.lua", text, strlen(text), &limits, NULL, 0, e);
}

static void refused(const char *types, const char *part)
{
    struct err e = {0};
    struct script *s = load(types, &e);
    if (s)
        fail_msg("taken: %s", types);
    if (!strstr(e.text, part))
        fail_msg("%s: %s, wanted %s", types, e.text, part);
}

#define ROW "path = \"{parent}/providers/" HSM "\", "
#define REST "api_version = \"2023-07-01\", action = \"" HSM "/read\""
#define TYPES(rows) "types = { " rows " }"
#define ONE(fields) TYPES("[\"" HSM "\"] = { " fields " }")

static void test_good(void **state)
{
    (void)state;
    struct err e = {0};
    struct script *s = load(
        TYPES("[\"" HSM "/keys\"] = { parent = \"" HSM "\", path = "
              "\"{parent}/keys/default\", singleton = true, " REST " },"
              "[\"" HSM "\"] = { " ROW REST ", refs = { \"/a/*\", \"/b\" }, filters = { "
              "\"x eq 'y'\" }, extension = false },"
              "[\"Microsoft.A/b\"] = { graph = { \"resources\", \"microsoft.a/B\" }, "
              "api_version = \"2024-01-01-preview\", action = \"Microsoft.A/b/read\" }"),
        &e);
    if (!s)
        fail_msg("%s", e.text);
    const struct typerows *rows = script_types(s);
    assert_int_equal(rows->n, 3); /* in order of their names */
    assert_string_equal(rows->at[0].type, "Microsoft.A/b");
    assert_string_equal(rows->at[0].table, "resources");
    assert_null(rows->at[0].path);
    assert_string_equal(rows->at[1].type, HSM);
    assert_int_equal(rows->at[1].refs.n, 2);
    assert_string_equal(rows->at[1].filters.at[0], "x eq 'y'");
    assert_string_equal(rows->at[2].parent, HSM);
    assert_true(rows->at[2].singleton && !rows->at[1].singleton);
    script_free(s);
    s = load(TYPES(""), &e);
    assert_int_equal(script_types(s)->n, 0);
    script_free(s);
}

static void test_refused(void **state)
{
    (void)state;
    refused("types = 1", "types: wants a table");
    refused("typos = {}", "unknown field \"typos\"");
    refused(TYPES("{}"), "types: wants [");
    refused(TYPES("[\"" HSM "\"] = 1"), "types: wants [");
    refused(ONE(ROW REST ", method = \"POST\""), HSM ": unknown field \"method\"");
    refused(ONE(ROW REST ", url = \"https://x\""), HSM ": unknown field \"url\"");
    refused(ONE(ROW REST ", \"x\""), HSM ": unknown field \"?\"");
    refused(ONE(ROW REST ", path = 1"), HSM ": path wants a string");
    refused(ONE(ROW REST ", parent = {}"), HSM ": parent wants a string");
    refused(ONE(ROW REST ", singleton = 1"), HSM ": singleton wants true or false");
    refused(ONE(ROW REST ", extension = \"yes\""), HSM ": extension wants true");
    refused(ONE(ROW REST ", refs = \"/a\""), HSM ": refs wants a list");
    refused(ONE(ROW REST ", refs = { 1 }"), HSM ": refs wants a string");
    refused(ONE(ROW REST ", refs = { \"a\" }"), HSM ": refs: wants JSON Pointers");
    refused(ONE(REST ", graph = \"resources\""), HSM ": graph wants {");
    refused(ONE(REST ", graph = {}"), HSM ": graph wants a string");
    refused(ONE(REST ", graph = { \"resources\", \"Microsoft.A/b\" }"), "same type");
    refused(ONE(REST ", graph = { \"resources | union x\" }"), HSM ": graph");
    refused(ONE("path = \"{parent}/providers/" HSM "\\0/x\", " REST), "path holds a NUL");
    refused(ONE("path = \"https://evil.example/" HSM "\", " REST), HSM ": path: wants");
    refused(ONE(ROW), HSM ": api_version");
    refused(ONE(REST), HSM ": path: wants either");
    refused("types = (function() local t = {} for i = 1, 33 do t[\"Microsoft.A/b\"..i] = "
            "{ path = \"{parent}/providers/Microsoft.A/b\"..i, api_version = "
            "\"2024-01-01\", action = \"Microsoft.A/b/read\" } end return t end)()",
            "types: more than 32");
    refused("types = (function() local t = {} for i = 1, 40 do t[i] = \"/a\" end return "
            "{ [\"" HSM "\"] = { " ROW REST ", refs = t } } end)()",
            HSM ": refs are too many");
    refused("types = setmetatable({}, {})", "setmetatable");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_good),
                                       cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
