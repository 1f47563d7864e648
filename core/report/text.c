/* The report for a person, worst first: after ten lines one knows what to do next.
 * Findings are read once a severity, so that no list of them is kept. */
#include "report/report.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/finding.h"
#include "data/inventory.h"
#include "report/view.h"

#include <stdlib.h>
#include <string.h>

enum { REMEDIES = 10, GAPS_SHOWN = 25 };

struct vaults { /* keys of vaults, of this result */
    char **at;
    size_t n;
};

struct writing {
    struct report_out *o;
    const struct result *r;
    struct view view;
    struct vaults judged, at_risk;
    enum severity now; /* the severity that is listed; NONE: what was not judged */
    int64_t last;      /* row whose heading stands */
    size_t shown;
    struct err *e;
    int rc;
};

/* --- words --- */

static const char *color(const struct writing *w, const char *code)
{
    return w->o->color ? code : "";
}

static const char *severity_color(const struct writing *w, enum severity s)
{
    static const char *const codes[SEVERITY_COUNT] = {
        "", "\033[36m", "\033[36m", "\033[33m", "\033[31m", "\033[1;31m"};
    return color(w, codes[s]);
}

static void words(struct writing *w, const char *text)
{
    out_text(w->o, text, strlen(text));
}

/* Text wrapped at spaces to the width, each line after `indent` spaces; the first line
 * begins where the cursor stands, `used` columns in. */
static void wrapped(struct writing *w, const char *text, size_t len, int indent, int used)
{
    struct buf shown = buf_make(1 << 16);
    text_show_buf(&shown, text, len);
    const char *p = buf_str(&shown);
    while (*p) {
        size_t room = (size_t)(w->o->width - used), n = strlen(p);
        if (n > room) {
            n = room;
            while (n && p[n] != ' ')
                n--;
            if (!n)
                n = strcspn(p, " "); /* a word that is wider than the line */
        }
        buf_add(&w->o->buf, p, n);
        p += n;
        p += strspn(p, " ");
        out_fmt(w->o, "\n%*s", *p ? indent : 0, "");
        used = indent;
    }
    if (!shown.len)
        out_lit(w->o, "\n");
    buf_free(&shown);
}

/* --- vaults at risk --- */

static void add_vault(struct vaults *v, const char *key, size_t len)
{
    for (size_t i = v->n; i-- > 0;) /* recent ones first: findings come in order */
        if (strlen(v->at[i]) == len && !memcmp(v->at[i], key, len))
            return;
    v->at = mem_grow(v->at, v->n + 1, sizeof *v->at);
    v->at[v->n++] = mem_textn(key, len);
}

static void free_vaults(struct vaults *v)
{
    for (size_t i = 0; i < v->n; i++)
        free(v->at[i]);
    free(v->at);
}

/* A vault is at risk when a check of it, or of what lies in it, fails at high or
 * critical. */
static int weigh(void *ctx, const struct finding *f)
{
    struct writing *w = ctx;
    w->rc = view_read(&w->view, w->r->inv, f->row, w->e);
    if (w->rc)
        return 1;
    size_t len = view_vault_key(w->view.key);
    if (len && view_is_vault(w->view.type))
        add_vault(&w->judged, w->view.key, len);
    if (len && f->verdict == VERDICT_FAIL && f->severity >= SEVERITY_HIGH)
        add_vault(&w->at_risk, w->view.key, len);
    return 0;
}

/* --- the head --- */

static void put_head(struct writing *w)
{
    const struct summary *s = &w->r->summary;
    uint64_t worst = s->severity[SEVERITY_CRITICAL], high = s->severity[SEVERITY_HIGH];
    const char *bold = color(w, "\033[1m"), *plain = color(w, "\033[0m");
    if (w->judged.n)
        out_fmt(w->o,
                "%s%zu of %zu vaults would lose backups if somebody got in tonight.%s\n",
                bold, w->at_risk.n, w->judged.n, plain);
    out_fmt(w->o, "%llu critical, %llu high, %llu medium, %llu low, %llu info",
            (unsigned long long)worst, (unsigned long long)high,
            (unsigned long long)s->severity[SEVERITY_MEDIUM],
            (unsigned long long)s->severity[SEVERITY_LOW],
            (unsigned long long)s->severity[SEVERITY_INFO]);
    out_fmt(w->o, " findings on %llu resources, as of %s",
            (unsigned long long)s->resources, w->r->inventory_time);
    if (w->r->subscriptions.n)
        out_fmt(w->o, ", %zu subscriptions", w->r->subscriptions.n);
    out_lit(w->o, ".\n");
    if (!w->r->complete)
        out_fmt(
            w->o,
            "%sIncomplete:%s %llu unknown, %llu errors, %zu gaps, %zu refused: see the "
            "end.\n",
            color(w, "\033[33m"), plain, (unsigned long long)s->status[VERDICT_UNKNOWN],
            (unsigned long long)s->status[VERDICT_ERROR], w->r->n_gaps, w->r->n_refused);
}

/* --- findings --- */

static void put_heading(struct writing *w)
{
    const char *kind = strrchr(w->view.type, '/');
    out_fmt(w->o, "\n%s", color(w, "\033[1m"));
    words(w, w->view.name);
    out_fmt(w->o, "%s  ", color(w, "\033[0m"));
    words(w, kind ? kind + 1 : w->view.type);
    if (*w->view.group) {
        out_lit(w->o, " in ");
        words(w, w->view.group);
    }
    size_t vault = view_vault_key(w->view.key);
    if (vault && !view_is_vault(w->view.type)) {
        size_t from = vault;
        while (from && w->view.key[from - 1] != '/')
            from--;
        out_lit(w->o, ", vault ");
        out_text(w->o, w->view.id + from, vault - from);
    }
    out_lit(w->o, "\n");
}

static void put_line(struct writing *w, const struct finding *f)
{
    bool graded = f->severity != SEVERITY_NONE;
    const char *word = graded ? severity_name(f->severity) : verdict_name(f->verdict);
    out_fmt(w->o, "  %s%-8s%s %s: ", graded ? severity_color(w, f->severity) : "", word,
            color(w, "\033[0m"), f->check->id);
    int used = 13 + (int)strlen(f->check->id);
    if (f->detail && f->detail->message.len)
        wrapped(w, f->detail->message.data, f->detail->message.len, 11, used);
    else
        wrapped(w, f->check->title, strlen(f->check->title), 11, used);
    if (!graded || !f->check->remedy || w->shown++ >= REMEDIES)
        return;
    struct buf remedy = buf_make(1 << 14);
    view_remedy(&w->view, f->check->remedy, &remedy);
    out_lit(w->o, "           do: ");
    out_text(w->o, buf_str(&remedy), remedy.len); /* one line, to be copied */
    out_lit(w->o, "\n");
    buf_free(&remedy);
}

static bool in_turn(const struct writing *w, const struct finding *f)
{
    bool graded = f->severity != SEVERITY_NONE;
    if (!(w->r->listed >> f->verdict & 1))
        return false;
    return w->now == SEVERITY_NONE ? !graded : graded && f->severity == w->now;
}

static int put_finding(void *ctx, const struct finding *f)
{
    struct writing *w = ctx;
    if (!in_turn(w, f))
        return 0;
    w->rc = view_read(&w->view, w->r->inv, f->row, w->e);
    if (w->rc)
        return 1;
    if (w->last == -1 && w->now != SEVERITY_NONE) {
        out_fmt(w->o, "\n%s== %s ==%s\n", severity_color(w, w->now),
                severity_name(w->now), color(w, "\033[0m"));
    } else if (w->last == -1) {
        out_lit(w->o, "\n== not failed ==\n");
    }
    if (w->last != f->row)
        put_heading(w);
    w->last = f->row;
    put_line(w, f);
    w->rc = out_flush(w->o, false, w->e);
    return w->rc ? 1 : 0;
}

static int put_findings(struct writing *w)
{
    int rc = 0;
    for (int s = SEVERITY_CRITICAL; s >= SEVERITY_NONE && !rc; s--) {
        w->now = (enum severity)s;
        w->last = -1;
        rc = w->r->findings.read(w->r->findings.self, put_finding, w, w->e);
        rc = w->rc ? w->rc : rc;
    }
    return rc;
}

/* --- the end --- */

static void put_gap(struct writing *w, const struct gap_line *g)
{
    out_lit(w->o, "  ");
    words(w, g->type && *g->type ? g->type : "everything");
    out_lit(w->o, " below ");
    words(w, g->scope);
    out_lit(w->o, ": ");
    if (g->status)
        out_fmt(w->o, "%d ", g->status);
    words(w, g->code ? g->code : "not read");
    if (g->action) {
        out_lit(w->o, ", needs ");
        words(w, g->action);
    }
    out_lit(w->o, "\n");
}

/* "Errors: 3 blocked, 1 too slow." */
static void put_errors(struct writing *w)
{
    bool any = false;
    for (int f = FAILURE_BLOCKED; f < FAILURE_COUNT; f++) {
        if (!w->r->summary.failure[f])
            continue;
        out_fmt(w->o, "%s %llu ",
                any ? "," : "Errors:", (unsigned long long)w->r->summary.failure[f]);
        for (const char *p = failure_name((enum failure)f); *p; p++)
            out_fmt(w->o, "%c", *p == '_' ? ' ' : *p);
        any = true;
    }
    out_lit(w->o, any ? ".\n" : "");
}

static void put_end(struct writing *w)
{
    const struct summary *s = &w->r->summary;
    uint64_t judged = s->findings - s->status[VERDICT_UNKNOWN] - s->status[VERDICT_ERROR];
    if (w->r->n_gaps)
        out_lit(w->o, "\nNot read:\n");
    for (size_t i = 0; i < w->r->n_gaps && i < GAPS_SHOWN; i++)
        put_gap(w, &w->r->gaps[i]);
    if (w->r->n_gaps > GAPS_SHOWN)
        out_fmt(w->o, "  and %zu more: -f json lists all\n", w->r->n_gaps - GAPS_SHOWN);
    if (w->r->n_refused)
        out_lit(w->o, "\nNot loaded:\n");
    for (size_t i = 0; i < w->r->n_refused; i++) {
        out_lit(w->o, "  ");
        words(w, w->r->refused[i].file);
        out_lit(w->o, ": ");
        words(w, w->r->refused[i].reason);
        out_lit(w->o, "\n");
    }
    out_fmt(
        w->o,
        "\nJudged %llu of %llu pairs of check and resource: %llu pass, %llu warn, %llu "
        "fail, %llu not applicable; not judged: %llu unknown, %llu error.\n",
        (unsigned long long)judged, (unsigned long long)s->findings,
        (unsigned long long)s->status[VERDICT_PASS],
        (unsigned long long)s->status[VERDICT_WARN],
        (unsigned long long)s->status[VERDICT_FAIL],
        (unsigned long long)s->status[VERDICT_NOT_APPLICABLE],
        (unsigned long long)s->status[VERDICT_UNKNOWN],
        (unsigned long long)s->status[VERDICT_ERROR]);
    put_errors(w);
    out_lit(w->o, "Why a check matters and how it decides: holdfast checks ID\n");
}

int report_text(struct report_out *o, const struct result *r, struct err *e)
{
    struct writing w = {.o = o, .r = r, .e = e};
    int rc = r->findings.read(r->findings.self, weigh, &w, e);
    rc = w.rc ? w.rc : rc;
    if (!rc) {
        put_head(&w);
        rc = put_findings(&w);
    }
    if (!rc)
        put_end(&w);
    view_free(&w.view);
    free_vaults(&w.judged);
    free_vaults(&w.at_risk);
    return rc;
}
