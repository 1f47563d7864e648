/* What the two files of a saved report share: saved.c reads the report, saved_find.c
 * keeps its findings and gives them out again. */
#ifndef HF_REPORT_SAVED_INT_H
#define HF_REPORT_SAVED_INT_H

#include "base/buf.h"
#include "data/finding.h"
#include "report/saved.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct doc;
struct saved_reading;

struct saved {
    const char *name;
    struct result result;
    struct inventory *inv; /* written, then read */
    struct check_info *checks;
    const struct check_info **list;
    size_t n;
    int fd; /* records of findings, unlinked */
    struct buf out;
    off_t end;
    char *last_id; /* of the finding kept last, and its row */
    int64_t last_row;
    struct saved_reading *now; /* the finding that `each` has */
};

/* Each proves what stands in the document (gap, refusal and code: at a pointer) and adds
 * it to the result. -ERR_DATA. */
int saved_head(struct saved *s, const struct doc *d, struct err *e);
int saved_summary(struct saved *s, const struct doc *d, struct err *e);
int saved_gap(struct saved *s, const struct doc *d, const char *at, struct err *e);
int saved_refusal(struct saved *s, const struct doc *d, const char *at, struct err *e);
int saved_code(struct saved *s, const struct doc *d, const char *at, struct err *e);

/* Proves a finding and keeps it. -ERR_DATA says what is wrong with it. */
int saved_keep(struct saved *s, const struct doc *d, const char *text, size_t len,
               struct err *e);

/* Hands the rest over to the file: to be called once, behind the last saved_keep. */
int saved_flush(struct saved *s, struct err *e);

struct findings saved_findings(struct saved *s);

#endif
