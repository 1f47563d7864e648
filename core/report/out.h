/* Where a report goes: standard output, or a file that is written beside its name and
 * renamed when it is whole, so that nobody ever reads half of it. Reports write through
 * this and nothing else: out_lit for words of ours, out_text for whatever came from
 * outside. */
#ifndef HF_REPORT_OUT_H
#define HF_REPORT_OUT_H

#include "base/buf.h"

#include <stdbool.h>

struct err;

struct report_out {
    int fd;
    char *path, *temp; /* NULL: standard output */
    struct buf buf;
    bool color;
    int width;   /* columns; of a file 100 */
    bool closed; /* the reader went away: the rest is dropped, and that is no failure */
};

/* `path` NULL or "-": standard output. A target that is a link or no regular file is
 * refused. -ERR_CREATE. `color`: if it is a terminal (-1), never (0), always (1). */
int out_open(struct report_out *o, const char *path, int color, struct err *e);

/* Whether out_open of that path would do, as far as can be told without writing: so that
 * a long scan does not end in a place that was never there. 0 or -ERR_CREATE. */
int out_check(const char *path, struct err *e);

/* Writes the rest, syncs and renames. Frees in any case; on failure the old file stays.
 */
int out_commit(struct report_out *o, struct err *e);
void out_abort(struct report_out *o);

/* Words of ours, as they are. */
void out_lit(struct report_out *o, const char *text);
void out_fmt(struct report_out *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Anything else, as it may be shown on a terminal: one line, no controls. */
void out_text(struct report_out *o, const char *text, size_t len);

/* Hands over what was gathered when there is enough of it. 0 or -ERR_IO. */
int out_flush(struct report_out *o, bool all, struct err *e);
/* Adds what stands in `text` behind its first bytes, which is handed over without a copy
 * when it is long. 0, -ERR_IO; or -ERR_INTERNAL: something of it was left out. */
int out_write(struct report_out *o, const struct buf *text, size_t from, struct err *e);

#endif
