#include "scan/reach.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/checkinfo.h"
#include "data/tested.h"
#include "scan/code.h"
#include "scan/traced.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAN_RUN = 1, DID_RUN = 2 };

struct reached {
    char *path;
    bool measured;
    unsigned char *lines; /* by number */
    size_t n;
};

struct reach {
    struct reached *at;
    size_t n;
};

struct adding {
    struct reach *r;
    const struct code_file *own; /* the check's */
};

struct reach *reach_make(void) { return mem_new(sizeof(struct reach)); }

void reach_free(struct reach *r)
{
    for (size_t i = 0; r && i < r->n; i++) {
        free(r->at[i].path);
        free(r->at[i].lines);
    }
    if (r)
        free(r->at);
    free(r);
}

static struct reached *file_of(struct reach *r, const char *path)
{
    for (size_t i = 0; i < r->n; i++)
        if (!strcmp(r->at[i].path, path))
            return &r->at[i];
    r->at = mem_grow(r->at, r->n + 1, sizeof *r->at);
    r->at[r->n] = (struct reached){.path = mem_text(path)};
    return &r->at[r->n++];
}

static void mark(struct reached *f, size_t line, unsigned char what)
{
    if (line >= f->n) {
        size_t n = line + 256;
        f->lines = mem_grow(f->lines, n, 1);
        memset(f->lines + f->n, 0, n - f->n);
        f->n = n;
    }
    f->lines[line] |= what;
}

/* A name that is not the check's own file is a helper library's. */
static void add_lines(void *ctx, const struct traced_lines *l)
{
    struct adding *a = ctx;
    char path[2 * PATH_MAX];
    bool own = !strcmp(l->name, a->own->name);
    snprintf(path, sizeof path, "%.*s%s%s",
             (int)(strlen(a->own->path) - strlen(a->own->name)), a->own->path,
             own ? "" : "lib/", l->name);
    struct reached *f = file_of(a->r, path);
    f->measured = true;
    for (size_t i = 0; i < l->n_active; i++)
        mark(f, l->active[i], CAN_RUN);
    for (size_t i = 0; i < l->n_run; i++)
        mark(f, l->run[i], DID_RUN);
}

void reach_add(struct reach *r, const struct code *code, const struct check_info *check,
               const struct buf *trace)
{
    struct adding a = {r, &code->files[check->file]};
    struct traced_reader reader = {&a, NULL, add_lines};
    struct err e;
    bool full;
    file_of(r, a.own->path);
    if (a.own->kind == JOB_SCRIPT)
        (void)traced_read(trace, SIZE_MAX, &reader, &full, &e); /* odd: not measured */
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct tested_file *)a)->name,
                  ((const struct tested_file *)b)->name);
}

void reach_tell(const struct reach *r, struct tested *out)
{
    out->files = mem_new((r->n + 1) * sizeof *out->files);
    for (size_t i = 0; i < r->n; i++, out->n_files++) {
        const struct reached *f = &r->at[i];
        struct tested_file *to = &out->files[i];
        to->name = mem_text(f->path);
        to->measured = f->measured;
        to->missing = mem_new((f->n + 1) * sizeof *to->missing);
        for (size_t k = 0; k < f->n; k++) {
            if (!(f->lines[k] & CAN_RUN))
                continue;
            to->lines++;
            if (f->lines[k] & DID_RUN)
                to->run++;
            else
                to->missing[to->n_missing++] = k;
        }
    }
    qsort(out->files, out->n_files, sizeof *out->files, by_path);
}
