/* Managed identities: instance metadata, App Service in both forms, Cloud Shell, Azure
 * Arc; and that plain http goes nowhere but to this machine. */
#include "signin_rig.h"

#include "base/clock.h"
#include "collect/metadata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

#define METHOD "managed-identity"
#define NOT_ASSIGNED "assign the identity of AZURE_CLIENT_ID to it"

static void set_path(struct ask *a, enum signin_name n, const char *path)
{
    char url[160];
    snprintf(url, sizeof url, "%s%s", a->plain, path);
    ask_set(a, n, url);
}

static void test_imds(void **state)
{
    static const char *const faults[] = {"410@client_id=33*6", "429@client_id=33*1",
                                         "404@client_id=33*1", "500@client_id=33*1",
                                         NULL};
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){.faults = faults});
    set_path(&a, SIGNIN_POD_IDENTITY, "");
    a.in.client_id = NULL;
    ask_good(&a, METHOD, METHOD " (instance metadata)");
    assert_non_null(strstr(a.skipped, "\"tenant\":\"" SIGNIN_TENANT "\""));
    a.in.client_id = SIM_CLIENT_ID;
    ask_bad(&a, METHOD, ERR_ACCESS,
            "instance metadata gives no token: HTTP 400 (invalid_request: Identity not "
            "found): " NOT_ASSIGNED);
    a.in.client_id = SIM_USER_ASSIGNED;
    /* six tries while it is updated; then five of what passes */
    ask_bad(&a, METHOD, ERR_UNAVAILABLE, "HTTP 410");
    set_path(&a, SIGNIN_POD_IDENTITY, "/");
    ask_good(&a, METHOD, METHOD " (instance metadata)");
    assert_int_equal(sim_count(a.sim).status[410], 6);
    ask_end(&a);
}

/* Nobody there: one of several ways asks once, the only one three times. */
static void test_absent(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    ask_set(&a, SIGNIN_POD_IDENTITY, "http://127.0.0.1:1");
    ask_bad(&a, METHOD, ERR_ACCESS, "instance metadata: ");
    a.in.backoff_ms = 60000;
    int64_t start = clock_steady_ms();
    ask_bad(&a, "auto", ERR_ACCESS, "managed-identity: instance metadata: ");
    assert_true(clock_steady_ms() - start < 20000);
    ask_end(&a);
}

/* Whoever stops it is told so at once, not that the sign-in failed. */
static void test_stopped(void **state)
{
    static const char *const busy[] = {"500@/metadata/", NULL};
    int stop[2];
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){.faults = busy});
    set_path(&a, SIGNIN_POD_IDENTITY, "");
    a.in.backoff_ms = 60000;
    assert_int_equal(pipe(stop), 0);
    assert_int_equal(write(stop[1], "x", 1), 1);
    http_watch(a.http, stop[0], 0);
    int64_t start = clock_steady_ms();
    ask_bad(&a, METHOD, ERR_AGAIN, "stopped before anything was read");
    ask_bad(&a, "auto", ERR_AGAIN, "stopped before anything was read");
    http_watch(a.http, -1, clock_steady_ms() + 200);
    ask_bad(&a, METHOD, ERR_AGAIN, "--timeout passed");
    assert_true(clock_steady_ms() - start < 20000);
    assert_int_equal(sim_count(a.sim).requests, 3);
    close(stop[0]);
    close(stop[1]);
    ask_end(&a);
}

/* Another cloud's service at that address: no reason to wait, nor to stop. */
static void test_another_cloud(void **state)
{
    static const char *const absent[] = {"404@/metadata/", NULL};
    static const char *const junk[] = {"badjson@/metadata/", NULL};
    static const char *const busy[] = {"500@/metadata/", NULL};
    const char *const *const faults[] = {absent, junk, busy};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct ask a = {0};
        ask_start(&a, (struct sim_options){.faults = faults[i]});
        set_path(&a, SIGNIN_POD_IDENTITY, "");
        a.in.client_id = NULL;
        ask_bad(&a, "auto", i < 2 ? ERR_ACCESS : ERR_UNAVAILABLE,
                i < 2 ? "azure-cli: the Azure CLI" : "not tried: azure-cli");
        assert_int_equal(sim_count(a.sim).requests, i < 2 ? 1 : 5);
        ask_bad(&a, METHOD, ERR_UNAVAILABLE, "instance metadata");
        ask_end(&a);
    }
}

static void test_app(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    set_path(&a, SIGNIN_IDENTITY_ENDPOINT, "/msi/token");
    ask_set(&a, SIGNIN_IDENTITY_HEADER, SIM_IDENTITY_HEADER);
    a.in.client_id = SIM_USER_ASSIGNED;
    ask_good(&a, METHOD, METHOD " (App Service)");
    a.in.client_id = SIM_CLIENT_ID;
    ask_bad(&a, METHOD, ERR_ACCESS, NOT_ASSIGNED);
    a.in.client_id = NULL;
    ask_set(&a, SIGNIN_IDENTITY_HEADER, "wrong");
    ask_bad(&a, METHOD, ERR_ACCESS, "App Service gives no token: HTTP 401 (Unauthorized");
    ask_set(&a, SIGNIN_IDENTITY_HEADER, "two\nlines");
    ask_bad(&a, METHOD, ERR_CONFIG, "IDENTITY_HEADER holds");
    ask_set(&a, SIGNIN_IDENTITY_HEADER, SIM_IDENTITY_HEADER);
    ask_set(&a, SIGNIN_IDENTITY_ENDPOINT, "http://127.0.0.1:1/msi/token");
    ask_bad(&a, METHOD, ERR_UNAVAILABLE, "App Service: ");
    ask_set(&a, SIGNIN_IDENTITY_THUMBPRINT, "AB");
    ask_bad(&a, METHOD, ERR_ACCESS, "Service Fabric is not supported");
    ask_end(&a);
}

static void test_app_old(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    set_path(&a, SIGNIN_MSI_ENDPOINT, "/msi/token");
    ask_set(&a, SIGNIN_MSI_SECRET, SIM_MSI_SECRET);
    a.in.client_id = NULL;
    ask_good(&a, METHOD, METHOD " (App Service, 2017 form)");
    ask_set(&a, SIGNIN_DEFAULT_CLIENT, SIM_USER_ASSIGNED);
    ask_good(&a, METHOD, METHOD " (App Service, 2017 form)");
    ask_set(&a, SIGNIN_DEFAULT_CLIENT, SIM_CLIENT_ID);
    ask_bad(&a, METHOD, ERR_ACCESS, "No User Assigned or Delegated");
    ask_set(&a, SIGNIN_MSI_SECRET, "wrong");
    ask_bad(&a, METHOD, ERR_ACCESS, "HTTP 401");
    set_path(&a, SIGNIN_MSI_ENDPOINT, "/nowhere");
    ask_bad(&a, METHOD, ERR_UNAVAILABLE, "HTTP 404");
    /* Cloud Shell */
    set_path(&a, SIGNIN_MSI_ENDPOINT, "/oauth2/token");
    ask_set(&a, SIGNIN_MSI_SECRET, NULL);
    ask_good(&a, METHOD, METHOD " (Cloud Shell)");
    a.in.client_id = SIM_USER_ASSIGNED;
    ask_bad(&a, METHOD, ERR_ACCESS, "Cloud Shell has no user-assigned identity");
    a.in.client_id = NULL;
    a.in.audience = "https://elsewhere.example/";
    ask_bad(&a, METHOD, ERR_ACCESS, "HTTP 400 (invalid_resource");
    ask_end(&a);
}

/* A simulator whose challenge names the file; keys belong into a.dir. */
static void start_arc(struct ask *a, const char *file)
{
    char path[256];
    *a = (struct ask){.dir = "/tmp/hf-signin-XXXXXX"};
    assert_non_null(mkdtemp(a->dir));
    snprintf(path, sizeof path, *file == '/' ? "%.0s%s" : "%s/%s", a->dir, file);
    ask_start(a, (struct sim_options){.arc_key = path});
    set_path(a, SIGNIN_IDENTITY_ENDPOINT, "/metadata/identity/oauth2/token");
    ask_set(a, SIGNIN_IMDS_ENDPOINT, "http://localhost:40342");
    a->in.arc_keys = a->dir;
    a->in.client_id = NULL;
}

static void test_arc(void **state)
{
    struct ask a;
    char large[4097];
    (void)state;
    start_arc(&a, "one.key");
    ask_bad(&a, METHOD, ERR_ACCESS, "it takes root, or group himds");
    ask_file(&a, "one.key", "arc-key-Nv8sC3", 14, 0440);
    ask_good(&a, METHOD, METHOD " (Azure Arc)");
    a.in.client_id = SIM_USER_ASSIGNED;
    ask_bad(&a, METHOD, ERR_ACCESS, "Azure Arc has no user-assigned identity");
    a.in.client_id = NULL;
    memset(large, 'k', sizeof large);
    ask_file(&a, "one.key", large, sizeof large, 0440);
    ask_bad(&a, METHOD, ERR_ACCESS, "longer than 4096 bytes");
    ask_file(&a, "one.key", large, 20, 0442);
    ask_bad(&a, METHOD, ERR_ACCESS, "others may write it");
    char link[256];
    snprintf(link, sizeof link, "%s/one.key", a.dir);
    unlink(link);
    assert_int_equal(symlink("/etc/hostname", link), 0);
    ask_bad(&a, METHOD, ERR_ACCESS, "a link that leaves its folder");
    /* the folder is the agent's, whatever the challenge says */
    a.in.arc_keys = NULL;
    ask_bad(&a, METHOD, ERR_ACCESS, "no key file of /var/opt/azcmagent/tokens");
    ask_end(&a);
}

static void test_arc_hostile(void **state)
{
    static const char *const files[] = {"/etc/passwd",  "one.txt",    "../one.key",
                                        "deep/one.key", "/etc/x.key", ""};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct ask a;
        start_arc(&a, files[i]);
        ask_bad(&a, METHOD, ERR_ACCESS, "Azure Arc: its challenge names ");
        assert_int_equal(sim_count(a.sim).requests, 1);
        ask_end(&a);
    }
}

static void test_only_here(void **state)
{
    static const char *const fine[] = {
        "http://169.254.169.254",     "http://169.254.130.2:8081/msi/token",
        "http://localhost:42356/x?y", "http://127.0.0.1/x",
        "http://[::1]:80/x",          "http://[fe80::1]/x"};
    static const char *const bad[] = {"https://169.254.169.254",
                                      "http://example.com/",
                                      "http://10.0.0.4/msi/token",
                                      "http://localhost.example.com/",
                                      "http://127.0.0.1@example.com",
                                      "http://example.com#@127.0.0.1/",
                                      "http://127.0.0.1\\@x/",
                                      "http://[2001:db8::1]/",
                                      "http://127.0.0.1 /",
                                      "ftp://127.0.0.1/",
                                      "127.0.0.1:40342",
                                      "",
                                      "http://[::ffff:10.0.0.4]/",
                                      "http://169.255.0.1/"};
    (void)state;
    struct err e;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        if (metadata_endpoint("VARIABLE", fine[i], &e))
            fail_msg("%s: %s", fine[i], e.text);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct metadata_want w = {.url = bad[i]};
        struct metadata_answer answer;
        if (metadata_endpoint("VARIABLE", bad[i], &e) != -ERR_CONFIG)
            fail_msg("%s was taken", bad[i]);
        assert_non_null(strstr(e.text, "VARIABLE "));
        assert_int_equal(metadata_ask(&w, &answer, &e), -ERR_INTERNAL);
        metadata_answer_free(&answer);
    }
}

/* No proxy sees it, and where it leads elsewhere nobody goes. */
static void test_no_detour(void **state)
{
    static const char *const faults[] = {"redirect@/metadata/;host=localhost:1", NULL};
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){.faults = faults});
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    set_path(&a, SIGNIN_POD_IDENTITY, "");
    ask_bad(&a, METHOD, ERR_ACCESS, "HTTP 302");
    set_path(&a, SIGNIN_IDENTITY_ENDPOINT, "/msi/token");
    ask_set(&a, SIGNIN_IDENTITY_HEADER, SIM_IDENTITY_HEADER);
    a.in.client_id = NULL;
    ask_good(&a, METHOD, METHOD " (App Service)");
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    ask_end(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_imds),          cmocka_unit_test(test_absent),
        cmocka_unit_test(test_another_cloud), cmocka_unit_test(test_app),
        cmocka_unit_test(test_app_old),       cmocka_unit_test(test_arc),
        cmocka_unit_test(test_arc_hostile),   cmocka_unit_test(test_only_here),
        cmocka_unit_test(test_no_detour),     cmocka_unit_test(test_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
