/* The report for a person, worst first: after ten lines one knows what to do next. What
 * says the same of many resources is said once (groups.h). */
#include "report/report.h"

#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/armid.h"
#include "data/finding.h"
#include "report/groups.h"
#include "report/headline.h"
#include "report/view.h"

#include <stdlib.h>
#include <string.h>

enum { REMEDIES = 10, GAPS_SHOWN = 25, SCOPES_SHOWN = 3 };

struct writing {
    struct report_out *o;
    const struct result *r;
    struct view view;
    size_t remedies; /* given so far */
    struct err *e;
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

/* --- the head --- */

static void put_head(struct writing *w)
{
    const struct summary *s = &w->r->summary;
    uint64_t worst = s->severity[SEVERITY_CRITICAL], high = s->severity[SEVERITY_HIGH];
    const char *bold = color(w, "\033[1m"), *plain = color(w, "\033[0m");
    struct buf line = buf_make(1 << 12);
    headline_say(w->r, &line);
    out_lit(w->o, bold);
    wrapped(w, buf_str(&line), line.len, 0, 0);
    out_lit(w->o, plain);
    buf_free(&line);
    out_fmt(w->o, "%llu critical, %llu high, %llu medium, %llu low, %llu info",
            (unsigned long long)worst, (unsigned long long)high,
            (unsigned long long)s->severity[SEVERITY_MEDIUM],
            (unsigned long long)s->severity[SEVERITY_LOW],
            (unsigned long long)s->severity[SEVERITY_INFO]);
    out_fmt(w->o, " findings on %llu resource%s, as of %s",
            (unsigned long long)s->resources, text_plural(s->resources),
            w->r->inventory_time);
    if (w->r->subscriptions.n)
        out_fmt(w->o, ", %zu subscription%s", w->r->subscriptions.n,
                text_plural(w->r->subscriptions.n));
    out_lit(w->o, ".\n");
    if (!w->r->complete)
        out_fmt(
            w->o,
            "%sIncomplete:%s %llu unknown, %llu error%s, %zu gap%s, %zu refused: see the "
            "end.\n",
            color(w, "\033[33m"), plain, (unsigned long long)s->status[VERDICT_UNKNOWN],
            (unsigned long long)s->status[VERDICT_ERROR],
            text_plural(s->status[VERDICT_ERROR]), w->r->n_gaps,
            text_plural(w->r->n_gaps), w->r->n_refused);
}

/* --- findings --- */

/* The name, where it lies (its vault, else its resource group), and why it is less grave
 * than the check says. */
static int name_resource(struct writing *w, int64_t row, bool empty, struct buf *out)
{
    int rc = view_read(&w->view, w->r->inv, row, w->e);
    if (rc)
        return rc;
    size_t vault = armid_vault(w->view.key);
    buf_text(out, w->view.name);
    if (vault && w->view.key[vault]) {
        size_t from = vault;
        while (from && w->view.key[from - 1] != '/')
            from--;
        buf_text(out, " (vault ");
        buf_add(out, w->view.id + from, vault - from);
        buf_char(out, ')');
    } else if (*w->view.group || empty) {
        buf_fmt(out, " (%s%s%s)", w->view.group, *w->view.group && empty ? "; " : "",
                empty ? "holds nothing, so one step lower" : "");
    }
    return 0;
}

/* Proof stands under what somebody has to act on tonight. */
static bool with_evidence(const struct writing *w, const struct group *g)
{
    if (g->verdict == VERDICT_PASS || g->verdict == VERDICT_NOT_APPLICABLE)
        return false;
    return w->r->evidence || g->severity >= SEVERITY_HIGH;
}

static int put_saying(struct writing *w, const struct group *g,
                      const struct group_saying *s)
{
    struct buf names = buf_make(1 << 16);
    int rc = 0;
    out_lit(w->o, "  ");
    wrapped(w, s->message, s->len, 2, 2);
    for (size_t i = 0; i < s->n_rows && !rc; i++) {
        buf_text(&names, i ? ", " : "");
        rc = name_resource(w, s->rows[i], s->lowered[i], &names);
    }
    if (s->count > s->n_rows)
        buf_fmt(&names, " and %llu more", (unsigned long long)(s->count - s->n_rows));
    out_lit(w->o, "    ");
    wrapped(w, buf_str(&names), names.len, 4, 4);
    buf_free(&names);
    if (!rc && *s->seen && with_evidence(w, g))
        out_fmt(w->o, "    %s: %s\n", s->count > 1 ? "seen (first)" : "seen", s->seen);
    return rc;
}

/* For the first resource of the group; one line, to be copied. */
static int put_remedy(struct writing *w, const struct group *g)
{
    struct finding first = {.check = g->check, .row = g->says[0].rows[0]};
    int rc = view_read(&w->view, w->r->inv, first.row, w->e);
    struct buf remedy = buf_make(1 << 14);
    if (!rc)
        rc = view_remedy_of(&w->view, w->r, &first, &remedy, w->e);
    if (!rc && remedy.len) {
        out_lit(w->o, g->count > 1 ? "  do, for the first: " : "  do: ");
        out_text(w->o, buf_str(&remedy), remedy.len);
        out_lit(w->o, "\n");
    }
    buf_free(&remedy);
    return rc;
}

static int put_group(struct writing *w, const struct group *g)
{
    uint64_t shown = 0;
    int rc = 0;
    out_fmt(w->o, "\n%s%s%s  %llu resource%s\n", color(w, "\033[1m"), g->check->id,
            color(w, "\033[0m"), (unsigned long long)g->count, text_plural(g->count));
    for (size_t i = 0; i < g->n_says && !rc; i++) {
        shown += g->says[i].count;
        rc = put_saying(w, g, &g->says[i]);
    }
    if (!rc && shown < g->count)
        out_fmt(w->o, "  and %llu more for other reasons: -f json lists all\n",
                (unsigned long long)(g->count - shown));
    if (!rc && g->severity != SEVERITY_NONE && g->check->remedy &&
        w->remedies++ < REMEDIES)
        rc = put_remedy(w, g);
    return rc ? rc : out_flush(w->o, false, w->e);
}

static const char *section(const struct group *g)
{
    if (g->severity != SEVERITY_NONE)
        return severity_name(g->severity);
    return g->verdict == VERDICT_UNKNOWN || g->verdict == VERDICT_ERROR ? "not judged"
           : g->verdict == VERDICT_PASS                                 ? "pass"
                                        : "not applicable";
}

static int put_findings(struct writing *w)
{
    struct groups g;
    int rc = groups_read(&g, w->r, w->e);
    const char *last = "";
    for (size_t i = 0; i < g.n && !rc; i++) {
        const char *name = section(&g.at[i]);
        if (strcmp(name, last))
            out_fmt(w->o, "\n%s== %s ==%s\n", severity_color(w, g.at[i].severity), name,
                    color(w, "\033[0m"));
        last = name;
        rc = put_group(w, &g.at[i]);
    }
    groups_free(&g);
    return rc;
}

/* --- the end --- */

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

/* Gaps of one type, cause and right differ by their scope alone. */
static bool same_gap(const struct gap_line *a, const struct gap_line *b)
{
    return a->status == b->status && same_text(a->type, b->type) &&
           same_text(a->code, b->code) && same_text(a->action, b->action);
}

static void put_gap(struct writing *w, size_t first)
{
    const struct gap_line *g = &w->r->gaps[first];
    size_t scopes = 0;
    out_lit(w->o, "  ");
    words(w, g->type && *g->type ? g->type : "everything");
    out_lit(w->o, ": ");
    if (g->status)
        out_fmt(w->o, "%d ", g->status);
    words(w, g->code ? g->code : "not read");
    if (g->action) {
        out_lit(w->o, ", needs ");
        words(w, g->action);
    }
    for (size_t i = first; i < w->r->n_gaps; i++) {
        if (!same_gap(g, &w->r->gaps[i]) || scopes++ >= SCOPES_SHOWN)
            continue;
        out_lit(w->o, "\n    below ");
        words(w, w->r->gaps[i].scope);
    }
    if (scopes > SCOPES_SHOWN)
        out_fmt(w->o, "\n    and %zu more: -f json lists all", scopes - SCOPES_SHOWN);
    out_lit(w->o, "\n");
}

static void put_gaps(struct writing *w)
{
    size_t kinds = 0;
    if (w->r->n_gaps)
        out_lit(w->o, "\nNot read:\n");
    for (size_t i = 0; i < w->r->n_gaps; i++) {
        size_t before = 0;
        while (before < i && !same_gap(&w->r->gaps[before], &w->r->gaps[i]))
            before++;
        if (before == i && kinds++ < GAPS_SHOWN)
            put_gap(w, i);
    }
    if (kinds > GAPS_SHOWN)
        out_fmt(w->o, "  and %zu more kind%s: -f json lists all\n", kinds - GAPS_SHOWN,
                text_plural(kinds - GAPS_SHOWN));
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

/* The command as it has to be given after this scan, to be copied. */
static void put_hint(struct writing *w)
{
    struct buf line = buf_make(1 << 16);
    for (size_t i = 0; i < w->r->check_dirs.n; i++) {
        buf_text(&line, " --check-dir ");
        view_word(&line, w->r->check_dirs.at[i]);
    }
    if (w->r->cage && strstr(w->r->cage, "(weak"))
        buf_text(&line, " --weak-cage");
    out_lit(w->o, "Why a check matters and how it decides: holdfast checks");
    out_text(w->o, buf_str(&line), line.len);
    out_lit(w->o, " ID\n");
    buf_free(&line);
}

static void put_end(struct writing *w)
{
    const struct summary *s = &w->r->summary;
    uint64_t judged = s->findings - s->status[VERDICT_UNKNOWN] - s->status[VERDICT_ERROR];
    put_gaps(w);
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
        "\nJudged %llu of %llu pair%s of check and resource: %llu pass, %llu warn, %llu "
        "fail, %llu not applicable; not judged: %llu unknown, %llu error.\n",
        (unsigned long long)judged, (unsigned long long)s->findings,
        text_plural(s->findings), (unsigned long long)s->status[VERDICT_PASS],
        (unsigned long long)s->status[VERDICT_WARN],
        (unsigned long long)s->status[VERDICT_FAIL],
        (unsigned long long)s->status[VERDICT_NOT_APPLICABLE],
        (unsigned long long)s->status[VERDICT_UNKNOWN],
        (unsigned long long)s->status[VERDICT_ERROR]);
    put_errors(w);
    put_hint(w);
}

int report_text(struct report_out *o, const struct result *r, struct err *e)
{
    struct writing w = {.o = o, .r = r, .e = e};
    put_head(&w);
    int rc = put_findings(&w);
    if (!rc)
        put_end(&w);
    view_free(&w.view);
    return rc;
}
