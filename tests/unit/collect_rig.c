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

const char rig_estate[] =
    "{\"id\":\"" S1 "\",\"type\":\"" TYPE_SUBSCRIPTION
    "\",\"subscriptionId\":\"aaaaaaaa-0000-4000-8000-000000000001\",\"displayName\":"
    "\"First\",\"state\":\"Enabled\"}\n"
    "{\"id\":\"" S2 "\",\"type\":\"" TYPE_SUBSCRIPTION
    "\",\"subscriptionId\":\"aaaaaaaa-0000-4000-8000-000000000002\",\"displayName\":"
    "\"Second\",\"state\":\"Disabled\"}\n" RES(VA, RSV, "") RES(VB, RSV, "")
        RES(VA "/backupPolicies/p1", POLICIES, "")
            RES(VA "/backupPolicies/p2", POLICIES, "")
                RES(VA "/backupPolicies/p3", POLICIES, "")
                    RES(VA "/backupPolicies/p4", POLICIES, "")
                        RES(VA "/backupPolicies/p5", POLICIES, "")
                            RES(VA "/backupconfig/vaultconfig", RSV "/backupconfig", "")
                                RES(VA "/backupResourceGuardProxies/VaultProxy", PROXIES,
                                    "\"resourceGuardResourceId\":\"" GUARD "\"")
                                    RES(GUARD, GUARDS, "");

void rig_plan(struct run *r, const char *type, bool listed, bool followed)
{
    struct plan_type *t = &r->plan.types[r->plan.n++];
    t->row = catalog_find(NULL, type);
    assert_non_null(t->row);
    t->needed = listed;
    t->followed = followed;
}

char *rig_copy(const char *text) { return text ? strdup(text) : NULL; }

void rig_start(struct run *r, const char *text, struct sim_options o)
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
    r->plan.types = calloc(catalog_size(NULL), sizeof *r->plan.types);
    r->scope = (struct plan_scope){.cloud_name = rig_copy("simulated"),
                                   .authority = rig_copy(base),
                                   .resource_manager = rig_copy(base),
                                   .audience = rig_copy("https://management.azure.com/"),
                                   .tenant = rig_copy(TENANT),
                                   .auth = rig_copy("client-secret"),
                                   .client_id = rig_copy(SIM_CLIENT_ID),
                                   .ca_file = rig_copy(sim_ca_file(r->sim)),
                                   .inventory = rig_copy(r->db),
                                   .now = rig_copy("2026-11-24T06:00:00Z"),
                                   .tool = rig_copy("holdfast/test")};
    snprintf(r->plain, sizeof r->plain, "http://127.0.0.1:%u", sim_plain_port(r->sim));
    signin_set(&r->signin, SIGNIN_CLIENT_SECRET, SIM_SECRET);
    r->set = (struct collector_setting){
        .signin = &r->signin, .out_fd = -1, .wake_fd = -1, .backoff_ms = 4};
}

/* The usual plan: vaults of both kinds of children, and guards by reference alone. */
void rig_plan_usual(struct run *r)
{
    rig_plan(r, TYPE_SUBSCRIPTION, true, false);
    rig_plan(r, RSV, true, false);
    rig_plan(r, RSV "/backupconfig", true, false);
    rig_plan(r, PROXIES, true, false);
    rig_plan(r, POLICIES, true, false);
    rig_plan(r, GUARDS, false, true);
}

int rig_collect(struct run *r)
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
        bool fine =
            !strncmp(line, "GET ", 4) ||
            (!strncmp(line, "POST ", 5) &&
             (strstr(line, "/oauth2/v2.0/token") || strstr(line, " /oauth2/token") ||
              strstr(line, " /_oidc/org/plan/oidctoken?") ||
              strstr(line, " /providers/Microsoft.ResourceGraph/resources?")));
        if (!fine)
            fail_msg("asked: %s", line);
        assert_null(strstr(line, "sim-secret"));
    }
    fclose(f);
    assert_int_equal(sim_count(r->sim).violations, 0);
}

void rig_end(struct run *r)
{
    char path[128];
    static const char *const names[] = {"estate.jsonl", "requests",       "out.db",
                                        "out.db-wal",   "out.db-shm",     "ca.pem",
                                        "cloud.json",   "federated-token"};
    check_requests(r);
    inventory_close(r->inv);
    sim_stop(r->sim);
    signin_free(&r->signin);
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

bool rig_is_complete(struct run *r, const char *scope, const char *type)
{
    struct sought s = {.scope = scope, .type = type};
    inventory_each_complete(r->inv, on_complete, &s);
    return s.found == 1;
}

/* Exactly one gap, this one. */
void rig_only_gap(struct run *r, const char *scope, const char *type, int status,
                  const char *code)
{
    struct sought s = {.scope = scope, .type = type, .code = code, .status = status};
    inventory_each_gap(r->inv, on_gap, &s);
    assert_int_equal(s.found, 1);
    assert_int_equal(r->totals.gaps, 1);
    assert_false(rig_is_complete(r, scope, type));
}

void rig_no_gap(struct run *r)
{
    struct sought s = {.found = 0};
    inventory_each_gap(r->inv, on_gap, &s);
    assert_int_equal(s.found, 0);
    assert_int_equal(r->totals.gaps, 0);
}

size_t rig_gaps(struct run *r)
{
    struct sought s = {.found = 0};
    inventory_each_gap(r->inv, on_gap, &s);
    return (size_t)s.found;
}

static int on_code(void *ctx, const struct inventory_gap *g)
{
    struct sought *s = ctx;
    s->found += g->code && !strcmp(g->code, s->code) && g->status == s->status;
    return 0;
}

size_t rig_gap_codes(struct run *r, const char *code, int status)
{
    struct sought s = {.code = code, .status = status};
    inventory_each_gap(r->inv, on_code, &s);
    return (size_t)s.found;
}

bool rig_there(struct run *r, const char *key)
{
    struct inventory_resource res;
    return inventory_get(r->inv, key, &res, NULL) == 1;
}

void rig_usual(struct run *r, const char *const *faults, const char *const *deny)
{
    rig_start(r, rig_estate,
              (struct sim_options){.faults = faults, .deny = deny, .page_size = 2});
    rig_plan_usual(r);
    int rc = rig_collect(r);
    if (rc)
        fail_msg("%d: %s", rc, r->err.text);
}

size_t rig_asked(const struct run *r, const char *words)
{
    char line[8192];
    size_t n = 0;
    FILE *f = fopen(r->log, "r");
    assert_non_null(f);
    while (fgets(line, sizeof line, f))
        n += strstr(line, words) != NULL;
    fclose(f);
    return n;
}

struct plan_type *rig_type(struct run *r, const char *type)
{
    for (size_t i = 0; i < r->plan.n; i++)
        if (!strcmp(r->plan.types[i].row->type, type))
            return &r->plan.types[i];
    fail_msg("no %s in the plan", type);
    return NULL;
}
