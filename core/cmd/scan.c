/* holdfast scan: code, plan, inventory, evaluation, reports, exit code. */
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cage/parts.h"
#include "cmd/cmd.h"
#include "cmd/conf.h"
#include "cmd/order.h"
#include "cmd/settings.h"
#include "cmd/source.h"
#include "config.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/needs.h"
#include "data/plan.h"
#include "report/report.h"
#include "scan/evaluate.h"
#include "scan/spool.h"
#include "scan/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct scan {
    struct cmd *c;
    struct known known;
    struct plan plan;
    struct source source;
    struct inventory *inv;
    struct needs *needs;
    struct spool *spool;
    struct result result;
    struct orders orders;
    struct settings settings;
    struct strs scopes;
    enum severity fail_on;
    int64_t now;
    int64_t deadline_ms; /* of clock_steady_ms; 0: none */
    struct parts cage;
};

/* --- what the options ask for --- */

static int read_gate(struct scan *s, struct err *e)
{
    const char *word = s->c->opt.fail_on;
    s->fail_on = SEVERITY_LOW;
    if (word && text_same(word, "never"))
        s->fail_on = SEVERITY_NONE;
    else if (word && !severity_parse(word, &s->fail_on))
        return err_set(e, ERR_USAGE,
                       "--fail-on %s: wants info, low, medium, high, critical or never",
                       word);
    return 0;
}

static int read_wishes(struct scan *s, struct err *e)
{
    const struct options *o = &s->c->opt;
    int rc = orders_read(&s->orders, o, e);
    if (!rc)
        rc = read_gate(s, e);
    if (!rc)
        rc = scope_vaults(&s->scopes, o, e);
    if (!rc && o->from && (o->save || o->resume || o->shard))
        rc = err_set(e, ERR_USAGE, "--%s goes with a live scan, not with --from",
                     o->save     ? "save"
                     : o->resume ? "resume"
                                 : "shard");
    if (!rc && o->resume && !o->save)
        rc = err_set(e, ERR_USAGE, "--resume wants the file: --save FILE");
    if (!rc && o->now && !clock_parse(o->now, &s->now))
        rc = err_set(e, ERR_USAGE, "--now %s: wants a time as 2026-11-24T06:00:00Z",
                     o->now);
    return rc;
}

/* --- the inventory --- */

static int get_inventory(struct scan *s, struct err *e)
{
    const struct options *o = &s->c->opt;
    int rc;
    if (o->from) {
        rc = source_file(&s->source, s->c, o->from, s->plan.catalog, e);
    } else {
        rc = plan_allow(s->c, &s->plan, e);
        if (!rc)
            rc = source_azure(&s->source, s->c, &s->plan, o->save, e);
    }
    if (rc)
        return rc;
    s->inv = inventory_open(s->source.path, e);
    if (!s->inv || inventory_use_catalog(s->inv, s->plan.catalog, e))
        return -e->code;
    s->needs = needs_make(s->inv, o->assume_complete, e);
    if (!s->needs)
        return -e->code;
    if (!o->now)
        s->now = inventory_time(s->inv);
    return scope_narrow(&s->scopes, &s->c->opt, s->inv, e);
}

/* --- evaluation --- */

static int jobs(const struct scan *s)
{
    long n = s->c->opt.jobs ? 0 : sysconf(_SC_NPROCESSORS_ONLN);
    return s->c->opt.jobs ? (int)s->c->opt.jobs : n < 1 ? 1 : n > 8 ? 8 : (int)n;
}

/* SIGUSR1 while checks run. */
static void answer_question(void *ctx, size_t at, size_t n)
{
    struct scan *s = ctx;
    struct log loud = s->c->log;
    if (!*s->c->asked)
        return;
    *s->c->asked = 0;
    loud.level = LOG_INFO;
    log_say(&loud, LOG_INFO, "status: the estate is read, %zu of %zu parts are checked",
            at, n);
}

static int run_checks(struct scan *s, struct err *e)
{
    const struct options *o = &s->c->opt;
    struct evaluation ev = {.program = s->c->places.eval,
                            .code = &s->known.code,
                            .checks = s->known.selected,
                            .n_checks = s->known.n,
                            .settings = s->settings.at,
                            .n_settings = s->settings.n,
                            .inv = s->inv,
                            .jobs = jobs(s),
                            .check_timeout_ms =
                                o->check_timeout ? (int)o->check_timeout * 1000 : 10000,
                            .now = s->now,
                            .assume_complete = o->assume_complete,
                            .weak_cage = o->weak_cage,
                            .deadline_ms = s->deadline_ms,
                            .cage = &s->cage,
                            .scopes = &s->scopes,
                            .stop = s->c->stop,
                            .look = answer_question,
                            .ctx = s};
    for (size_t i = 0; i < s->orders.n; i++) {
        unsigned listed = orders_listed(&s->orders, i);
        ev.verbose |=
            (listed >> VERDICT_PASS & 1) || (listed >> VERDICT_NOT_APPLICABLE & 1);
    }
    s->spool = spool_make(cmd_env("TMPDIR"), s->known.selected, s->known.n, e);
    if (!s->spool)
        return -e->code;
    /* Closed last of all: closing any descriptor of a file drops this process's locks on
     * it. */
    ev.inventory_fd = open(s->source.path, O_RDONLY | O_CLOEXEC);
    if (ev.inventory_fd < 0)
        return err_set(e, ERR_NOINPUT, "%s: %s", s->source.path, strerror(errno));
    int rc = evaluate(&ev, s->spool, e);
    close(ev.inventory_fd);
    return rc;
}

static int read_subscriptions(struct result *r, struct err *e)
{
    struct inventory_cursor *c = inventory_below(r->inv, "/", TYPE_SUBSCRIPTION, false);
    struct inventory_resource sub;
    int rc;
    while ((rc = inventory_next(c, &sub, e)) == 1)
        strs_add(&r->subscriptions, armid_name(sub.key));
    inventory_end(c);
    return rc;
}

static char *meta(struct scan *s, const char *name)
{
    const char *value = inventory_meta(s->inv, name);
    return mem_text(value ? value : "");
}

static int make_result(struct scan *s, int64_t started, struct err *e)
{
    struct result *r = &s->result;
    bool live = s->c->opt.from == NULL;
    *r = (struct result){.version = PACKAGE_VERSION,
                         .checks = s->known.selected,
                         .n_checks = s->known.n,
                         .inv = s->inv,
                         .findings = spool_findings(s->spool),
                         .refused = s->known.code.refused,
                         .n_refused = s->known.code.n_refused,
                         .source = mem_text(s->source.kind),
                         .cloud = meta(s, "cloud"),
                         .tenant = meta(s, "tenant"),
                         .cage = mem_text(parts_text(&s->cage)),
                         .requests = s->source.requests,
                         .throttled = s->source.throttled,
                         .fingerprint = tally_fingerprint,
                         .jobs = jobs(s)};
    if (s->c->config)
        r->config = (struct result_config){
            s->c->config->from.path, s->c->config->from.sha256, s->c->config->profile};
    clock_format(inventory_time(s->inv), r->inventory_time);
    clock_format(live ? started : inventory_time(s->inv), r->started);
    clock_format(live ? clock_now() : inventory_time(s->inv), r->finished);
    const char *shard = inventory_meta(s->inv, "shard");
    r->shard = shard && *shard ? mem_text(shard) : NULL;
    for (size_t i = 0; i < s->c->opt.check_dirs.n; i++)
        strs_add(&r->check_dirs, s->c->opt.check_dirs.at[i]);
    tally_code(r, &s->known.code);
    int rc = read_subscriptions(r, e);
    if (!rc)
        rc = tally_gaps(r, &s->plan, s->needs, e);
    return rc ? rc : tally_findings(r, e);
}

static void scan_free(struct scan *s)
{
    tally_free(&s->result);
    free(s->result.source);
    free(s->result.cloud);
    free(s->result.tenant);
    free(s->result.cage);
    spool_free(s->spool);
    needs_free(s->needs);
    inventory_close(s->inv);
    source_free(&s->source);
    plan_free(&s->plan);
    known_free(&s->known);
    settings_free(&s->settings);
    orders_free(&s->orders);
    strs_free(&s->scopes);
}

/* --timeout is of the whole scan. Reading Azure ends a tenth before, a minute at most, so
 * that what was read is judged and not only kept. */
static void divide_time(struct scan *s)
{
    long whole = s->c->opt.timeout, part = whole / 10 < 60 ? whole / 10 : 60;
    if (!whole)
        return;
    s->deadline_ms = clock_steady_ms() + 1000 * whole;
    s->c->opt.timeout = whole - (part ? part : whole > 1);
}

int scan_prove(struct cmd *c, struct err *e)
{
    struct scan s = {.c = c};
    int rc = read_wishes(&s, e);
    scan_free(&s);
    return rc;
}

int cmd_scan(struct cmd *c, struct err *e)
{
    struct scan s = {.c = c};
    int64_t started = clock_now();
    divide_time(&s);
    int rc = c->opt.words.n
                 ? err_set(e, ERR_USAGE, "scan takes no argument \"%s\": see --help",
                           c->opt.words.at[0])
                 : read_wishes(&s, e);
    if (!rc)
        rc = known_make(&s.known, c, e);
    s.cage = s.known.checks.cage;
    if (!rc)
        rc = settings_read(&s.settings, c, &s.known.checks, e);
    if (!rc)
        rc = plan_make(s.known.selected, s.known.n, s.known.checks.catalog, &s.plan, e);
    if (!rc)
        rc = get_inventory(&s, e);
    if (!rc)
        rc = run_checks(&s, e);
    if (!rc)
        rc = make_result(&s, started, e);
    if (!rc) {
        int bits = tally_exit(&s.result, s.fail_on, c->opt.allow_incomplete);
        rc = orders_write(&s.orders, &c->opt, &s.result, e);
        if (!rc)
            rc = *c->stop ? 128 + *c->stop : bits;
    }
    scan_free(&s);
    return rc;
}
