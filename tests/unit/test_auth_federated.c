/* Workload identity: the token file of a cluster, GitHub Actions, Azure Pipelines. */
#include "signin_rig.h"

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

#define METHOD "workload-identity"

static void github(struct ask *a, const char *bearer)
{
    char url[160];
    /* with the empty segment that GitHub's have */
    snprintf(url, sizeof url, "%s/_oidc/42//idtoken?api-version=2.0", a->base);
    ask_set(a, SIGNIN_GITHUB_URL, url);
    ask_set(a, SIGNIN_GITHUB_TOKEN, bearer);
}

static void pipelines(struct ask *a, const char *bearer, const char *connection)
{
    char url[160];
    snprintf(url, sizeof url, "%s/_oidc/org/plan/oidctoken", a->base);
    ask_set(a, SIGNIN_PIPELINES_URL, url);
    ask_set(a, SIGNIN_PIPELINES_TOKEN, bearer);
    ask_set(a, SIGNIN_CONNECTION, connection);
}

static void test_file(void **state)
{
    struct ask a = {0};
    struct auth_token t = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    ask_bad(&a, METHOD, ERR_ACCESS, "AZURE_FEDERATED_TOKEN_FILE is not set");
    ask_set(&a, SIGNIN_FEDERATED_FILE, a.token_file);
    ask_good(&a, METHOD, METHOD " (token file)");
    /* it is rotated: what it holds now counts */
    struct auth *auth = auth_make(METHOD, &a.in, &a.err);
    assert_non_null(auth);
    assert_int_equal(auth_get(auth, NULL, &t, &a.err), 0);
    auth_token_free(&t);
    ask_file(&a, "federated-token", "not.a.token", 11, 0600);
    assert_int_equal(auth_get(auth, NULL, &t, &a.err), -ERR_ACCESS);
    assert_non_null(strstr(a.err.text, "AADSTS50027"));
    auth_free(auth);
    ask_end(&a);
}

/* As a cluster projects it: the name is a link to a link inside the volume. */
static void test_projected(void **state)
{
    struct ask a = {0};
    char path[256], inside[256];
    (void)state;
    ask_start(&a, (struct sim_options){0});
    snprintf(path, sizeof path, "%s/..2026", a.dir);
    assert_int_equal(mkdir(path, 0755), 0);
    snprintf(inside, sizeof inside, "%s/..2026/token", a.dir);
    assert_int_equal(rename(a.token_file, inside), 0);
    assert_int_equal(chmod(inside, 0644), 0);
    snprintf(path, sizeof path, "%s/..data", a.dir);
    assert_int_equal(symlink("..2026", path), 0);
    snprintf(path, sizeof path, "%s/token", a.dir);
    assert_int_equal(symlink("..data/token", path), 0);
    ask_set(&a, SIGNIN_FEDERATED_FILE, path);
    ask_good(&a, METHOD, METHOD " (token file)");
    assert_int_equal(chmod(inside, 0666), 0);
    ask_bad(&a, METHOD, ERR_ACCESS, "others may write it");
    assert_int_equal(chmod(inside, 0644), 0);
    if (!geteuid()) { /* else no file can be made to belong to another */
        assert_int_equal(chown(inside, 12345, 0), 0);
        ask_bad(&a, METHOD, ERR_ACCESS, "belongs to another user (12345)");
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/etc/hostname", path), 0);
    ask_bad(&a, METHOD, ERR_ACCESS, "a link that leaves its folder");
    assert_int_equal(unlink(path), 0);
    ask_bad(&a, METHOD, ERR_ACCESS, "AZURE_FEDERATED_TOKEN_FILE: ");
    ask_end(&a);
}

static void test_github(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){0});
    github(&a, SIM_GITHUB_BEARER);
    ask_good(&a, METHOD, METHOD " (GitHub Actions)");
    github(&a, "wrong-bearer");
    ask_bad(&a, METHOD, ERR_ACCESS,
            "GitHub Actions gives no token: HTTP 401 (Unauthorized): the job needs "
            "\"permissions: id-token: write\"");
    ask_set(&a, SIGNIN_GITHUB_TOKEN, "two words");
    ask_bad(&a, METHOD, ERR_CONFIG, "ACTIONS_ID_TOKEN_REQUEST_TOKEN holds a space");
    static const char *const urls[] = {"http://localhost/x", "https://u@localhost/x",
                                       "https://localhost/x#y", "https:///x", "x"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        github(&a, SIM_GITHUB_BEARER);
        ask_set(&a, SIGNIN_GITHUB_URL, urls[i]);
        ask_bad(&a, METHOD, ERR_CONFIG, "ACTIONS_ID_TOKEN_REQUEST_URL");
    }
    ask_set(&a, SIGNIN_GITHUB_URL, "https://127.0.0.1:1/x");
    ask_bad(&a, METHOD, ERR_UNAVAILABLE, "GitHub Actions: cannot reach 127.0.0.1:1");
    a.in.client_id = NULL;
    github(&a, SIM_GITHUB_BEARER);
    ask_bad(&a, METHOD, ERR_ACCESS, "AZURE_CLIENT_ID is not set");
    ask_end(&a);
}

static void test_pipelines(void **state)
{
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){.log_in_pages = true});
    pipelines(&a, SIM_PIPELINES_BEARER, SIM_CONNECTION);
    ask_good(&a, METHOD, METHOD " (Azure Pipelines)");
    /* as the task of Azure Pipelines has them */
    ask_set(&a, SIGNIN_CONNECTION, NULL);
    ask_set(&a, SIGNIN_CONNECTION_TASK, SIM_CONNECTION);
    ask_set(&a, SIGNIN_CONNECTION_CLIENT, SIM_CLIENT_ID);
    ask_set(&a, SIGNIN_CONNECTION_TENANT, SIGNIN_TENANT);
    a.in.client_id = a.in.tenant = NULL;
    ask_good(&a, METHOD, METHOD " (Azure Pipelines)");
    ask_set(&a, SIGNIN_CONNECTION_TASK, "another");
    ask_bad(&a, METHOD, ERR_ACCESS, "HTTP 404 (No such thing.): check the service");
    /* a page to log in instead of a refusal */
    pipelines(&a, "wrong-bearer", SIM_CONNECTION);
    ask_bad(&a, METHOD, ERR_ACCESS, "answered without a token: check the service");
    ask_set(&a, SIGNIN_PIPELINES_TOKEN, NULL);
    ask_bad(&a, METHOD, ERR_ACCESS, "this is no job of");
    ask_end(&a);
}

/* Who the issuer says we are is not who is registered. */
static void test_refused(void **state)
{
    static const char *const busy[] = {"503html@/_oidc/*2", "429@/oauth2/*1", NULL};
    struct ask a = {0};
    (void)state;
    ask_start(&a, (struct sim_options){.faults = busy});
    github(&a, SIM_GITHUB_BEARER);
    ask_good(&a, METHOD, METHOD " (GitHub Actions)");
    /* the assertion of another simulator: its issuer is another too */
    struct ask other = {0};
    ask_start(&other, (struct sim_options){0});
    ask_set(&a, SIGNIN_FEDERATED_FILE, other.token_file);
    ask_bad(&a, METHOD, ERR_ACCESS,
            "AADSTS700213 (invalid_client): no federated credential matches");
    ask_end(&other);
    ask_end(&a);
}

/* The job's bearer goes to its own origin alone, and nothing else goes there. */
static void test_origin(void **state)
{
    static const char *const away[] = {"redirect@/_oidc/;host=localhost:1", NULL};
    struct ask a = {0};
    char url[160];
    (void)state;
    ask_start(&a, (struct sim_options){.faults = away});
    github(&a, SIM_GITHUB_BEARER);
    ask_bad(&a, METHOD, ERR_ACCESS, "GitHub Actions gives no token: HTTP 302");
    struct http_options o = {.ca_file = a.ca};
    assert_int_equal(origin_parse("https://issuer.example", &o.issuer, NULL), 0);
    struct http *http = http_make(&o, &a.err);
    struct secret bearer = secret_make("b", 1);
    static const char *const bad[] = {
        "https://issuer.example.org/x", "https://issuer.example:444/x",
        "https://issuer.example@x/",    "https://another.xample/x",
        "https://issuer.example",       "http://issuer.example/x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct http_want w = {
            .method = HTTP_GET_ASSERTION, .url = bad[i], .bearer = &bearer};
        assert_int_equal(http_start(http, &w, &a.err), -ERR_INTERNAL);
    }
    struct http_want get = {.url = "https://issuer.example/x", .bearer = &bearer};
    assert_int_equal(http_start(http, &get, &a.err), -ERR_INTERNAL);
    snprintf(url, sizeof url, "%s/x", a.base);
    struct http_want none = {.method = HTTP_GET_ASSERTION, .url = url, .bearer = &bearer};
    assert_int_equal(http_start(a.http, &none, &a.err), -ERR_INTERNAL);
    assert_int_equal(http_flying(http), 0);
    http_free(http);
    secret_free(&bearer);
    ask_end(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),    cmocka_unit_test(test_projected),
        cmocka_unit_test(test_github),  cmocka_unit_test(test_pipelines),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_origin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
