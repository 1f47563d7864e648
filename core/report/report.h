/* Reports: one format a file, each reads a result as often as it needs.
 *
 *   out.c   where it goes        view.c  a resource, a remedy
 *   text.c  for a person         json.c, jsonl.c  for programs: share/report.schema.json
 *   part.c  what these two share saved.c a JSON report read back */
#ifndef HF_REPORT_REPORT_H
#define HF_REPORT_REPORT_H

#include "report/out.h"

struct err;
struct result;

struct report_format {
    const char *name;
    int (*write)(struct report_out *o, const struct result *r, struct err *e);
    unsigned listed; /* bit 1 << verdict: what it lists unless told otherwise */
};

/* By name, without case; NULL. */
const struct report_format *report_find(const char *name);
/* Names, for messages: "text, json, jsonl". */
const char *report_names(void);

int report_text(struct report_out *o, const struct result *r, struct err *e);
int report_json(struct report_out *o, const struct result *r, struct err *e);
int report_jsonl(struct report_out *o, const struct result *r, struct err *e);

#endif
