/* The simulator's Resource Graph, and that each fault does what its name says. */

#include "sim_client.h"

#include <curl/curl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

#define S1 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
#define S2 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000002"
#define VAULT "/resourceGroups/RG/providers/Microsoft.RecoveryServices/vaults/"
#define VAULT_T "Microsoft.RecoveryServices/vaults"
#define GRAPH "/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01"
#define LIST S1 "/providers/" VAULT_T "?api-version=2025-08-01"
#define RES(id, type) "{\"id\":\"" id "\",\"type\":\"" type "\",\"location\":\"x\"}\n"

/* loose resources: no subscription is named, all the same there are two */
static const char loose[] = RES(S1 VAULT "a", VAULT_T) RES(S1 VAULT "b", VAULT_T)
    RES(S1 VAULT "c", VAULT_T) RES(S2 VAULT "d", VAULT_T) "[" RES(
        S1 VAULT "a/backupPolicies/p", VAULT_T
        "/backupPolicies") "]"
                           "{\"value\":[\n" RES(
                               S2
                               "/resourceGroups/RG/providers/Microsoft.KeyVault/vaults/k",
                               "Microsoft.KeyVault/vaults") "]}"
                                                            "{\"kind\":\"gap\",\"scope\":"
                                                            "\"" S2
                                                            "\",\"type\":\"" VAULT_T
                                                            "\",\"status\":403}\n";

static long ask_graph(struct sim_client *c, const char *query, const char *rest)
{
    char body[2048];

    snprintf(body, sizeof body, "{\"query\":\"%s\"%s}", query, rest);
    return sim_client_ask(c, NULL, GRAPH, body);
}

static void test_graph_rows(void **state)
{
    struct sim_options o = {.token = "fixed"};
    struct sim_client c;
    const json_t *row;

    (void)state;
    sim_client_start(&c, loose, &o);
    assert_int_equal(
        ask_graph(&c,
                  "Resources | where type =~ 'Microsoft.KeyVault/vaults' | "
                  "order by id asc | project id, name, type, sku, managedBy, "
                  "resourceGroup, subscriptionId",
                  ""),
        200);
    assert_int_equal(sim_client_rows(&c), 1);
    row = json_array_get(json_object_get(c.json, "data"), 0);
    assert_string_equal(json_string_value(json_object_get(row, "type")),
                        "microsoft.keyvault/vaults");
    assert_true(json_is_null(json_object_get(row, "sku")));
    assert_string_equal(json_string_value(json_object_get(row, "managedBy")), "");
    assert_string_equal(json_string_value(json_object_get(row, "resourceGroup")), "rg");
    assert_null(json_object_get(row, "location"));
    assert_non_null(strcasestr(c.headers, "x-ms-user-quota-remaining: "));
    /* what a gap forbids is left out without a word */
    ask_graph(&c, "resources | where type =~ 'microsoft.recoveryservices/vaults'", "");
    assert_int_equal(sim_client_rows(&c), 3);
    ask_graph(&c, "resources | where type =~ 'microsoft.recoveryservices/vaults'",
              ",\"subscriptions\":[\"aaaaaaaa-0000-4000-8000-000000000002\"]");
    assert_int_equal(sim_client_rows(&c), 0);
    ask_graph(&c,
              "resources | where type in~ ('microsoft.recoveryservices/vaults', "
              "'microsoft.keyvault/vaults') | where subscriptionId == "
              "'aaaaaaaa-0000-4000-8000-000000000001'",
              "");
    assert_int_equal(sim_client_rows(&c), 3);
    ask_graph(&c, "recoveryservicesresources | order by id asc", "");
    assert_int_equal(sim_client_rows(&c), 1);
    ask_graph(
        &c, "resourcecontainers | where type =~ 'microsoft.resources/subscriptions'", "");
    assert_int_equal(sim_client_rows(&c), 2);
    sim_client_stop(&c);
}

static void test_graph_refuses(void **state)
{
    static const char *const bad[] = {"resources | where type =~ 'x' | summarize count()",
                                      "resources | project colour",
                                      "resources | where name =~ 'x'",
                                      "resources | order by id",
                                      "resources | limit 5",
                                      "resources | where type =~ x",
                                      "resources | project id |",
                                      "",
                                      NULL};
    struct sim_options o = {.token = "fixed"};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, loose, &o);
    for (size_t i = 0; bad[i]; i++) {
        if (ask_graph(&c, bad[i], "") != 400 || !strstr(c.body, "\"InvalidQuery\"") ||
            strcmp(sim_client_code(&c), "BadRequest") != 0)
            fail_msg("%s: %s", bad[i], c.body);
    }
    assert_int_equal(ask_graph(&c, "securityresources", ""), 400);
    assert_non_null(strstr(c.body, "DisallowedLogicalTableName"));
    assert_int_equal(ask_graph(&c, "resources", ",\"options\":{\"$top\":1001}"), 400);
    assert_int_equal(ask_graph(&c, "resources", ",\"options\":{\"$skipToken\":\"0_x\"}"),
                     400);
    assert_int_equal(sim_client_ask(&c, NULL, GRAPH, "query=resources"), 415);
    assert_int_equal(sim_client_ask(&c, NULL, GRAPH, NULL), 405);
    sim_client_stop(&c);
}

static void test_graph_paging(void **state)
{
    static const char query[] =
        "resources | where type =~ 'microsoft.recoveryservices/vaults' | order by id asc";
    struct sim_options o = {.token = "fixed"};
    struct sim_client c;
    char rest[256];

    (void)state;
    sim_client_start(&c, loose, &o);
    assert_int_equal(ask_graph(&c, query, ",\"options\":{\"$top\":2}"), 200);
    assert_int_equal(sim_client_rows(&c), 2);
    assert_int_equal(json_integer_value(json_object_get(c.json, "totalRecords")), 3);
    assert_non_null(strstr(c.body, "\"resultTruncated\":\"false\""));
    snprintf(rest, sizeof rest, ",\"options\":{\"$top\":2,\"$skipToken\":\"%s\"}",
             json_string_value(json_object_get(c.json, "$skipToken")));
    assert_int_equal(ask_graph(&c, query, rest), 200);
    assert_int_equal(sim_client_rows(&c), 1);
    assert_null(json_object_get(c.json, "$skipToken"));
    assert_int_equal(ask_graph(&c, "resources | order by id asc", rest), 400);
    /* without the id there is no way on */
    ask_graph(&c, "resources | project name", ",\"options\":{\"$top\":2}");
    assert_null(json_object_get(c.json, "$skipToken"));
    assert_non_null(strstr(c.body, "\"resultTruncated\":\"true\""));
    sim_client_stop(&c);
}

static const char *const replaced[] = {
    "429@/providers/microsoft.recoveryservices/vaults?*1;retry-after=7",
    "503html@/vaults?*1",
    "500@/vaults?*1",
    "504@/vaults?*1",
    "409unregistered@/vaults?*1",
    "redirect@/vaults?*1;host=localhost:1",
    "429@keyvault*1;retry-after=none",
    NULL};

static void test_faults_replace(void **state)
{
    static const long want[] = {429, 503, 500, 504, 409, 302, 200};
    static const char *const in_body[] = {"ResourceRequestsThrottled",
                                          "<html>",
                                          "InternalServerError",
                                          "GatewayTimeout",
                                          "'Microsoft.RecoveryServices'",
                                          "{}",
                                          "value"};
    struct sim_options o = {.token = "fixed", .faults = replaced};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, loose, &o);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), want[i]);
        assert_non_null(strstr(c.body, in_body[i]));
        if (i == 0)
            assert_non_null(strstr(c.headers, "Retry-After: 7\r\n"));
        if (i == 5)
            assert_non_null(strstr(c.headers, "Location: https://localhost:1" S1));
    }
    assert_int_equal(
        ask_graph(&c, "resources | where type =~ 'microsoft.keyvault/vaults'", ""), 429);
    assert_non_null(strstr(c.body, "RateLimiting"));
    assert_null(strstr(c.headers, "Retry-After"));
    assert_int_equal(sim_count(c.sim).status[429], 2);
    sim_client_stop(&c);
}

static void test_faults_links(void **state)
{
    static const char *const faults[] = {"loop-nextlink@vaults*2",
                                         "otherhost-nextlink@vaults;host=localhost:1",
                                         "loop-nextlink@ResourceGraph", NULL};
    struct sim_options o = {.token = "fixed", .faults = faults};
    struct sim_client c;
    char next[512], rest[256];

    (void)state;
    sim_client_start(&c, loose, &o);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 200);
    assert_non_null(sim_client_next(&c));
    snprintf(next, sizeof next, "%s", sim_client_next(&c));
    assert_int_equal(sim_client_ask(&c, NULL, next, NULL), 200);
    assert_string_equal(sim_client_next(&c), next);
    assert_int_equal(sim_client_ask(&c, NULL, next, NULL), 200);
    assert_null(sim_client_next(&c));
    assert_non_null(strstr(c.body, "\"nextLink\":\"https://localhost:1" S1));
    assert_int_equal(ask_graph(&c, "resources", ""), 200);
    snprintf(next, sizeof next, "%s",
             json_string_value(json_object_get(c.json, "$skipToken")));
    snprintf(rest, sizeof rest, ",\"options\":{\"$skipToken\":\"%.200s\"}", next);
    assert_int_equal(ask_graph(&c, "resources", rest), 200);
    assert_string_equal(json_string_value(json_object_get(c.json, "$skipToken")), next);
    sim_client_stop(&c);
}

static void test_faults_wire(void **state)
{
    static const char *const faults[] = {"cut@/vaults?*1", "badjson@/vaults?*1",
                                         "huge@/vaults?*1", "hang@/vaults?*1", NULL};
    struct sim_options o = {.token = "fixed", .faults = faults};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, loose, &o);
    sim_client_ask(&c, NULL, LIST, NULL);
    assert_true(c.wire != CURLE_OK && c.len > 0 && !c.json);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 200);
    assert_true(c.wire == CURLE_OK && c.len > 0 && !c.json);
    sim_client_ask(&c, NULL, LIST, NULL);
    assert_true(c.len > 8 * 1024 * 1024 && !c.json);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 0);
    assert_int_equal(c.wire, CURLE_OPERATION_TIMEDOUT);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 200);
    assert_int_equal(sim_client_rows(&c), 3);
    /* A stop wakes what still hangs: of its 10 s the client waited 3. */
    time_t began = time(NULL);
    sim_client_stop(&c);
    assert_true(time(NULL) - began < 5);
}

/* The header's value, the request's path and a count stand where the file says so. */
static void test_fault_canned(void **state)
{
    char file[] = "/tmp/azure-sim-canned-XXXXXX";
    static const char text[] = "418\nRetry-After: @COUNT@\nContent-Type: text/x\n\n"
                               "@PATH@ @BASE@ a@b @COUNT@";
    char spec[128], want[256];
    int fd = mkstemp(file);
    struct sim_client c;

    (void)state;
    assert_true(fd >= 0 && write(fd, text, sizeof text - 1) > 0 && close(fd) == 0);
    snprintf(spec, sizeof spec, "answer@/vaults?;file=%s", file);
    const char *const faults[] = {"reset@/vaults?*1", spec, NULL};
    struct sim_options o = {.token = "fixed", .faults = faults};
    sim_client_start(&c, loose, &o);
    sim_client_ask(&c, NULL, LIST, NULL);
    assert_true(c.wire != CURLE_OK && !c.json);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 418);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 418);
    assert_non_null(strstr(c.headers, "Retry-After: 2\r\n"));
    assert_non_null(strstr(c.headers, "Content-Type: text/x\r\n"));
    snprintf(want, sizeof want, "%s/providers/" VAULT_T " https://localhost:%u a@b 2", S1,
             sim_port(c.sim));
    assert_string_equal(c.body, want);
    sim_client_stop(&c);
    unlink(file);
}

static void test_fault_expired(void **state)
{
    static const char *const faults[] = {"401expired@/vaults?*1", "429@oauth2*1", NULL};
    struct sim_options o = {.faults = faults};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, loose, &o);
    assert_int_equal(sim_client_sign_in(&c, "t", NULL, NULL), 429);
    assert_non_null(strstr(c.body, "temporarily_unavailable"));
    assert_int_equal(sim_client_sign_in(&c, "t", NULL, NULL), 200);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 401);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 401); /* that bearer is dead */
    assert_string_equal(sim_client_code(&c), "ExpiredAuthenticationToken");
    assert_int_equal(sim_client_sign_in(&c, "t", NULL, NULL), 200);
    assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL), 200);
    assert_int_equal(sim_count(c.sim).tokens, 2);
    sim_client_stop(&c);
}

/* Each third one, two in all. */
static void test_fault_every(void **state)
{
    static const char *const faults[] = {"500@/vaults?%3*2", NULL};
    struct sim_options o = {.token = "fixed", .faults = faults};
    struct sim_client c;

    (void)state;
    sim_client_start(&c, loose, &o);
    for (int i = 1; i <= 9; i++)
        assert_int_equal(sim_client_ask(&c, NULL, LIST, NULL),
                         i == 3 || i == 6 ? 500 : 200);
    sim_client_stop(&c);
}

static void test_log(void **state)
{
    char log[] = "/tmp/azure-sim-log-XXXXXX";
    struct sim_options o = {.token = "fixed", .request_log = log};
    struct sim_client c;
    char line[1024];
    FILE *in;

    (void)state;
    close(mkstemp(log));
    sim_client_start(&c, loose, &o);
    sim_client_ask(&c, NULL, LIST, NULL);
    in = fopen(log, "re");
    assert_non_null(in);
    assert_non_null(fgets(line, sizeof line, in));
    assert_string_equal(line, "GET 200 " LIST "\n");
    fclose(in);
    unlink(log);
    sim_client_stop(&c);
}

static void test_refused_options(void **state)
{
    static const char *const faults[] = {"428@x",
                                         "429x",
                                         "429@x*0",
                                         "429@x*many",
                                         "@x",
                                         "500@x*",
                                         "429@x;retry-after=soon",
                                         "answer@x",
                                         "answer@x;file=/dev/null",
                                         NULL};
    char file[] = "/tmp/azure-sim-bad-XXXXXX";
    char why[256];
    int fd = mkstemp(file);

    (void)state;
    assert_true(fd >= 0 && write(fd, "{}\n", 3) == 3 && close(fd) == 0);
    for (size_t i = 0; faults[i]; i++) {
        const char *const one[] = {faults[i], NULL};
        struct sim_options o = {.inventory = "/dev/null", .dir = "/tmp", .faults = one};

        assert_null(sim_start(&o, why, sizeof why));
        assert_non_null(strstr(why, faults[i]));
    }
    assert_null(sim_start(&(struct sim_options){.inventory = file, .dir = "/tmp"}, why,
                          sizeof why));
    assert_non_null(strstr(why, "line 1: "));
    unlink(file);
    assert_null(sim_start(&(struct sim_options){.inventory = file, .dir = "/tmp"}, why,
                          sizeof why));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_graph_rows),     cmocka_unit_test(test_graph_refuses),
        cmocka_unit_test(test_graph_paging),   cmocka_unit_test(test_faults_replace),
        cmocka_unit_test(test_faults_links),   cmocka_unit_test(test_faults_wire),
        cmocka_unit_test(test_fault_expired),  cmocka_unit_test(test_fault_every),
        cmocka_unit_test(test_fault_canned),   cmocka_unit_test(test_log),
        cmocka_unit_test(test_refused_options)};
    int failed;

    curl_global_init(CURL_GLOBAL_DEFAULT);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
