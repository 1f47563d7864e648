/* TAP 14: a plan, a line a case, and what does not hold as a block of YAML, whose texts
 * are written as JSON. */
#include "report/tested.h"

#include "base/text.h"
#include "data/jsonout.h"
#include "data/tested.h"

#include <string.h>

/* A description: `#` and `\` would mean something. */
static void put_word(struct report_out *o, const char *text)
{
    struct buf shown = buf_make(8192);
    text_show_buf(&shown, text, strlen(text));
    for (const char *p = buf_str(&shown); *p; p++) {
        if (*p == '#' || *p == '\\')
            out_lit(o, "\\");
        buf_char(&o->buf, *p);
    }
    buf_free(&shown);
}

static void put_why(struct report_out *o, const struct tested_case *c)
{
    out_lit(o, "  ---\n  file: ");
    json_text(&o->buf, c->file);
    out_lit(o, "\n  lines:\n");
    for (size_t i = 0; i < c->lines.n; i++) {
        out_lit(o, "    - ");
        json_text(&o->buf, c->lines.at[i]);
        out_lit(o, "\n");
    }
    out_lit(o, "  ...\n");
}

void tested_tap(struct report_out *o, const struct tested *t)
{
    out_fmt(o, "TAP version 14\n1..%zu", t->n);
    out_lit(o, t->n ? "\n" : " # SKIP no check\n");
    for (size_t i = 0; i < t->n; i++) {
        const struct tested_case *c = &t->cases[i];
        out_fmt(o, "%s %zu - ", c->ok ? "ok" : "not ok", i + 1);
        put_word(o, c->check);
        out_lit(o, "/");
        put_word(o, c->name);
        out_lit(o, "\n");
        if (!c->ok)
            put_why(o, c);
    }
    for (size_t i = 0; i < t->n_files && t->covered; i++) {
        out_lit(o, "# ");
        put_word(o, t->files[i].name);
        if (t->files[i].measured)
            out_fmt(o, ": %zu of %zu line%s\n", t->files[i].run, t->files[i].lines,
                    text_plural(t->files[i].lines));
        else
            out_lit(o, ": not measured\n");
    }
    for (size_t i = 0; i < t->notes.n; i++) {
        out_lit(o, "# ");
        put_word(o, t->notes.at[i]);
        out_lit(o, "\n");
    }
    out_fmt(o, "# seed %llu\n", (unsigned long long)t->seed);
}
