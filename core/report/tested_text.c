#include "report/tested.h"

#include "base/text.h"
#include "data/tested.h"

#include <string.h>

const struct tested_format *tested_find(const char *name)
{
    static const struct tested_format formats[] = {{"text", tested_text},
                                                   {"tap", tested_tap},
                                                   {"junit", tested_junit},
                                                   {"json", tested_json}};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (text_same(formats[i].name, name))
            return &formats[i];
    return NULL;
}

static void show(struct report_out *o, const char *text)
{
    out_text(o, text, strlen(text));
}

static void put_mark(struct report_out *o, bool ok)
{
    if (o->color)
        out_lit(o, ok ? "\033[32m" : "\033[31m");
    out_lit(o, ok ? "ok    " : "not ok");
    if (o->color)
        out_lit(o, "\033[0m");
    out_lit(o, " ");
}

static void put_case(struct report_out *o, const struct tested_case *c)
{
    put_mark(o, false);
    show(o, c->check);
    out_lit(o, "/");
    show(o, c->name);
    out_lit(o, "  ");
    show(o, c->file);
    out_lit(o, "\n");
    for (size_t i = 0; i < c->lines.n; i++) {
        out_lit(o, "    ");
        show(o, c->lines.at[i]);
        out_lit(o, "\n");
    }
}

/* One line a check that holds, one a case that does not. Returns the next check's first.
 */
static size_t put_check(struct report_out *o, const struct tested *t, size_t from)
{
    size_t end = from;
    bool ok = true;
    for (; end < t->n && !strcmp(t->cases[end].check, t->cases[from].check); end++) {
        if (!t->cases[end].ok)
            put_case(o, &t->cases[end]);
        ok &= t->cases[end].ok;
    }
    if (ok) {
        put_mark(o, true);
        show(o, t->cases[from].check);
        out_fmt(o, "  %zu case%s\n", end - from, text_plural(end - from));
    }
    return end;
}

static void put_file(struct report_out *o, const struct tested_file *f)
{
    show(o, f->name);
    if (!f->measured) {
        size_t n = strlen(f->name);
        bool plugin = n > 3 && !strcmp(f->name + n - 3, ".so");
        out_lit(o, plugin ? ": not measured: it is a plugin\n"
                          : ": not measured: nothing of it ran\n");
        return;
    }
    out_fmt(o, ": %zu of %zu line%s", f->run, f->lines, text_plural(f->lines));
    for (size_t i = 0; i < f->n_missing; i++) {
        size_t last = i;
        while (last + 1 < f->n_missing && f->missing[last + 1] == f->missing[last] + 1)
            last++;
        out_fmt(o, i ? ", %zu" : ", not run: %zu", f->missing[i]);
        if (last > i)
            out_fmt(o, "-%zu", f->missing[last]);
        i = last;
    }
    out_lit(o, "\n");
}

void tested_text(struct report_out *o, const struct tested *t)
{
    for (size_t i = 0; i < t->n;)
        i = put_check(o, t, i);
    for (size_t i = 0; i < t->n_files; i++)
        put_file(o, &t->files[i]);
    for (size_t i = 0; i < t->updated.n; i++) {
        out_lit(o, "written anew: ");
        show(o, t->updated.at[i]);
        out_lit(o, "\n");
    }
    for (size_t i = 0; i < t->notes.n; i++) {
        show(o, t->notes.at[i]);
        out_lit(o, "\n");
    }
    if (t->mutated)
        out_fmt(o, "%zu run%s with one property changed\n", t->mutants,
                text_plural(t->mutants));
    out_fmt(o, "%zu check%s, %zu case%s, %zu failed, ", t->checks, text_plural(t->checks),
            t->n, text_plural(t->n), t->failed);
    if (t->unusable)
        out_fmt(o, "%zu could not be used, ", t->unusable);
    out_fmt(o, "seed %llu\n", (unsigned long long)t->seed);
}
