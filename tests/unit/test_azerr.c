/* Error bodies in all their shapes, and what they mean for an inventory. */

#include "collect/azerr.h"
#include "collect/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

static void body(const char *text, const char *code, const char *message, long entra)
{
    struct azerr a;
    azerr_read(text, strlen(text), &a);
    assert_string_equal(a.code, code);
    assert_string_equal(a.message, message);
    assert_int_equal(a.entra, entra);
}

static void test_shapes(void **state)
{
    (void)state;
    body("{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"gone.\\r\\nReally\","
         "\"target\":null,\"details\":null,\"innerError\":null}}",
         "ResourceNotFound", "gone. Really", 0);
    body("{\"code\":\"BadRequest\",\"message\":\"m\"}", "BadRequest", "m", 0);
    body("{\"message\":\"Something went wrong.\"}", "", "Something went wrong.", 0);
    body("{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: no\","
         "\"error_codes\":[7000215]}",
         "invalid_client", "AADSTS7000215: no", 7000215);
    body("{\"error\":\"invalid_request\",\"error_description\":\"Identity not found\"}",
         "invalid_request", "Identity not found", 0);
    body("{\"error\":{\"code\":\"BadRequest\",\"message\":\"see\",\"details\":[{\"code\":"
         "\"InvalidQuery\",\"message\":\"a\"},{\"code\":\"DisallowedLogicalTableName\","
         "\"message\":\"b\"}]}}",
         "DisallowedLogicalTableName", "b", 0);
    body("{\"error\":{\"code\":\"RateLimiting\",\"message\":\"m\",\"details\":[{\"code\":"
         "\"x\"}]}}",
         "RateLimiting", "m", 0);
    body("{\"error\":{\"additionalInfo\":[{\"type\":\"string\",\"info\":\"T\"},{\"type\":"
         "\"o\",\"info\":{}}],\"code\":\"c\",\"message\":\"m\"}}",
         "c", "m", 0);
    body("<!DOCTYPE html><html><body>503</body></html>", "", "", 0);
    body("", "", "", 0);
    body("null", "", "", 0);
    body("[]", "", "", 0);
    body("{\"error\":{\"code\":5,\"message\":[]}}", "", "", 0);
    body("{\"error\":{\"code\":\"x\"", "", "", 0);
}

static void test_long(void **state)
{
    char text[4096] = "{\"code\":\"c\",\"message\":\"";
    struct azerr a;
    (void)state;
    while (strlen(text) < 3000)
        memcpy(text + strlen(text), "\xc3\xa4", 3);
    memcpy(text + strlen(text), "\"}", 3);
    assert_true(azerr_read(text, strlen(text), &a));
    assert_true(strlen(a.message) < sizeof a.message);
    assert_int_equal(strlen(a.message) % 2, 0);
}

static void test_versions(void **state)
{
    const char *china =
        "No registered resource provider found for location 'chinaeast2' and API version "
        "'2025-08-01' for type 'vaults'. The supported api-versions are '2016-06-01, "
        "2022-10-01, 2023-04-01, 2024-04-01'. The supported locations are 'x'.";
    const char *known = "2025-08-01 2025-02-01 2024-04-01 2023-04-01";
    char out[32];
    (void)state;
    assert_true(azerr_pick_version(china, known, "2025-08-01", out));
    assert_string_equal(out, "2024-04-01");
    assert_true(azerr_pick_version(china, "2023-04-01 2024-04-01", "2024-04-01", out));
    assert_string_equal(out, "2023-04-01");
    assert_false(azerr_pick_version(china, "2025-08-01", NULL, out));
    assert_false(azerr_pick_version(china, NULL, NULL, out));
    assert_false(azerr_pick_version("nothing here", known, NULL, out));
    assert_false(azerr_pick_version(
        "The supported api-versions are '2024-04-01-preview'.", known, NULL, out));
    assert_true(azerr_pick_version(
        "The supported api-versions are '2014-04-01,2024-04-01'.", known, NULL, out));
}

static void test_entra(void **state)
{
    struct azerr a = {.entra = 90033};
    (void)state;
    assert_non_null(strstr(azerr_hint(7000215), "value, not its id"));
    assert_non_null(azerr_hint(7000222));
    assert_non_null(azerr_hint(900382));
    assert_null(azerr_hint(1));
    assert_true(azerr_passing(&a));
    a = (struct azerr){.entra = 7000215, .code = "invalid_client"};
    assert_false(azerr_passing(&a));
    a = (struct azerr){.code = "temporarily_unavailable"};
    assert_true(azerr_passing(&a));
}

static void test_outcomes(void **state)
{
    enum { L = OUTCOME_LIST, S = OUTCOME_SINGLE, F = OUTCOME_FOLLOW, G = OUTCOME_GRAPH };
    enum { GAP = OUTCOME_GAP, EMPTY = OUTCOME_EMPTY, VERSION = OUTCOME_VERSION };
    static const struct {
        int what, status;
        const char *code;
        int absent, out;
    } rows[] = {
        {L, 403, "AuthorizationFailed", 0, GAP},
        {S, 403, "AuthorizationFailed", 1, GAP},
        {F, 403, "LinkedAuthorizationFailed", 0, GAP},
        {S, 404, "ResourceNotFound", 0, EMPTY},
        {S, 404, "BMSUserErrorNotFound", 0, EMPTY},
        {S, 404, "", 1, GAP},
        {L, 404, "ResourceNotFound", 0, EMPTY},
        {L, 404, "ResourceGroupNotFound", 0, EMPTY},
        {L, 404, "ParentResourceNotFound", 0, EMPTY},
        {L, 404, "SomethingElse", 0, GAP},
        {L, 404, "SomethingElse", 1, EMPTY},
        {L, 404, "", 0, GAP},
        {L, 404, "SubscriptionNotFound", 1, GAP},
        {F, 404, "SubscriptionNotFound", 0, GAP},
        {F, 404, "InvalidSubscriptionId", 0, GAP},
        {F, 404, "ResourceNotFound", 0, EMPTY},
        {F, 404, "ResourceGroupNotFound", 0, EMPTY},
        {L, 409, "MissingSubscriptionRegistration", 0, EMPTY},
        {L, 400, "MissingSubscriptionRegistration", 0, EMPTY},
        {L, 409, "SubscriptionNotRegistered", 0, EMPTY},
        {L, 409, "Conflict", 0, GAP},
        {L, 400, "NoRegisteredProviderFound", 0, VERSION},
        {L, 400, "InvalidApiVersionParameter", 0, VERSION},
        {S, 404, "InvalidResourceType", 1, VERSION},
        {L, 400, "BadRequest", 0, GAP},
        {L, 302, "", 0, GAP},
        {L, 500, "InternalServerError", 0, GAP},
        {G, 404, "ResourceNotFound", 1, GAP},
        {G, 400, "DisallowedLogicalTableName", 0, GAP},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct azerr a = {0};
        snprintf(a.code, sizeof a.code, "%s", rows[i].code);
        int got = (int)outcome_of((enum outcome_of)rows[i].what, rows[i].status, &a,
                                  rows[i].absent);
        if (got != rows[i].out)
            fail_msg("row %zu: %d", i, got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes), cmocka_unit_test(test_long),
        cmocka_unit_test(test_versions), cmocka_unit_test(test_entra),
        cmocka_unit_test(test_outcomes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
