/* The report for programs. Written as it is read, key by key in the order of its schema:
 * no tree of ten million findings is ever built. */
#include "report/report.h"

#include "data/finding.h"
#include "report/lanes.h"
#include "report/part.h"

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
    static const struct lane_form form = {"\n    {", "}", ","};
    buf_text(&o->buf, "{\n  \"schema\":\"holdfast.report/1\",\n  \"tool\":");
    part_tool(&o->buf, r);
    buf_text(&o->buf, ",\n  \"scan\":");
    part_scan(&o->buf, r);
    buf_text(&o->buf, ",\n  \"summary\":");
    part_summary(&o->buf, r);
    buf_text(&o->buf, ",\n  \"findings\":[");
    int rc = lanes_write(o, r, &form, e);
    buf_text(&o->buf, "]");
    put_gaps(&o->buf, r);
    put_code(&o->buf, r);
    return rc;
}
