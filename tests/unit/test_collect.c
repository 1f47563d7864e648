/* Whole collections against the simulator: what is read, what becomes a gap, and what is
 * never asked. */

#include "base/err.h"
#include "base/log.h"
#include "base/secret.h"
#include "collect/collector.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/load.h"
#include "data/plan.h"

#include "sim.h"

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

#define S1 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
#define S2 "/subscriptions/aaaaaaaa-0000-4000-8000-000000000002"
#define RSV "Microsoft.RecoveryServices/vaults"
#define VA S1 "/resourceGroups/RG/providers/" RSV "/va"
#define VB S1 "/resourceGroups/RG/providers/" RSV "/vb"
#define LOWER_VA                                                                          \
    S1 "/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/va"
#define LOWER_VB                                                                          \
    S1 "/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/vb"
#define POLICIES RSV "/backupPolicies"
#define PROXIES RSV "/backupResourceGuardProxies"
#define GUARDS "Microsoft.DataProtection/resourceGuards"
#define GUARD S2 "/resourceGroups/RG/providers/" GUARDS "/g"
#define LOWER_GUARD S2 "/resourcegroups/rg/providers/microsoft.dataprotection/resourceguards/g"
#define RES(id, type, rest)                                                               \
    "{\"id\":\"" id "\",\"type\":\"" type "\",\"name\":\"n\",\"properties\":{" rest "}}\n"

static const char estate[] =
    "{\"id\":\"" S1 "\",\"type\":\"" TYPE_SUBSCRIPTION
    "\",\"subscriptionId\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"displayName\":"
    "\"First\",\"state\":\"Enabled\"}\n"
    "{\"id\":\"" S2 "\",\"type\":\"" TYPE_SUBSCRIPTION
    "\",\"subscriptionId\":\"aaaaaaaa-0000-4000-8000-000000000002\",\"displayName\":"
    "\"Second\",\"state\":\"Disabled\"}\n"
    RES(VA, RSV, "") RES(VB, RSV, "") RES(VA "/backupPolicies/p1", POLICIES, "")
    RES(VA "/backupPolicies/p2", POLICIES, "") RES(VA "/backupPolicies/p3", POLICIES, "")
    RES(VA "/backupPolicies/p4", POLICIES, "") RES(VA "/backupPolicies/p5", POLICIES, "")
    RES(VA "/backupconfig/vaultconfig", RSV "/backupconfig", "")
    RES(VA "/backupResourceGuardProxies/VaultProxy", PROXIES,
        "\"resourceGuardResourceId\":\"" GUARD "\"")
    RES(GUARD, GUARDS, "");

/* One collection: a simulator, a plan, what came of it. */
struct run {
    char dir[64], data[96], log[96], db[96];
    struct sim *sim;
    struct plan plan;
    struct plan_scope scope;
    struct secret secret, token;
    struct collector_setting set;
    struct collector_totals totals;
    struct err err;
    struct inventory *inv;
};

static void plan_add(struct run *r, const char *type, bool listed, bool followed)
{
    struct plan_type *t = &r->plan.types[r->plan.n++];
    t->row = catalog_find(type);
    assert_non_null(t->row);
    t->needed = listed;
    t->followed = followed;
}

static char *copy(const char *text)
{
    return text ? strdup(text) : NULL;
}

static void run_start(struct run *r, const char *text, struct sim_options o)
{
    char why[256] = "";
    memset(r, 0, sizeof *r);
    snprintf(r->dir, sizeof r->dir, "/tmp/hf-collect-XXXXXX");
    assert_non_null(mkdtemp(r->dir));
    snprintf(r->data, sizeof r->data, "%s/estate.jsonl", r->dir);
    snprintf(r->log, sizeof r->log, "%s/requests", r->dir);
    snprintf(r->db, sizeof r->db, "%s/out.db", r->dir);
    FILE *f = fopen(r->data, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    o.inventory = r->data;
    o.dir = r->dir;
    o.request_log = r->log;
    r->sim = sim_start(&o, why, sizeof why);
    if (!r->sim)
        fail_msg("simulator: %s", why);
    char base[64];
    snprintf(base, sizeof base, "https://localhost:%u", sim_port(r->sim));
    r->plan.types = calloc(catalog_size(), sizeof *r->plan.types);
    r->scope = (struct plan_scope){.cloud_name = copy("simulated"),
                                   .authority = copy(base),
                                   .resource_manager = copy(base),
                                   .audience = copy("https://management.azure.com/"),
                                   .tenant = copy("72f988bf-0000-4000-8000-000000000001"),
                                   .auth = copy("client-secret"),
                                   .client_id = copy(SIM_CLIENT_ID),
                                   .ca_file = copy(sim_ca_file(r->sim)),
                                   .inventory = copy(r->db),
                                   .now = copy("2026-11-24T06:00:00Z"),
                                   .tool = copy("holdfast/test")};
    r->secret = secret_make(SIM_SECRET, strlen(SIM_SECRET));
    r->set = (struct collector_setting){.client_secret = &r->secret,
                                        .token = &r->token,
                                        .out_fd = -1,
                                        .wake_fd = -1,
                                        .backoff_ms = 4};
}

/* The usual plan: vaults of both kinds of children, and guards by reference alone. */
static void plan_usual(struct run *r)
{
    plan_add(r, TYPE_SUBSCRIPTION, true, false);
    plan_add(r, RSV, true, false);
    plan_add(r, RSV "/backupconfig", true, false);
    plan_add(r, PROXIES, true, false);
    plan_add(r, POLICIES, true, false);
    plan_add(r, GUARDS, false, true);
}

static int run_collect(struct run *r)
{
    int rc = collector_run(&r->plan, &r->scope, &r->set, &r->totals, &r->err);
    if (!rc)
        r->inv = inventory_open(r->db, &r->err);
    if (!rc && !r->inv)
        fail_msg("%s", r->err.text);
    return rc;
}

/* Only what a reader asks: nothing else ever arrived. */
static void check_requests(struct run *r)
{
    char line[8192];
    FILE *f = fopen(r->log, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        bool fine = !strncmp(line, "GET ", 4) ||
                    (!strncmp(line, "POST ", 5) &&
                     (strstr(line, "/oauth2/v2.0/token") ||
                      strstr(line, " /providers/Microsoft.ResourceGraph/resources?")));
        if (!fine)
            fail_msg("asked: %s", line);
        assert_null(strstr(line, "sim-secret"));
    }
    fclose(f);
    assert_int_equal(sim_count(r->sim).violations, 0);
}

static void run_end(struct run *r)
{
    char path[128];
    static const char *const names[] = {"estate.jsonl", "requests", "out.db", "out.db-wal",
                                        "out.db-shm",   "ca.pem",   "cloud.json"};
    check_requests(r);
    inventory_close(r->inv);
    sim_stop(r->sim);
    secret_free(&r->secret);
    secret_free(&r->token);
    plan_free(&r->plan);
    plan_scope_free(&r->scope);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", r->dir, names[i]);
        unlink(path);
    }
    rmdir(r->dir);
}

struct sought {
    const char *scope, *type, *code;
    int status, found;
};

static int on_gap(void *ctx, const struct inventory_gap *g)
{
    struct sought *s = ctx;
    s->found++;
    if (!s->scope)
        return 0;
    if (strcmp(g->scope, s->scope) || strcmp(g->type, s->type) ||
        strcmp(g->code ? g->code : "", s->code) || g->status != s->status)
        fail_msg("gap at %s, %s: %d %s (%s)", g->scope, g->type, g->status, g->code,
                 g->message);
    return 0;
}

static int on_complete(void *ctx, const char *scope, const char *type, int variant)
{
    struct sought *s = ctx;
    s->found += variant == -1 && !strcmp(scope, s->scope) && !strcmp(type, s->type);
    return 0;
}

static bool is_complete(struct run *r, const char *scope, const char *type)
{
    struct sought s = {.scope = scope, .type = type};
    inventory_each_complete(r->inv, on_complete, &s);
    return s.found == 1;
}

/* Exactly one gap, this one. */
static void only_gap(struct run *r, const char *scope, const char *type, int status,
                     const char *code)
{
    struct sought s = {.scope = scope, .type = type, .code = code, .status = status};
    inventory_each_gap(r->inv, on_gap, &s);
    assert_int_equal(s.found, 1);
    assert_int_equal(r->totals.gaps, 1);
    assert_false(is_complete(r, scope, type));
}

static void no_gap(struct run *r)
{
    struct sought s = {.found = 0};
    inventory_each_gap(r->inv, on_gap, &s);
    assert_int_equal(s.found, 0);
    assert_int_equal(r->totals.gaps, 0);
}

static bool there(struct run *r, const char *key)
{
    struct inventory_resource res;
    return inventory_get(r->inv, key, &res, NULL) == 1;
}

static void usual(struct run *r, const char *const *faults, const char *const *deny)
{
    run_start(r, estate,
              (struct sim_options){.faults = faults, .deny = deny, .page_size = 2});
    plan_usual(r);
    int rc = run_collect(r);
    if (rc)
        fail_msg("%d: %s", rc, r->err.text);
}

static void test_clean(void **state)
{
    struct run r;
    struct inventory_resource res;
    (void)state;
    usual(&r, NULL, NULL);
    no_gap(&r);
    assert_true(there(&r, S1));
    assert_true(there(&r, S2));
    assert_int_equal(inventory_count(r.inv, "/", RSV), 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    assert_true(there(&r, LOWER_VA "/backupconfig/vaultconfig"));
    assert_int_equal(inventory_get(r.inv, LOWER_GUARD, &res, NULL), 1);
    assert_string_equal(res.source, "get");
    assert_string_equal(res.api_version, "2025-09-01");
    assert_true(is_complete(&r, "/", TYPE_SUBSCRIPTION));
    assert_true(is_complete(&r, S1, RSV));
    assert_true(is_complete(&r, S2, RSV));
    assert_true(is_complete(&r, LOWER_VA, POLICIES));
    /* a settings child that is not there was read all the same */
    assert_true(is_complete(&r, LOWER_VB, RSV "/backupconfig"));
    assert_string_equal(inventory_meta(r.inv, "cloud"), "simulated");
    assert_string_equal(inventory_meta(r.inv, "collected"), "2026-11-24T06:00:00Z");
    assert_non_null(inventory_meta(r.inv, "tenant"));
    assert_int_equal(inventory_count(r.inv, "/", TYPE_TENANT), 1);
    assert_int_equal(r.totals.requests, sim_count(r.sim).requests - 1);
    run_end(&r);
}

static void test_forbidden(void **state)
{
    static const char *const deny[] = {POLICIES "@" VA, NULL};
    struct run r;
    (void)state;
    usual(&r, NULL, deny);
    only_gap(&r, LOWER_VA, POLICIES, 403, "AuthorizationFailed");
    assert_true(is_complete(&r, LOWER_VB, POLICIES));
    run_end(&r);
}

static void test_followed(void **state)
{
    static const char *const deny[] = {GUARDS "@" S2, NULL};
    struct run r;
    (void)state;
    usual(&r, NULL, deny);
    only_gap(&r, LOWER_GUARD, GUARDS, 403, "AuthorizationFailed");
    assert_false(there(&r, LOWER_GUARD));
    assert_true(there(&r, LOWER_VA "/backupresourceguardproxies/vaultproxy"));
    run_end(&r);
}

static void test_retried(void **state)
{
    static const char *const faults[] = {"429@va/backupPolicies*2;retry-after=0",
                                         "503html@vb/backupPolicies*2",
                                         "504@vaultconfig*1",
                                         "cut@/providers/" RSV "?*1",
                                         NULL};
    struct run r;
    (void)state;
    usual(&r, faults, NULL);
    no_gap(&r);
    assert_int_equal(r.totals.throttled, 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    assert_int_equal(inventory_count(r.inv, "/", RSV), 2);
    run_end(&r);
}

/* Faults of the list of policies that last: each its own gap, all else is read. */
static void test_spoiled(void **state)
{
    static const struct {
        const char *fault, *code;
        int status;
    } rows[] = {
        {"503html@va/backupPolicies", "UnexpectedStatus", 503},
        {"500@va/backupPolicies", "InternalServerError", 500},
        {"cut@va/backupPolicies", "InvalidAnswer", 0},
        {"badjson@va/backupPolicies", "InvalidAnswer", 200},
        {"loop-nextlink@va/backupPolicies", "RepeatedLink", 200},
        {"otherhost-nextlink@va/backupPolicies;host=elsewhere.invalid", "ForeignLink", 200},
        {"redirect@va/backupPolicies;host=elsewhere.invalid", "Redirect", 302},
        {"huge@va/backupPolicies", "TooLarge", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *faults[] = {rows[i].fault, NULL};
        struct run r;
        usual(&r, faults, NULL);
        only_gap(&r, LOWER_VA, POLICIES, rows[i].status, rows[i].code);
        assert_true(is_complete(&r, LOWER_VA, RSV "/backupconfig"));
        run_end(&r);
    }
}

/* Neither a link nor a redirect makes a request to another listener. */
static void test_elsewhere(void **state)
{
    static const char *const kinds[] = {"otherhost-nextlink", "redirect"};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct run other, r;
        char fault[128];
        run_start(&other, estate, (struct sim_options){0});
        snprintf(fault, sizeof fault, "%s@va/backupPolicies;host=127.0.0.1:%u", kinds[i],
                 sim_port(other.sim));
        const char *faults[] = {fault, NULL};
        usual(&r, faults, NULL);
        assert_int_equal(sim_count(other.sim).requests, 0);
        only_gap(&r, LOWER_VA, POLICIES, i ? 302 : 200, i ? "Redirect" : "ForeignLink");
        run_end(&r);
        run_end(&other);
    }
}

static void test_timeout(void **state)
{
    static const char *const faults[] = {"hang@va/backupPolicies", NULL};
    struct run r;
    (void)state;
    run_start(&r, estate, (struct sim_options){.faults = faults});
    plan_usual(&r);
    r.set.timeout_ms = 400;
    assert_int_equal(run_collect(&r), 0);
    only_gap(&r, LOWER_VA, POLICIES, 0, "Timeout");
    run_end(&r);
    run_start(&r, estate, (struct sim_options){.faults = faults});
    plan_usual(&r);
    r.plan.n--; /* without the guards, which would still be waiting */
    r.scope.timeout = 1;
    r.set.timeout_ms = 1500;
    assert_int_equal(run_collect(&r), 0);
    only_gap(&r, LOWER_VA, POLICIES, 0, "Timeout");
    run_end(&r);
}

static void test_unregistered(void **state)
{
    static const char *const faults[] = {"409unregistered@" S2 "/providers/" RSV, NULL};
    struct run r;
    (void)state;
    usual(&r, faults, NULL);
    no_gap(&r);
    assert_true(is_complete(&r, S2, RSV));
    run_end(&r);
}

static void test_versions(void **state)
{
    static const char *const versions[] = {RSV "=2022-10-01,2023-04-01,2024-04-01",
                                           POLICIES "=2016-06-01", NULL};
    struct run r;
    struct inventory_resource res;
    (void)state;
    run_start(&r, estate, (struct sim_options){.versions = versions});
    plan_usual(&r);
    assert_int_equal(run_collect(&r), 0);
    assert_int_equal(inventory_get(r.inv, LOWER_VA, &res, NULL), 1);
    assert_string_equal(res.api_version, "2024-04-01");
    struct sought s = {.found = 0};
    inventory_each_gap(r.inv, on_gap, &s);
    assert_int_equal(s.found, 2); /* the policies of two vaults */
    assert_false(is_complete(&r, LOWER_VA, POLICIES));
    run_end(&r);
}

static void test_renewed(void **state)
{
    static const char *const once[] = {"401expired@va/backupPolicies*1", NULL};
    static const char *const ever[] = {"401expired@va/backupPolicies", NULL};
    struct run r;
    (void)state;
    usual(&r, once, NULL);
    no_gap(&r);
    assert_int_equal(sim_count(r.sim).tokens, 2);
    assert_int_equal(inventory_count(r.inv, LOWER_VA, POLICIES), 5);
    run_end(&r);
    run_start(&r, estate, (struct sim_options){.faults = ever});
    plan_usual(&r);
    assert_int_equal(run_collect(&r), -ERR_ACCESS);
    assert_in_range(sim_count(r.sim).tokens, 2, 4); /* others may be refused between */
    run_end(&r);
    /* a token that was given cannot be renewed */
    run_start(&r, estate, (struct sim_options){.faults = once, .token = "given"});
    plan_usual(&r);
    free(r.scope.auth);
    r.scope.auth = copy("token");
    r.token = secret_make("given", 5);
    assert_int_equal(run_collect(&r), -ERR_ACCESS);
    assert_int_equal(sim_count(r.sim).tokens, 0);
    run_end(&r);
}

static void test_sign_in(void **state)
{
    struct run r;
    (void)state;
    run_start(&r, estate, (struct sim_options){.secret = "another"});
    plan_usual(&r);
    assert_int_equal(run_collect(&r), -ERR_ACCESS);
    assert_non_null(strstr(r.err.text, "7000215"));
    assert_null(strstr(r.err.text, SIM_SECRET));
    assert_int_equal(sim_count(r.sim).requests, 1);
    /* auto: each way and its reason */
    free(r.scope.auth);
    r.scope.auth = copy("auto");
    r.set.path = r.dir;
    assert_int_equal(run_collect(&r), -ERR_ACCESS);
    assert_non_null(strstr(r.err.text, "client-secret: "));
    assert_non_null(strstr(r.err.text, "token: no token"));
    assert_non_null(strstr(r.err.text, "azure-cli: "));
    free(r.scope.auth);
    r.scope.auth = copy("magic");
    assert_int_equal(run_collect(&r), -ERR_USAGE);
    run_end(&r);
}

/* An `az` of our own: what it is given, and what it may not see. */
static void test_azure_cli(void **state)
{
    static const char script[] =
        "#!/bin/sh\n"
        "[ -z \"$SECRET_THING\" ] || exit 9\n"
        "[ \"$1 $2\" = 'account get-access-token' ] || exit 8\n"
        "echo noise >&2\n"
        "echo '{\"accessToken\":\"given\",\"expires_on\":4102444800,\"tenant\":\"t\"}'\n";
    struct run r;
    char path[128], list[160];
    (void)state;
    run_start(&r, estate, (struct sim_options){.token = "given"});
    plan_usual(&r);
    snprintf(path, sizeof path, "%s/az", r.dir);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(script, f);
    assert_int_equal(fchmod(fileno(f), 0700), 0);
    fclose(f);
    snprintf(list, sizeof list, "%s:/usr/bin:/bin", r.dir);
    setenv("SECRET_THING", "x", 1);
    free(r.scope.auth);
    r.scope.auth = copy("azure-cli");
    r.set.path = list;
    int rc = run_collect(&r);
    unsetenv("SECRET_THING");
    unlink(path);
    if (rc)
        fail_msg("%s", r.err.text);
    no_gap(&r);
    assert_int_equal(sim_count(r.sim).tokens, 0);
    run_end(&r);
}

static void test_subscriptions(void **state)
{
    struct run r;
    (void)state;
    run_start(&r, estate, (struct sim_options){0});
    plan_usual(&r);
    strs_add(&r.scope.subscriptions, "second");
    assert_int_equal(run_collect(&r), 0);
    assert_false(there(&r, S1));
    assert_true(there(&r, S2));
    assert_int_equal(inventory_count(r.inv, "/", RSV), 0);
    run_end(&r);
    run_start(&r, estate, (struct sim_options){0});
    plan_usual(&r);
    strs_add(&r.scope.subscriptions, "Third");
    assert_int_equal(run_collect(&r), -ERR_NOINPUT);
    assert_non_null(strstr(r.err.text, "First"));
    assert_non_null(strstr(r.err.text, "Third"));
    run_end(&r);
}

static void test_unreachable(void **state)
{
    struct run r;
    (void)state;
    run_start(&r, estate, (struct sim_options){.token = "given"});
    plan_usual(&r);
    free(r.scope.auth);
    r.scope.auth = copy("token");
    r.token = secret_make("given", 5);
    /* a certificate that nobody vouches for */
    char *ca = r.scope.ca_file;
    r.scope.ca_file = NULL;
    assert_int_equal(run_collect(&r), -ERR_UNAVAILABLE);
    assert_non_null(strstr(r.err.text, "localhost"));
    assert_non_null(strstr(r.err.text, "certificate"));
    assert_int_equal(sim_count(r.sim).requests, 0);
    unlink(r.db);
    r.scope.ca_file = ca;
    free(r.scope.resource_manager);
    r.scope.resource_manager = copy("https://127.0.0.1:1");
    assert_int_equal(run_collect(&r), -ERR_UNAVAILABLE);
    assert_non_null(strstr(r.err.text, "127.0.0.1:1"));
    free(r.scope.resource_manager);
    r.scope.resource_manager = copy("http://127.0.0.1:1");
    assert_int_equal(run_collect(&r), -ERR_CONFIG);
    run_end(&r);
}

static void test_graph(void **state)
{
    static const char *const faults[] = {"500@Microsoft.ResourceGraph", NULL};
    static const char more[] =
        RES(S1 "/resourceGroups/RG", TYPE_GROUP, "") RES(S1 "/resourceGroups/R2", TYPE_GROUP, "")
            RES(S2 "/resourceGroups/RG", TYPE_GROUP, "");
    char text[sizeof estate + sizeof more];
    struct run r;
    (void)state;
    snprintf(text, sizeof text, "%s%s", estate, more);
    run_start(&r, text, (struct sim_options){.page_size = 2});
    plan_usual(&r);
    plan_add(&r, TYPE_GROUP, true, false);
    assert_int_equal(run_collect(&r), 0);
    no_gap(&r);
    assert_true(is_complete(&r, "/", TYPE_GROUP));
    assert_int_equal(inventory_count(r.inv, "/", TYPE_GROUP), 3);
    run_end(&r);
    run_start(&r, text, (struct sim_options){.page_size = 2});
    plan_usual(&r);
    plan_add(&r, TYPE_GROUP, true, false);
    strs_add(&r.scope.subscriptions, "First");
    assert_int_equal(run_collect(&r), 0);
    assert_false(is_complete(&r, "/", TYPE_GROUP));
    assert_true(is_complete(&r, S1, TYPE_GROUP));
    assert_int_equal(inventory_count(r.inv, "/", TYPE_GROUP), 2);
    run_end(&r);
    run_start(&r, text, (struct sim_options){.faults = faults});
    plan_usual(&r);
    plan_add(&r, TYPE_GROUP, true, false);
    assert_int_equal(run_collect(&r), 0);
    only_gap(&r, "/", TYPE_GROUP, 500, "InternalServerError");
    run_end(&r);
}

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = calloc(1, 8 << 20);
    assert_true(fread(text, 1, (8 << 20) - 1, f) > 0);
    fclose(f);
    return text;
}

static void plan_everything(struct run *r)
{
    for (size_t i = 0; i < catalog_size(); i++) {
        if (catalog_at(i)->way == CATALOG_NONE)
            continue;
        plan_add(r, catalog_at(i)->type, true, true);
        struct plan_type *t = &r->plan.types[r->plan.n - 1];
        if (t->row->extension) {
            strs_add(&t->under, RSV);
            strs_add(&t->under, "Microsoft.DataProtection/backupVaults");
        }
    }
}

static struct inventory *load_reference(const char *data, const char *db)
{
    struct err e;
    struct load_stats stats = {0};
    struct inventory *inv = inventory_create(db, &e);
    FILE *f = fopen(data, "r");
    assert_non_null(inv);
    assert_non_null(f);
    if (load_file(inv, fileno(f), "estate", &stats, NULL, NULL, &e))
        fail_msg("%s", e.text);
    fclose(f);
    free(stats.first_replaced);
    assert_int_equal(inventory_finish(inv, &e), 0);
    inv = inventory_open(db, &e);
    assert_non_null(inv);
    return inv;
}

struct pair {
    struct inventory *other;
    size_t n, missing;
};

static int gap_is_there(void *ctx, const struct inventory_gap *g)
{
    struct sought *s = ctx;
    s->found += !strcmp(g->scope, s->scope) && !strcmp(g->type, s->type) &&
                g->status == s->status;
    return 0;
}

static int gap_of_reference(void *ctx, const struct inventory_gap *g)
{
    struct pair *p = ctx;
    struct sought s = {.scope = g->scope, .type = g->type, .status = g->status};
    inventory_each_gap(p->other, gap_is_there, &s);
    p->n++;
    if (s.found)
        return 0;
    print_error("gap not there: %s %s\n", g->type, g->scope);
    p->missing++;
    return 0;
}

static void each_is_in(struct inventory *a, struct inventory *b, const char *what)
{
    struct inventory_resource res, other;
    struct inventory_cursor *c = inventory_walk(a, NULL, NULL, false);
    size_t n = 0, missing = 0;
    while (inventory_next(c, &res, NULL) == 1) {
        n++;
        /* Containers of plain machines tell nothing and are not asked for. */
        if (!strcmp(res.type, TYPE_TENANT) || strstr(res.key, "/iaasvmcontainer;"))
            continue;
        if (inventory_get(b, res.key, &other, NULL) == 1 && !strcmp(res.type, other.type))
            continue;
        print_error("%s: %s %s\n", what, res.type, res.key);
        missing++;
    }
    inventory_end(c);
    assert_true(n > 200);
    assert_int_equal(missing, 0);
}

/* The demo estate, served and collected, is the demo estate again, gaps and all. */
static void test_contoso(void **state)
{
    const char *top = getenv("srcdir");
    char path[4096], db[128];
    struct run r;
    (void)state;
    snprintf(path, sizeof path, "%s/share/contoso.jsonl", top ? top : ".");
    char *text = read_file(path);
    run_start(&r, text, (struct sim_options){.page_size = 10});
    free(text);
    plan_everything(&r);
    if (run_collect(&r))
        fail_msg("%s", r.err.text);
    snprintf(db, sizeof db, "%s/reference.db", r.dir);
    struct inventory *reference = load_reference(r.data, db);
    each_is_in(reference, r.inv, "was not collected");
    each_is_in(r.inv, reference, "was collected from nowhere");
    struct pair p = {.other = r.inv};
    inventory_each_gap(reference, gap_of_reference, &p);
    assert_true(p.n > 5);
    assert_int_equal(p.missing, 0);
    p = (struct pair){.other = reference};
    inventory_each_gap(r.inv, gap_of_reference, &p);
    assert_int_equal(p.missing, 0);
    inventory_close(reference);
    unlink(db);
    run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),         cmocka_unit_test(test_forbidden),
        cmocka_unit_test(test_followed),      cmocka_unit_test(test_retried),
        cmocka_unit_test(test_spoiled),       cmocka_unit_test(test_elsewhere),
        cmocka_unit_test(test_timeout),       cmocka_unit_test(test_unregistered),
        cmocka_unit_test(test_versions),      cmocka_unit_test(test_renewed),
        cmocka_unit_test(test_sign_in),       cmocka_unit_test(test_azure_cli),
        cmocka_unit_test(test_subscriptions), cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_graph),         cmocka_unit_test(test_contoso),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
