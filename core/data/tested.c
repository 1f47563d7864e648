#include "data/tested.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_LENGTH = 8192 };

struct tested_case *tested_add(struct tested *t, const char *check, const char *name,
                               const char *file)
{
    t->cases = mem_grow(t->cases, t->n + 1, sizeof *t->cases);
    struct tested_case *c = &t->cases[t->n++];
    *c = (struct tested_case){mem_text(check), mem_text(name), mem_text(file), true, {0}};
    return c;
}

void tested_fail(struct tested *t, struct tested_case *c, const char *fmt, ...)
{
    char *line = mem_new(LINE_LENGTH);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line, LINE_LENGTH, fmt, ap);
    va_end(ap);
    strs_add(&c->lines, line);
    free(line);
    t->failed += c->ok;
    c->ok = false;
}

void tested_free(struct tested *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->cases[i].check);
        free(t->cases[i].name);
        free(t->cases[i].file);
        strs_free(&t->cases[i].lines);
    }
    for (size_t i = 0; i < t->n_files; i++) {
        free(t->files[i].name);
        free(t->files[i].missing);
    }
    free(t->cases);
    free(t->files);
    strs_free(&t->refused);
    strs_free(&t->updated);
    strs_free(&t->notes);
    *t = (struct tested){0};
}
