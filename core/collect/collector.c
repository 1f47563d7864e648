#include "collect/collector.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "collect/auth.h"
#include "collect/auth_session.h"
#include "collect/cost.h"
#include "collect/fetch.h"
#include "collect/harvest.h"
#include "collect/harvest_answer.h"
#include "collect/harvest_follow.h"
#include "collect/http.h"
#include "collect/resume.h"
#include "collect/store.h"
#include "collect/task.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/jsonout.h"
#include "data/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SKEW_MAX = 300 }; /* seconds that clocks may differ: what Entra lets pass */

struct collector {
    const struct plan_scope *scope;
    const struct collector_setting *set;
    struct origin arm, authority;
    struct http *sign_in, *arm_http; /* apart: one renews while the other flies */
    struct auth *auth;
    struct fetch *fetch;
    struct inventory *inv;
    struct store store;
    struct harvest harvest;
    struct cost cost;
    bool claimed, settled; /* the tenant: by the token; told to the inventory */
    int64_t told;          /* steady ms of the last progress line */
    bool *begun;           /* types that had an answer, by catalogue row */
    size_t types;
    int64_t end;      /* steady ms when --timeout passes; 0: never */
    const char *type; /* of the last answer; NULL: none yet */
};

static void say(const struct collector *c, const struct buf *line)
{
    /* The parent may be gone: the collection is of use all the same. */
    if (c->set->out_fd >= 0)
        (void)io_write(c->set->out_fd, buf_str(line), line->len, NULL);
}

static int settle_tenant(struct collector *c, bool last, struct err *e);

static void on_url(void *ctx, void *job, struct buf *url)
{
    struct collector *c = ctx;
    harvest_url(&c->harvest, job, url);
}

static void on_answer(void *ctx, void *job, struct http_answer *a, const char *stopped)
{
    struct collector *c = ctx;
    const struct catalog_row *row = ((const struct task *)job)->row;
    size_t slot = (size_t)catalog_index(row);
    c->types += !c->begun[slot];
    c->begun[slot] = true;
    c->type = row->type;
    if (!stopped)
        cost_count(&c->cost, job);
    harvest_answer(&c->harvest, job, a, stopped);
    int rc = c->harvest.rc ? 0 : settle_tenant(c, false, &c->harvest.why);
    if (rc)
        harvest_fail(&c->harvest, rc);
}

static void drop(void *job) { task_free(job); }

/* What was answered is kept before anything is waited for: a run that is killed asks
 * again only what was in flight. What it cost is kept with it, now and then. */
static int keep(struct collector *c, bool cost, struct err *e)
{
    int rc = 0;
    if (cost && c->store.open)
        rc = cost_put(&c->cost, fetch_totals(c->fetch), c->inv, e);
    return rc ? rc : store_flush(&c->store, e);
}

static void tick(void *ctx)
{
    struct collector *c = ctx;
    int64_t now = clock_steady_ms();
    bool due = now - c->told >= 200;
    int rc = c->harvest.rc ? 0 : keep(c, due, &c->harvest.why);
    if (rc)
        harvest_fail(&c->harvest, rc);
    if (!due)
        return;
    c->told = now;
    struct fetch_totals t = fetch_totals(c->fetch);
    struct buf line = buf_make(2048);
    buf_text(&line, "{\"progress\":{");
    json_member_int(&line, "requests", (int64_t)t.requests);
    json_member_int(&line, "done", (int64_t)t.done);
    json_member_int(&line, "planned", (int64_t)t.planned);
    json_member_int(&line, "items", (int64_t)c->store.resources);
    json_member_int(&line, "throttled", (int64_t)t.throttled);
    json_member_int(&line, "types", (int64_t)c->types);
    json_member_int(&line, "of", (int64_t)c->harvest.plan->n);
    if (c->type)
        json_member(&line, "type", c->type);
    buf_text(&line, "}}\n");
    say(c, &line);
    buf_free(&line);
}

static struct http *make_http(const struct collector *c, struct err *e)
{
    struct http_options o = {.arm = c->arm,
                             .authority = c->authority,
                             .ca_file = c->scope->ca_file,
                             .proxy = c->scope->proxy,
                             .agent = c->scope->tool,
                             .timeout_ms = c->set->timeout_ms,
                             .log = c->set->log,
                             .in_flight = c->scope->max_requests > 0
                                              ? c->scope->max_requests
                                              : FETCH_IN_FLIGHT};
    struct http *h = http_make(&o, e);
    if (h)
        http_watch(h, c->set->wake_fd, c->end);
    return h;
}

static int make_parts(struct collector *c, struct err *e)
{
    int rc = origin_parse(c->scope->resource_manager, &c->arm, e);
    if (!rc)
        rc = origin_parse(c->scope->authority, &c->authority, e);
    if (rc)
        return rc;
    if (c->scope->timeout > 0)
        c->end = clock_steady_ms() + c->scope->timeout * 1000;
    c->sign_in = make_http(c, e);
    c->arm_http = c->sign_in ? make_http(c, e) : NULL;
    if (!c->arm_http)
        return -ERR_INTERNAL;
    struct auth_input in =
        auth_session_input(c->scope, c->set, c->sign_in, &c->authority);
    struct err own = {0};
    c->auth = auth_make(c->scope->auth, &in, &own);
    if (!c->auth) {
        if (e)
            *e = own;
        return -own.code;
    }
    struct fetch_options o = {.http = c->arm_http,
                              .auth = c->auth,
                              .log = c->set->log,
                              .in_flight = c->scope->max_requests,
                              .backoff_ms = c->set->backoff_ms,
                              .timeout = c->scope->timeout,
                              .wake_fd = c->set->wake_fd,
                              .answer = on_answer,
                              .url = on_url,
                              .drop = drop,
                              .tick = tick,
                              .ctx = c};
    o.seed = c->harvest.seed.a;
    c->fetch = fetch_make(&o);
    return 0;
}

static int sign_in(struct collector *c, struct err *e)
{
    int rc = fetch_sign_in(c->fetch, e);
    if (rc)
        return rc;
    struct buf line = buf_make(65536);
    auth_report(c->auth, fetch_auth_token(c->fetch), &line);
    say(c, &line);
    buf_free(&line);
    return 0;
}

/* The tenant of the token, else what the user gave, else that of the subscriptions. */
static char *tenant_of(struct collector *c)
{
    struct buf b = buf_make(512);
    c->claimed = auth_token_claim(fetch_token(c->fetch), "tid", &b) && b.len &&
                 strspn(b.data, "0123456789abcdefABCDEF-") == b.len;
    if (c->claimed)
        return buf_steal(&b);
    buf_free(&b);
    return mem_text(c->harvest.home ? c->harvest.home : c->scope->tenant);
}

/* Known from the token at once, or from the first subscription. */
static int settle_tenant(struct collector *c, bool last, struct err *e)
{
    char *tenant = c->settled ? NULL : tenant_of(c);
    int rc = 0;
    if (tenant && (last || c->claimed || c->harvest.home)) {
        c->settled = true;
        rc = resume_tenant(c->inv, tenant, e);
    }
    free(tenant);
    return rc;
}

/* Subscriptions, and what lies below and what is asked of all of them; then ids that lead
 * elsewhere, until nothing new turns up. */
static int walk(struct collector *c, struct err *e)
{
    struct harvest *h = &c->harvest;
    harvest_begin(h);
    int rc = resume_harvest(h, e);
    if (!rc && !h->rc && h->listed) /* else once the list of subscriptions is read */
        rc = harvest_graph(h, e);
    while (!rc && !h->rc) {
        rc = fetch_run(c->fetch, e);
        if (rc || h->rc || !harvest_follow(h))
            break;
    }
    if (rc)
        return rc;
    if (h->rc) {
        if (e)
            *e = h->why;
        return h->rc;
    }
    rc = settle_tenant(c, true, e);
    const char *tenant = inventory_meta(c->inv, "tenant");
    if (!rc && tenant)
        rc = store_put_tenant(&c->store, tenant, e);
    return rc < 0 ? rc : store_flush(&c->store, e);
}

/* Of a walk that failed, what it cost is kept too: a later run may go on with it. */
static int walk_and_count(struct collector *c, struct err *e)
{
    int rc = walk(c, e);
    struct fetch_totals sent = fetch_totals(c->fetch);
    int kept = cost_put(&c->cost, sent, c->inv, rc ? NULL : e);
    if (!rc)
        cost_say(&c->cost, sent, account_first(&c->harvest.account), c->set->log);
    return rc ? rc : kept;
}

/* A clock that is far off makes tokens too old or too young: the one cause that no error
 * of Azure's names. */
static void mind_clock(const struct collector *c, int rc, struct err *e)
{
    int64_t skew = c->arm_http ? http_skew(c->arm_http) : 0;
    if (!skew && c->sign_in)
        skew = http_skew(c->sign_in);
    if (skew > -SKEW_MAX && skew < SKEW_MAX)
        return;
    char text[128];
    snprintf(text, sizeof text, "this machine's clock is %lld s %s Azure's: set it",
             (long long)(skew < 0 ? -skew : skew), skew < 0 ? "ahead of" : "behind");
    if (rc == -ERR_ACCESS) {
        struct err was = *e;
        err_set(e, was.code, "%.800s; %s", was.text, text);
    } else {
        log_say(c->set->log, LOG_WARN, "%s", text);
    }
}

static void collector_end(struct collector *c)
{
    fetch_free(c->fetch);
    if (c->arm_http)
        http_free(c->arm_http);
    auth_free(c->auth);
    http_free(c->sign_in);
    harvest_free(&c->harvest);
    cost_free(&c->cost);
    store_free(&c->store);
    inventory_close(c->inv);
    free(c->begun);
}

static int open_inventory(struct collector *c, const struct plan *p, struct err *e)
{
    const char *path = c->scope->inventory;
    int rc = c->scope->resume ? 0 : inventory_reserve(path, e);
    if (rc)
        return rc;
    c->inv = inventory_resume(path, e);
    return c->inv ? resume_begin(c->inv, p, c->scope, e) : -e->code;
}

int collector_run(const struct plan *p, const struct plan_scope *s,
                  const struct collector_setting *set, struct collector_totals *totals,
                  struct err *e)
{
    struct collector c = {.scope = s, .set = set};
    struct hash_key seed = {0};
    *totals = (struct collector_totals){0};
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        return err_set(e, ERR_INTERNAL, "no random numbers");
    c.harvest.seed = seed;
    c.begun = mem_new(catalog_size(p->catalog) * sizeof *c.begun);
    int rc = make_parts(&c, e);
    if (!rc)
        rc = sign_in(&c, e);
    if (rc)
        goto out;
    rc = open_inventory(&c, p, e);
    if (rc)
        goto out;
    rc = inventory_use_catalog(c.inv, p->catalog, e);
    if (rc)
        goto out;
    c.store = store_make(c.inv, p, seed);
    c.store.fixed = s->now;
    c.harvest = (struct harvest){.plan = p,
                                 .filter = &s->subscriptions,
                                 .log = set->log,
                                 .arm = c.arm,
                                 .fetch = c.fetch,
                                 .store = &c.store,
                                 .seed = seed};
    harvest_make(&c.harvest);
    c.cost = cost_make(c.inv, p->catalog);
    if (s->shard)
        rc = shard_read(s->shard, NULL, &c.harvest.shard, e);
    if (!rc)
        rc = settle_tenant(&c, false, e);
    if (!rc) /* nothing was changed so far in an inventory that is refused */
        rc = inventory_reopen(c.inv, e);
    if (!rc)
        rc = walk_and_count(&c, e);
    struct fetch_totals t = cost_total(&c.cost, fetch_totals(c.fetch));
    if (!rc) {
        rc = inventory_finish(c.inv, e);
        c.inv = NULL;
    }
    *totals = (struct collector_totals){.requests = t.requests,
                                        .throttled = t.throttled,
                                        .resources = c.store.resources,
                                        .gaps = c.store.gaps};
out:
    mind_clock(&c, rc, e);
    collector_end(&c);
    return rc;
}
