/* The report for programs that read a line at a time: what holds for the whole scan, each
 * finding, gap and refusal on a line of its own, and the counts last: a cut file lacks
 * them. */
#include "report/report.h"

#include "data/finding.h"
#include "report/lanes.h"
#include "report/part.h"

static int put_rest(struct report_out *o, const struct result *r, struct err *e)
{
    struct buf *b = &o->buf;
    int rc = 0;
    for (size_t i = 0; i < r->n_gaps && !rc; i++) {
        buf_text(b, "{\"type\":\"gap\",\"gap\":");
        part_gap(b, &r->gaps[i]);
        buf_text(b, "}\n");
        rc = out_flush(o, false, e);
    }
    for (size_t i = 0; i < r->n_refused && !rc; i++) {
        buf_text(b, "{\"type\":\"refused\",\"refused\":");
        part_refusal(b, &r->refused[i]);
        buf_text(b, "}\n");
        rc = out_flush(o, false, e);
    }
    for (size_t i = 0; i < r->n_code && !rc; i++) {
        buf_text(b, "{\"type\":\"code\",\"code\":");
        part_code(b, &r->code[i]);
        buf_text(b, "}\n");
        rc = out_flush(o, false, e);
    }
    buf_text(b, "{\"type\":\"summary\",\"summary\":");
    part_summary(b, r);
    buf_text(b, "}\n");
    return rc;
}

int report_jsonl(struct report_out *o, const struct result *r, struct err *e)
{
    static const struct lane_form form = {"{\"type\":\"finding\"", "}\n", ""};
    buf_text(&o->buf, "{\"type\":\"scan\",\"schema\":\"holdfast.report/1\",\"tool\":");
    part_tool(&o->buf, r);
    buf_text(&o->buf, ",\"scan\":");
    part_scan(&o->buf, r);
    buf_text(&o->buf, "}\n");
    int rc = lanes_write(o, r, &form, e);
    return rc ? rc : put_rest(o, r, e);
}
