/* The simulator behaves as the facts of Azure say: asked over TLS, by libcurl. */

#include "sim_client.h"

#include <curl/curl.h>
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

#define S1 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
#define S2 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000002"
#define GONE "/subscriptions/aaaaaaaa-0000-4000-8000-000000000009"
#define RSV "/providers/Microsoft.RecoveryServices/vaults"
#define V1 S1 "/resourceGroups/Rg1" RSV "/V1"
#define V2 S1 "/resourceGroups/Rg1" RSV "/v2"
#define FABRIC V1 "/backupFabrics/Azure/protectionContainers"
#define RSV_T "Microsoft.RecoveryServices/vaults"
#define RSV_V "?api-version=2025-08-01"
#define RES(id, type, rest)                                                              \
    "{\"kind\":\"resource\",\"resource\":{\"id\":\"" id "\",\"type\":\"" type            \
    "\",\"name\":\"n\"" rest "}}\n"
#define ITEM(name, kind, rest)                                                           \
    RES(FABRIC "/c;1/protectedItems/" name,                                              \
        RSV_T "/backupFabrics/protectionContainers/protectedItems",                      \
        ",\"properties\":{\"backupManagementType\":\"" kind "\"" rest "}")

static const char inventory[] =
    "{\"kind\":\"meta\",\"format\":1,\"tenant\":\"aaaaaaaa-0000-4000-8000-00000000000f\"}"
    "\n" RES(S1, "Microsoft.Resources/subscriptions", ",\"displayName\":\"one\"") RES(
        S2, "Microsoft.Resources/subscriptions",
        ",\"displayName\":\"two\"") RES(S1 "/resourceGroups/Rg1",
                                        "Microsoft.Resources/resourceGroups", "")
        RES(V1, RSV_T, ",\"properties\":{\"retentionDurationInDays\":14.0}") RES(
            V2, RSV_T, "") RES(S2 "/resourceGroups/r" RSV "/v3", RSV_T, "")
            RES(V1 "/backupconfig/vaultconfig", RSV_T "/backupconfig", "") RES(
                V1 "/providers/Microsoft.Insights/diagnosticSettings/d",
                "Microsoft.Insights/x",
                "") RES(FABRIC "/c;1", RSV_T "/backupFabrics/protectionContainers",
                        ",\"properties\":{\"backupManagementType\":\"AzureWorkload\"}")
                RES(FABRIC "/c;1/protectableItems/p", "Microsoft.X/odd",
                    ",\"properties\":{\"backupManagementType\":\"AzureWorkload\","
                    "\"workloadType\":\"SAPHana\"}") ITEM("a", "AzureIaasVM", "")
                    ITEM("b", "AzureIaasVM", "") ITEM("c", "AzureIaasVM", "") ITEM(
                        "h", "AzureWorkload",
                        ",\"lastRecoveryPoint\":\"t\",\"extendedInfo\":{}")
                        RES(S1 "/resourceGroups/Rg1/providers/Contoso.New/things/t",
                            "Contoso.New/things",
                            "") "{\"kind\":\"gap\",\"scope\":\"" V2 "\",\"type\":\"" RSV_T
                                "/backupPolicies\","
                                "\"status\":403,\"code\":\"AuthorizationFailed\","
                                "\"message\":\"not you\"}\n"
                                "{\"kind\":\"gap\",\"scope\":\"" GONE
                                "/resourceGroups/g/providers/"
                                "Microsoft.DataProtection/resourceGuards/rg\",\"type\":"
                                "\"Microsoft.DataProtection/"
                                "resourceGuards\",\"status\":403,\"code\":\"X\","
                                "\"message\":\"far\"}\n";

struct expect {
    const char *target;
    long status;
    const char *code;
    size_t rows;
};

static void check_all(struct sim_client *c, const struct expect *e)
{
    for (; e->target; e++) {
        long status = sim_client_ask(c, NULL, e->target, NULL);

        if (status != e->status || strcmp(sim_client_code(c), e->code) != 0 ||
            sim_client_rows(c) != e->rows)
            fail_msg("%s: %ld %s %zu: %s", e->target, status, sim_client_code(c),
                     sim_client_rows(c), c->body);
    }
}

static void test_token(void **state)
{
    struct sim_options o = {.token_life = 600};
    struct sim_client c;
    const json_t *life;

    (void)state;
    sim_client_start(&c, inventory, &o);
    assert_int_equal(sim_client_sign_in(&c, "t", NULL, NULL), 200);
    life = json_object_get(c.json, "expires_in");
    assert_true(json_is_integer(life) && json_integer_value(life) == 600);
    assert_int_equal(
        sim_client_ask(&c, NULL, "/subscriptions?api-version=2022-12-01", NULL), 200);
    assert_int_equal(sim_client_sign_in(&c, "t", "wrong", NULL), 401);
    assert_non_null(strstr(c.body, "[7000215]"));
    assert_int_equal(sim_client_sign_in(&c, "00000000-0", NULL, NULL), 400);
    assert_non_null(strstr(c.body, "[90002]"));
    assert_int_equal(sim_client_sign_in(&c, "t", NULL, "https://x/.default"), 400);
    assert_non_null(strstr(c.body, "[70011]"));
    assert_int_equal(sim_client_ask(&c, NULL, "/t/oauth2/v2.0/token",
                                    "client_id=x&grant_type=client_credentials&scope="
                                    "https://management.azure.com/.default"),
                     400);
    assert_non_null(strstr(c.body, "[700016]"));
    assert_int_equal(sim_count(c.sim).tokens, 1);
    sim_client_stop(&c);
}

static void test_bearer(void **state)
{
    struct sim_options o = {.token_life = 1};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, inventory, &o);
    assert_int_equal(sim_client_ask(&c, NULL, V1 RSV_V, NULL), 401);
    assert_string_equal(sim_client_code(&c), "AuthenticationFailed");
    assert_non_null(strcasestr(c.headers, "WWW-Authenticate: Bearer "));
    snprintf(c.token, sizeof c.token, "%s", "stolen");
    assert_int_equal(sim_client_ask(&c, NULL, V1 RSV_V, NULL), 401);
    assert_string_equal(sim_client_code(&c), "InvalidAuthenticationToken");
    assert_int_equal(sim_client_sign_in(&c, "t", NULL, NULL), 200);
    usleep(1100000);
    assert_int_equal(sim_client_ask(&c, NULL, V1 RSV_V, NULL), 401);
    assert_string_equal(sim_client_code(&c), "ExpiredAuthenticationToken");
    sim_client_stop(&c);
}

static const struct expect arm[] = {
    {"/subscriptions?api-version=2022-12-01", 200, "", 2},
    {S1 RSV RSV_V, 200, "", 2},
    {S2 RSV RSV_V, 200, "", 1},
    {S1 "/resourcegroups/RG1" RSV RSV_V, 200, "", 2},
    {S1 "/resourceGroups?api-version=2021-04-01", 200, "", 1},
    {V1 RSV_V, 200, "", 0},
    {V1, 400, "MissingApiVersionParameter", 0},
    {V1 "?api-version=soon", 400, "InvalidApiVersionParameter", 0},
    {V1 "?api-version=2015-01-01", 400, "NoRegisteredProviderFound", 0},
    {V1 "?api-version=2031-01-01", 400, "NoRegisteredProviderFound", 0},
    {S1 "/providers/Contoso.New/things?api-version=2020-01-01", 200, "", 1},
    {S1 "/providers/Contoso.New/none?api-version=2020-01-01", 404, "InvalidResourceType",
     0},
    {S1 "/providers/Microsoft.Compute/disks?api-version=2024-03-02", 200, "", 0},
    {GONE RSV RSV_V, 404, "SubscriptionNotFound", 0},
    {S1 "/resourceGroups/no" RSV RSV_V, 404, "ResourceGroupNotFound", 0},
    {V1 "x" RSV_V, 404, "ResourceNotFound", 0},
    {V1 "x/backupPolicies" RSV_V, 404, "ResourceNotFound", 0},
    {V1 "/backupconfig/vaultconfig" RSV_V, 200, "", 0},
    {V2 "/backupconfig/vaultconfig" RSV_V, 404, "ResourceNotFound", 0},
    {V1 "/backupPolicies" RSV_V, 200, "", 0},
    {V2 "/backupPolicies" RSV_V, 403, "AuthorizationFailed", 0},
    {GONE "/resourceGroups/g/providers/Microsoft.DataProtection/resourceGuards/rg"
          "?api-version=2025-09-01",
     403, "X", 0},
    {V1 "/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview",
     200, "", 1},
    {S1 "/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview",
     200, "", 0},
    {V1 "/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01", 400,
     "NoRegisteredProviderFound", 0},
    {V1 "/backupProtectedItems" RSV_V, 200, "", 4},
    {V1 "/backupProtectedItems" RSV_V
        "&$filter=backupManagementType%20eq%20%27azureworkload%27",
     200, "", 1},
    {V1 "/backupProtectedItems" RSV_V "&$filter=nonsense", 400,
     "InvalidFilterInQueryString", 0},
    {V1 "/backupProtectionContainers" RSV_V, 400, "BMSUserErrorInvalidInput", 0},
    {V1 "/backupProtectionContainers" RSV_V
        "&%24filter=backupManagementType+eq+'AzureWorkload'",
     200, "", 1},
    {V1 "/backupProtectableItems" RSV_V "&$filter=backupManagementType%20eq%20'"
        "AzureWorkload'%20and%20workloadType%20eq%20'SAPHanaDatabase'",
     200, "", 1},
    {V1 "/backupProtectableItems" RSV_V "&$filter=workloadType%20eq%20'SQLDataBase'", 200,
     "", 0},
    {FABRIC "/c%3B1/protectedItems/A" RSV_V, 200, "", 0},
    {V1 "/backupPolicies" RSV_V "&$skipToken=guess", 400, "InvalidSkipToken", 0},
    {NULL, 0, NULL, 0},
};

static void test_arm(void **state)
{
    struct sim_options o = {.token = "fixed"};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, inventory, &o);
    check_all(&c, arm);
    assert_int_equal(
        sim_client_ask(&c, NULL, S1 "/RESOURCEGROUPS/rg1" RSV "/v1" RSV_V, NULL), 200);
    assert_non_null(strstr(c.body, V1 "\""));
    assert_non_null(strstr(c.body, "14.0"));
    assert_int_equal(sim_count(c.sim).violations, 0);
    assert_int_equal(sim_client_ask(&c, "DELETE", V1 RSV_V, NULL), 405);
    assert_int_equal(sim_client_ask(&c, NULL, V1 RSV_V, "{}"), 405);
    assert_int_equal(sim_client_ask(&c, NULL, "/_sim/counters", NULL), 200);
    assert_int_equal(json_integer_value(json_object_get(c.json, "violations")), 2);
    sim_client_stop(&c);
}

static void test_deny(void **state)
{
    static const char *const deny[] = {
        RSV_T "/backupconfig@" V1, RSV_T "@" S2,
        RSV_T "/backupPolicies@" S1 "/resourceGroups/Rg1" RSV "/v", NULL};
    static const struct expect want[] = {
        {V1 "/backupconfig/vaultconfig" RSV_V, 403, "AuthorizationFailed", 0},
        {S2 RSV RSV_V, 403, "AuthorizationFailed", 0},
        {S1 RSV RSV_V, 200, "", 2},
        {V1 "/backupPolicies" RSV_V, 200, "", 0}, /* whole segments */
        {NULL, 0, NULL, 0},
    };
    struct sim_options o = {.token = "fixed", .deny = deny};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, inventory, &o);
    check_all(&c, want);
    sim_client_ask(&c, NULL, S2 RSV RSV_V, NULL);
    assert_non_null(strstr(c.body,
                           "perform action 'Microsoft.RecoveryServices/Vaults/read' "
                           "over scope '" S2 "'"));
    assert_non_null(strstr(c.headers, "x-ms-failure-cause: gateway"));
    sim_client_stop(&c);
}

static void test_versions_and_thin(void **state)
{
    static const char *const versions[] = {RSV_T "=2023-01-01, 2023-04-01", NULL};
    struct sim_options o = {.token = "fixed", .versions = versions, .thin_lists = true};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, inventory, &o);
    assert_int_equal(sim_client_ask(&c, NULL, V1 RSV_V, NULL), 400);
    assert_non_null(strstr(c.body, "'2023-01-01, 2023-04-01'"));
    assert_int_equal(sim_client_ask(&c, NULL, V1 "?api-version=2023-04-01", NULL), 200);
    assert_int_equal(sim_client_ask(&c, NULL, V1 "/backupProtectedItems" RSV_V, NULL),
                     200);
    assert_null(strstr(c.body, "lastRecoveryPoint"));
    assert_int_equal(sim_client_ask(&c, NULL, FABRIC "/c;1/protectedItems/h" RSV_V, NULL),
                     200);
    assert_non_null(strstr(c.body, "lastRecoveryPoint"));
    sim_client_stop(&c);
}

static void test_paging(void **state)
{
    struct sim_options o = {.token = "fixed", .page_size = 2};
    struct sim_client c;
    char next[1024];

    (void)state;
    sim_client_start(&c, inventory, &o);
    assert_int_equal(sim_client_ask(&c, NULL,
                                    V1
                                    "/backupProtectedItems" RSV_V
                                    "&$filter=backupManagementType%20eq%20'AzureIaasVM'",
                                    NULL),
                     200);
    assert_int_equal(sim_client_rows(&c), 2);
    assert_non_null(sim_client_next(&c));
    snprintf(next, sizeof next, "%s", sim_client_next(&c));
    assert_int_equal(sim_client_ask(&c, NULL, next, NULL), 200);
    assert_int_equal(sim_client_rows(&c), 1);
    assert_non_null(strstr(c.body, "protectedItems/c\""));
    assert_null(sim_client_next(&c));
    memcpy(strstr(next, "IaasVM"), "Sto", 3); /* the token is bound to its question */
    assert_int_equal(sim_client_ask(&c, NULL, next, NULL), 400);
    sim_client_stop(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_token),  cmocka_unit_test(test_bearer),
        cmocka_unit_test(test_arm),    cmocka_unit_test(test_deny),
        cmocka_unit_test(test_paging), cmocka_unit_test(test_versions_and_thin),
    };
    int failed;

    curl_global_init(CURL_GLOBAL_DEFAULT);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
