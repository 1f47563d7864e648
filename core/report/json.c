/* The report for programs. Written as it is read, key by key in the order of its schema:
 * no tree of ten million findings is ever built. */
#include "report/report.h"

#include "data/finding.h"
#include "report/part.h"

struct writing {
    struct report_out *o;
    const struct result *r;
    struct part part;
    bool any;
    struct err *e;
    int rc;
};

static int put_finding(void *ctx, const struct finding *f)
{
    struct writing *w = ctx;
    struct buf *b = &w->o->buf;
    if (!(w->r->listed >> f->verdict & 1))
        return 0;
    buf_text(b, w->any ? ",\n    {" : "\n    {");
    w->any = true;
    w->rc = part_finding(&w->part, b, w->r, f, w->e);
    buf_char(b, '}');
    if (!w->rc)
        w->rc = out_flush(w->o, false, w->e);
    return w->rc ? 1 : 0;
}

static void put_gaps(struct buf *b, const struct result *r)
{
    buf_text(b, ",\n  \"gaps\":[");
    for (size_t i = 0; i < r->n_gaps; i++) {
        buf_text(b, i ? ",\n    " : "\n    ");
        part_gap(b, &r->gaps[i]);
    }
    buf_text(b, "],\n  \"refused\":[");
    for (size_t i = 0; i < r->n_refused; i++) {
        buf_text(b, i ? ",\n    " : "\n    ");
        part_refusal(b, &r->refused[i]);
    }
    buf_text(b, "]");
}

static void put_code(struct buf *b, const struct result *r)
{
    buf_text(b, ",\n  \"code\":[");
    for (size_t i = 0; i < r->n_code; i++) {
        buf_text(b, i ? ",\n    " : "\n    ");
        part_code(b, &r->code[i]);
    }
    buf_text(b, "]\n}\n");
}

int report_json(struct report_out *o, const struct result *r, struct err *e)
{
    struct writing w = {.o = o, .r = r, .e = e};
    buf_text(&o->buf, "{\n  \"schema\":\"holdfast.report/1\",\n  \"tool\":");
    part_tool(&o->buf, r);
    buf_text(&o->buf, ",\n  \"scan\":");
    part_scan(&o->buf, r);
    buf_text(&o->buf, ",\n  \"summary\":");
    part_summary(&o->buf, r);
    buf_text(&o->buf, ",\n  \"findings\":[");
    int rc = r->findings.read(r->findings.self, put_finding, &w, e);
    if (w.rc)
        rc = w.rc;
    buf_text(&o->buf, "]");
    put_gaps(&o->buf, r);
    put_code(&o->buf, r);
    part_free(&w.part);
    return rc;
}
