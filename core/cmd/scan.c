/* holdfast scan: code, plan, inventory, evaluation, reports, exit code. */
#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cage/stage.h"
#include "cmd/cmd.h"
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

struct order { /* one report that is wanted */
    const struct report_format *format;
    const char *file; /* NULL: standard output */
};

struct scan {
    struct cmd *c;
    struct known known;
    struct plan plan;
    struct source source;
    struct inventory *inv;
    struct needs *needs;
    struct spool *spool;
    struct result result;
    struct order *orders;
    size_t n_orders;
    struct job_setting *settings;
    size_t n_settings;
    struct strs scopes;
    enum severity fail_on;
    unsigned listed; /* by --status; 0: each format's own */
    int64_t now;
};

/* --- what the options ask for --- */

static int add_order(struct scan *s, const char *name, size_t len, const char *file,
                     struct err *e)
{
    char *format = mem_textn(name, len);
    const struct report_format *f = report_find(format);
    if (!f)
        err_set(e, ERR_USAGE, "unknown format %s: this version writes %s", format,
                report_names());
    free(format);
    int rc = f ? out_check(file, e) : -ERR_USAGE;
    if (rc)
        return rc;
    s->orders = mem_grow(s->orders, s->n_orders + 1, sizeof *s->orders);
    s->orders[s->n_orders++] = (struct order){f, file};
    return 0;
}

static int read_orders(struct scan *s, struct err *e)
{
    const struct options *o = &s->c->opt;
    int rc = 0;
    if (o->format || o->output || !o->reports.n) {
        const char *name = o->format ? o->format : "text";
        rc = add_order(s, name, strlen(name), o->output, e);
    }
    for (size_t i = 0; i < o->reports.n && !rc; i++) {
        const char *equal = strchr(o->reports.at[i], '=');
        rc = equal && equal[1]
                 ? add_order(s, o->reports.at[i], (size_t)(equal - o->reports.at[i]),
                             equal + 1, e)
                 : err_set(e, ERR_USAGE, "--report wants NAME=FILE, as json=scan.json");
    }
    return rc;
}

static int read_status(struct scan *s, struct err *e)
{
    char *copy = mem_text(s->c->opt.status ? s->c->opt.status : ""), *rest = copy;
    for (char *word; (word = strsep(&rest, ","));) {
        int v = VERDICT_PASS;
        while (*word && v < VERDICT_COUNT &&
               !text_same(verdict_name((enum verdict)v), word))
            v++;
        if (v == VERDICT_COUNT) {
            err_set(e, ERR_USAGE,
                    "--status: %s is none of pass, warn, fail, not_applicable, unknown, "
                    "error",
                    word);
            free(copy);
            return -ERR_USAGE;
        }
        if (*word)
            s->listed |= 1u << v;
    }
    free(copy);
    return 0;
}

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

/* CHECK.NAME=VALUE, of a check that is known and a setting that it has. */
static int read_setting(struct scan *s, const char *text, struct err *e)
{
    const char *dot = strchr(text, '.'), *equal = dot ? strchr(dot, '=') : NULL;
    if (!equal)
        return err_set(e, ERR_USAGE, "--set wants CHECK.NAME=VALUE, not %s", text);
    char *check = mem_textn(text, (size_t)(dot - text));
    char *name = mem_textn(dot + 1, (size_t)(equal - dot) - 1);
    const struct check_setting *found = NULL;
    bool known = false;
    for (size_t i = 0; i < s->known.checks.n; i++) {
        const struct check_info *info = &s->known.checks.at[i];
        known |= !strcmp(info->id, check);
        for (size_t k = 0; k < info->n_settings && !strcmp(info->id, check); k++)
            if (!strcmp(info->settings[k].name, name))
                found = &info->settings[k];
    }
    char *end = NULL;
    bool bad = found && found->numeric && (strtod(equal + 1, &end), !equal[1] || *end);
    int rc = bad     ? err_set(e, ERR_USAGE, "--set %s: %s wants a number", text, name)
             : found ? 0
             : known ? err_set(e, ERR_USAGE,
                               "--set: %s has no setting %s: see holdfast checks %s",
                               check, name, check)
                     : err_set(e, ERR_USAGE, "--set: there is no check %s", check);
    if (rc) {
        free(check);
        free(name);
        return rc;
    }
    s->settings = mem_grow(s->settings, s->n_settings + 1, sizeof *s->settings);
    s->settings[s->n_settings++] = (struct job_setting){check, name, mem_text(equal + 1)};
    return 0;
}

static int read_wishes(struct scan *s, struct err *e)
{
    const struct options *o = &s->c->opt;
    int rc = o->words.n
                 ? err_set(e, ERR_USAGE, "scan takes no argument \"%s\": see --help",
                           o->words.at[0])
                 : read_orders(s, e);
    if (!rc)
        rc = read_status(s, e);
    if (!rc)
        rc = read_gate(s, e);
    if (!rc)
        rc = scope_vaults(&s->scopes, o, e);
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
        rc = o->save
                 ? err_set(e, ERR_USAGE, "--save goes with a live scan, not with --from")
                 : source_file(&s->source, s->c, o->from, s->plan.catalog, e);
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

static int default_jobs(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 8 ? 8 : (int)n;
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
                            .settings = s->settings,
                            .n_settings = s->n_settings,
                            .inv = s->inv,
                            .jobs = o->jobs ? (int)o->jobs : default_jobs(),
                            .check_timeout_ms =
                                o->check_timeout ? (int)o->check_timeout * 1000 : 10000,
                            .now = s->now,
                            .assume_complete = o->assume_complete,
                            .scopes = &s->scopes,
                            .stop = s->c->stop,
                            .look = answer_question,
                            .ctx = s};
    for (size_t i = 0; i < s->n_orders; i++) {
        unsigned listed = s->listed ? s->listed : s->orders[i].format->listed;
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
                         .cage = mem_text(cage_describe()),
                         .requests = s->source.requests,
                         .throttled = s->source.throttled,
                         .fingerprint = tally_fingerprint};
    clock_format(inventory_time(s->inv), r->inventory_time);
    clock_format(live ? started : inventory_time(s->inv), r->started);
    clock_format(live ? clock_now() : inventory_time(s->inv), r->finished);
    tally_code(r, &s->known.code);
    int rc = read_subscriptions(r, e);
    if (!rc)
        rc = tally_gaps(r, &s->plan, s->needs, e);
    return rc ? rc : tally_findings(r, e);
}

/* --- reports --- */

static int write_reports(struct scan *s, struct err *e)
{
    bool plain = s->c->opt.no_color || cmd_env("NO_COLOR");
    int color = plain ? 0 : cmd_env("CLICOLOR_FORCE") ? 1 : -1;
    for (size_t i = 0; i < s->n_orders; i++) {
        const struct order *order = &s->orders[i];
        struct report_out out;
        s->result.listed = s->listed ? s->listed : order->format->listed;
        int rc = out_open(&out, order->file, color, e);
        if (rc)
            return rc;
        rc = order->format->write(&out, &s->result, e);
        if (rc) {
            out_abort(&out);
            return rc;
        }
        rc = out_commit(&out, e);
        if (rc)
            return rc;
    }
    return 0;
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
    for (size_t i = 0; i < s->n_settings; i++) {
        free(s->settings[i].check);
        free(s->settings[i].name);
        free(s->settings[i].value);
    }
    free(s->settings);
    free(s->orders);
    strs_free(&s->scopes);
}

int cmd_scan(struct cmd *c, struct err *e)
{
    struct scan s = {.c = c};
    int64_t started = clock_now();
    int rc = read_wishes(&s, e);
    if (!rc)
        rc = known_make(&s.known, c, e);
    for (size_t i = 0; i < c->opt.settings.n && !rc; i++)
        rc = read_setting(&s, c->opt.settings.at[i], e);
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
        rc = write_reports(&s, e);
        if (!rc)
            rc = *c->stop ? 128 + *c->stop : bits;
    }
    scan_free(&s);
    return rc;
}
