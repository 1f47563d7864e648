/* What a worker says that its check asked for: lines of JSON, as core/eval/trace.c and
 * script_lines.c write them. It ran a stranger's code: every value is proven. */
#ifndef HF_SCAN_TRACED_H
#define HF_SCAN_TRACED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

struct traced_fact {
    size_t estate;
    int64_t row;
    const char *pointer; /* starts with / */
    bool quote;          /* as evidence; else read */
};

struct traced_lines { /* of a script, by its name in the job */
    const char *name;
    const size_t *active, *run; /* ascending line numbers; run is part of active */
    size_t n_active, n_run;
};

struct traced_reader {
    void *ctx;
    void (*fact)(void *ctx, const struct traced_fact *f);   /* or NULL */
    void (*lines)(void *ctx, const struct traced_lines *l); /* or NULL */
};

/* -ERR_DATA for anything that is no such line; *full when the worker left something out.
 */
int traced_read(const struct buf *text, size_t n_estates, const struct traced_reader *r,
                bool *full, struct err *e);

#endif
