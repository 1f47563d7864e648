/* What `holdfast test` writes: one form a file.
 *
 *   tested_text.c  for a person     tested_tap.c    TAP 14
 *   tested_json.c  for programs     tested_junit.c  JUnit XML as CI servers read it */
#ifndef HF_REPORT_TESTED_H
#define HF_REPORT_TESTED_H

#include "report/out.h"

struct tested;

/* Appends the whole to o->buf; nothing can fail before it is flushed. */
struct tested_format {
    const char *name;
    void (*write)(struct report_out *o, const struct tested *t);
};

/* By name, without case; NULL. */
const struct tested_format *tested_find(const char *name);

void tested_text(struct report_out *o, const struct tested *t);
void tested_tap(struct report_out *o, const struct tested *t);
void tested_junit(struct report_out *o, const struct tested *t);
void tested_json(struct report_out *o, const struct tested *t);

#endif
