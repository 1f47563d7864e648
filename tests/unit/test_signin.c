/* Collections against the simulator: signing in, and what ends a scan. */

#include "collect_rig.h"

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

static void test_renewed(void **state)
{
    static const char *const once[] = {"401expired@va/backupPolicies*1", NULL};
    static const char *const ever[] = {"401expired@va/backupPolicies", NULL};
    struct run r;
    (void)state;
    rig_usual(&r, once, NULL);
    rig_no_gap(&r);
    assert_int_equal(sim_count(r.sim).tokens, 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    rig_end(&r);
    rig_start(&r, rig_estate, (struct sim_options){.faults = ever});
    rig_plan_usual(&r);
    r.scope.max_requests = 1; /* what flies beside it may be refused twice as well */
    assert_int_equal(rig_collect(&r), 0); /* the others are read with a third one */
    rig_only_gap(&r, LOWER_VA, POLICIES, 401, "ExpiredAuthenticationToken");
    assert_in_range(sim_count(r.sim).tokens, 2, 3);
    rig_end(&r);
    /* a token that was given cannot be renewed */
    rig_start(&r, rig_estate, (struct sim_options){.faults = once, .token = "given"});
    rig_plan_usual(&r);
    free(r.scope.auth);
    r.scope.auth = rig_copy("token");
    signin_set(&r.signin, SIGNIN_TOKEN, "given");
    assert_int_equal(rig_collect(&r), -ERR_ACCESS);
    assert_int_equal(sim_count(r.sim).tokens, 0);
    rig_end(&r);
}

/* A challenge for claims: one fresh token that shows them, or the end. */
static void test_claims(void **state)
{
    static const char *const ever[] = {"401claims@va/backupPolicies", NULL};
    struct run r;
    (void)state;
    rig_usual(&r, ever, NULL);
    rig_no_gap(&r);
    assert_int_equal(sim_count(r.sim).tokens, 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    rig_end(&r);
    /* a managed identity has no way to show them */
    rig_start(&r, rig_estate, (struct sim_options){.faults = ever});
    rig_plan_usual(&r);
    free(r.scope.auth);
    r.scope.auth = rig_copy("managed-identity");
    free(r.scope.client_id);
    r.scope.client_id = NULL;
    signin_set(&r.signin, SIGNIN_POD_IDENTITY, r.plain);
    assert_int_equal(rig_collect(&r), -ERR_ACCESS);
    assert_non_null(strstr(r.err.text, "Azure refuses the token"));
    assert_int_equal(sim_count(r.sim).status[401] > 0, 1);
    rig_end(&r);
}

static void test_sign_in(void **state)
{
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.secret = "another"});
    rig_plan_usual(&r);
    assert_int_equal(rig_collect(&r), -ERR_ACCESS);
    assert_non_null(strstr(r.err.text, "7000215"));
    assert_null(strstr(r.err.text, SIM_SECRET));
    assert_int_equal(sim_count(r.sim).requests, 1);
    free(r.scope.auth);
    r.scope.auth = rig_copy("magic");
    assert_int_equal(rig_collect(&r), -ERR_USAGE);
    rig_end(&r);
}

/* An `az` of our own: what it is given, and what it may not see. */
static void test_azure_cli(void **state)
{
    static const char script[] =
        "#!/bin/sh\n"
        "[ -z \"$SECRET_THING\" ] || exit 9\n"
        "[ \"$1 $2 $7 $8\" = 'account get-access-token --tenant " TENANT "' ] || exit 8\n"
        "echo noise >&2\n"
        "echo '{\"accessToken\":\"given\",\"expires_on\":4102444800,\"tenant\":\"t\"}'\n";
    struct run r;
    char path[128], list[160];
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.token = "given"});
    rig_plan_usual(&r);
    snprintf(path, sizeof path, "%s/az", r.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(script, f);
    assert_int_equal(fchmod(fileno(f), 0700), 0);
    fclose(f);
    snprintf(list, sizeof list, "%s:/usr/bin:/bin", r.dir);
    setenv("SECRET_THING", "x", 1);
    free(r.scope.auth);
    r.scope.auth = rig_copy("azure-cli");
    r.set.path = list;
    int rc = rig_collect(&r);
    unsetenv("SECRET_THING");
    unlink(path);
    if (rc)
        fail_msg("%s", r.err.text);
    rig_no_gap(&r);
    assert_int_equal(sim_count(r.sim).tokens, 0);
    rig_end(&r);
}

static void test_subscriptions(void **state)
{
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){0});
    rig_plan_usual(&r);
    strs_add(&r.scope.subscriptions, "second");
    assert_int_equal(rig_collect(&r), 0);
    assert_false(rig_there(&r, S1));
    assert_true(rig_there(&r, S2));
    assert_int_equal(inventory_count(r.inv, "/", RSV), 0);
    rig_end(&r);
    rig_start(&r, rig_estate, (struct sim_options){0});
    rig_plan_usual(&r);
    strs_add(&r.scope.subscriptions, "Third");
    assert_int_equal(rig_collect(&r), -ERR_NOINPUT);
    assert_non_null(strstr(r.err.text, "First"));
    assert_non_null(strstr(r.err.text, "Third"));
    rig_end(&r);
}

static void test_unreachable(void **state)
{
    struct run r;
    (void)state;
    rig_start(&r, rig_estate, (struct sim_options){.token = "given"});
    rig_plan_usual(&r);
    free(r.scope.auth);
    r.scope.auth = rig_copy("token");
    signin_set(&r.signin, SIGNIN_TOKEN, "given");
    /* a certificate that nobody vouches for */
    char *ca = r.scope.ca_file;
    r.scope.ca_file = NULL;
    assert_int_equal(rig_collect(&r), -ERR_UNAVAILABLE);
    assert_non_null(strstr(r.err.text, "localhost"));
    assert_non_null(strstr(r.err.text, "certificate"));
    assert_int_equal(sim_count(r.sim).requests, 0);
    unlink(r.db);
    r.scope.ca_file = ca;
    free(r.scope.resource_manager);
    r.scope.resource_manager = rig_copy("https://127.0.0.1:1");
    assert_int_equal(rig_collect(&r), -ERR_UNAVAILABLE);
    assert_non_null(strstr(r.err.text, "127.0.0.1:1"));
    free(r.scope.resource_manager);
    r.scope.resource_manager = rig_copy("http://127.0.0.1:1");
    assert_int_equal(rig_collect(&r), -ERR_CONFIG);
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renewed),       cmocka_unit_test(test_claims),
        cmocka_unit_test(test_sign_in),       cmocka_unit_test(test_azure_cli),
        cmocka_unit_test(test_subscriptions), cmocka_unit_test(test_unreachable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
