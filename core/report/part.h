/* Parts of the formats for programs: json.c and jsonl.c put the same objects into
 * different frames. share/report.schema.json says what each holds. */
#ifndef HF_REPORT_PART_H
#define HF_REPORT_PART_H

#include "base/buf.h"
#include "report/view.h"

struct check_info;
struct code_line;
struct err;
struct finding;
struct gap_line;
struct refusal;
struct result;

struct part { /* memory of one writing; zeroed before its first use */
    struct view view;
    struct buf remedy, resource;
    struct part_check { /* what is the same in all findings of a check */
        const struct check_info *check;
        struct buf head, tail;
    } * checks;
    size_t n_checks, last;
};
void part_free(struct part *p);

/* Each `{…}`, whatever stands before it. */
void part_tool(struct buf *b, const struct result *r);
void part_scan(struct buf *b, const struct result *r);
void part_summary(struct buf *b, const struct result *r);
void part_gap(struct buf *b, const struct gap_line *g);
void part_refusal(struct buf *b, const struct refusal *r);
void part_code(struct buf *b, const struct code_line *c);

/* Members of a finding, the braces left to the caller. 0 or negative: its resource cannot
 * be read. */
int part_finding(struct part *p, struct buf *b, const struct result *r,
                 const struct finding *f, struct err *e);

#endif
