/* holdfast plan: what a scan of the selected checks would read. */
#include "data/plan.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cmd.h"
#include "cmd/source.h"
#include "data/catalog.h"
#include "data/estimate.h"
#include "data/inventory.h"
#include "data/jsonout.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static size_t bits(uint64_t filters)
{
    size_t n = 0;
    for (; filters; filters &= filters - 1)
        n++;
    return n;
}

/* "1 per TYPE, and 3 more where a verdict hangs on them". */
static void of_list(struct buf *out, const struct plan_type *t)
{
    size_t always = bits(catalog_filters(t->row) & ~t->spared);
    size_t more = bits(plan_ever_asked(t)) - always;
    if (always)
        buf_fmt(out, "%zu per %s", always, t->row->parent);
    if (always && more)
        buf_fmt(out, ", and %zu more", more);
    else if (more)
        buf_fmt(out, "%zu per %s", more, t->row->parent);
    if (more)
        buf_text(out, " where a verdict hangs on it");
}

/* What one request more of the thing above costs. */
static void requests(struct buf *out, const struct plan_type *t)
{
    if (!t->needed && !t->target && t->followed)
        buf_text(out, t->row->way == CATALOG_GRAPH
                          ? "1 per id that is referred to, of many 1 per 1000"
                          : "1 per id that is referred to");
    else if (t->row->way == CATALOG_GRAPH)
        buf_text(out, "1 per 1000 rows and 25 to 100 subscriptions");
    else if (t->row->extension)
        buf_text(out, "1 per resource above");
    else if (text_same(t->row->parent, TYPE_TENANT))
        buf_text(out, "1");
    else
        of_list(out, t);
}

/* `counts` NULL: there is no inventory to count by. */
static void put_text(struct buf *out, const struct plan *p, const int64_t *counts)
{
    int64_t all = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_type *t = &p->types[i];
        buf_fmt(out, "%s\n  %-8s %s", t->row->type, "way", catalog_way_name(t->row->way));
        if (!t->needed && !t->target && t->followed)
            buf_text(out, " (followed)");
        if (t->optional)
            buf_text(out, " (optional)");
        buf_fmt(out, "\n  %-8s ", "requests");
        requests(out, t);
        if (counts)
            buf_fmt(out, ": %lld", (long long)counts[i]);
        all += counts ? counts[i] : 0;
        buf_fmt(out, "\n  %-8s %s\n", "right", t->row->action);
        if (t->followed && t->row->single_action)
            buf_fmt(out, "  %-8s %s\n", "", t->row->single_action);
        if (t->row->from) {
            buf_fmt(out, "  %-8s ", "from");
            text_show_buf(out, t->row->from, strlen(t->row->from));
            buf_text(out, t->row->outside ? " (--allow-types)\n" : "\n");
        }
    }
    if (counts)
        buf_fmt(out, "in all %lld request%s, if the estate is as it was\n",
                (long long)all, text_plural((uint64_t)all));
}

static void put_json(struct buf *out, const struct plan *p, const int64_t *counts)
{
    int64_t all = 0;
    buf_text(out, "{\"types\":[");
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_type *t = &p->types[i];
        struct buf cost = buf_make(512);
        requests(&cost, t);
        buf_text(out, i ? ",\n{" : "\n{");
        json_member(out, "type", t->row->type);
        json_member(out, "way", catalog_way_name(t->row->way));
        json_member(out, "api_version", t->row->api_version);
        json_member(out, "requests", buf_str(&cost));
        if (counts)
            json_member_int(out, "estimate", counts[i]);
        all += counts ? counts[i] : 0;
        json_member(out, "action", t->row->action);
        if (t->followed && t->row->single_action)
            json_member(out, "single_action", t->row->single_action);
        if (t->row->from)
            json_member(out, "from", t->row->from);
        json_member_bool(out, "target", t->target);
        json_member_bool(out, "needed", t->needed);
        json_member_bool(out, "followed", t->followed);
        json_member_bool(out, "optional", t->optional);
        json_list(out, "under", &t->under);
        json_list(out, "checks", &t->checks);
        buf_char(out, '}');
        buf_free(&cost);
    }
    buf_text(out, "\n]");
    if (counts)
        json_member_int(out, "estimate", all);
    buf_text(out, "}\n");
}

/* Counts by the inventory of --from; *counts stays NULL without one. */
static int count(struct cmd *c, const struct plan *p, int64_t **counts, struct err *e)
{
    struct source s = {0};
    if (!c->opt.from)
        return 0;
    int rc = source_file(&s, c, c->opt.from, p->catalog, e);
    struct inventory *inv = rc ? NULL : inventory_open(s.path, e);
    if (!rc)
        rc = inv ? inventory_use_catalog(inv, p->catalog, e) : -e->code;
    if (!rc) {
        *counts = mem_new((p->n + 1) * sizeof **counts);
        rc = estimate_plan(p, inv, *counts, e);
    }
    inventory_close(inv);
    source_free(&s);
    return rc;
}

int plan_allow(const struct cmd *c, const struct plan *p, struct err *e)
{
    for (size_t i = 0; i < p->n && !c->opt.allow_types; i++)
        if (p->types[i].row->outside)
            return err_set(e, ERR_USAGE,
                           "%s: brings the resource type %s: a scan reads it only with "
                           "--allow-types (holdfast plan shows what is asked)",
                           p->types[i].row->from, p->types[i].row->type);
    return 0;
}

int cmd_plan(struct cmd *c, struct err *e)
{
    struct known k;
    struct plan p = {0};
    int64_t *counts = NULL;
    const char *format = c->opt.format ? c->opt.format : "text";
    bool json = text_same(format, "json");
    if (!json && !text_same(format, "text"))
        return err_set(e, ERR_USAGE, "--format %s: wants text or json", format);
    int rc = known_make(&k, c, e);
    if (rc)
        return rc;
    rc = plan_make(k.selected, k.n, k.checks.catalog, &p, e);
    if (!rc)
        rc = count(c, &p, &counts, e);
    if (!rc) {
        struct buf out = buf_make(16 << 20);
        json ? put_json(&out, &p, counts) : put_text(&out, &p, counts);
        rc = io_write(STDOUT_FILENO, buf_str(&out), out.len, e);
        buf_free(&out);
    }
    free(counts);
    plan_free(&p);
    int refused = k.code.n_refused ? ERR_INCOMPLETE : 0;
    known_free(&k);
    return rc ? rc : refused;
}
