/* What the files of load share: load.c reads the text and finds the values in it,
 * load_record.c puts one value. */
#ifndef HF_DATA_LOAD_INT_H
#define HF_DATA_LOAD_INT_H

#include "data/doc.h"

#include <stdbool.h>
#include <stddef.h>

struct err;
struct inventory;
struct load_stats;

enum {
    LOAD_LINE = DOC_LINE_BYTES,
    LOAD_SAID = 10 /* elements left out that are said one by one */
};

struct loading {
    struct inventory *inv;
    struct load_stats *stats;
    void (*say)(void *ctx, const char *line);
    void *ctx;
    const char *name;
    unsigned long line;    /* of the file, where the value begins */
    unsigned long records; /* lines with something in them, read so far */
    bool timed;            /* the time of what is put is known */
    bool ended, good_end;
    size_t pending; /* puts of the open transaction */
    struct err *e;
};

/* Says a line to a person; `what` is escaped. */
void load_tell(struct loading *l, const char *what);

/* Puts the file's name and the line before an error. Returns its code, negative. */
int load_at(struct loading *l);

/* -ERR_DATA with the file's name and the line. */
int load_bad(struct loading *l, const char *what);

/* The time of what is put from now on; an ISO time. */
int load_time(struct loading *l, const char *time);

/* One element of an array, or a resource that stands for itself: what names no resource,
 * or has no type, is left out and said. */
int load_loose(struct loading *l, const struct doc *d, const char *text, size_t len,
               const char *source);

/* A record of an inventory by its `kind`: 1 when it is none, 0, or negative. */
int load_record(struct loading *l, const struct doc *d, const char *line, size_t len);

#endif
