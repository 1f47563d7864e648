/* Whether expectations hold, and how they read when they are written anew. */
#include "base/buf.h"
#include "base/mem.h"
#include "data/jsonout.h"
#include "scan/fixture.h"
#include "scan/outcome.h"

#include <stdlib.h>
#include <string.h>

static bool text_holds(const char *said, const char *got)
{
    return !said || !strcmp(said, got);
}

bool fixture_holds(const struct fixture_expect *x, const struct outcome *got)
{
    return x->status == got->verdict &&
           (x->severity == SEVERITY_NONE || x->severity == got->severity) &&
           text_holds(x->message, got->message) &&
           text_holds(x->evidence, got->evidence) && text_holds(x->detail, got->detail);
}

/* Evidence goes where a message goes: who wrote a verdict alone wants no more. */
static bool wants_evidence(const struct fixture_expect *x, const struct outcome *got)
{
    bool any = strcmp(got->evidence, "[]") != 0;
    return x && x->evidence ? true : any && (!x || x->message);
}

/* `x` NULL: a new one, with what most tests want to hold on to. */
static void put_expect(struct buf *out, const struct fixture_expect *x,
                       const struct outcome *got)
{
    buf_text(out, "{\"kind\":\"expect\"");
    if (x && x->check)
        json_member(out, "check", x->check);
    json_member(out, "resource", x ? x->id : got->id);
    json_member(out, "status", verdict_name(got->verdict));
    bool graded = !x || x->severity != SEVERITY_NONE || x->status != got->verdict;
    if (graded && got->severity != SEVERITY_NONE)
        json_member(out, "severity", severity_name(got->severity));
    if (!x || x->message)
        json_member(out, "message", got->message);
    if (wants_evidence(x, got)) {
        json_key(out, "evidence");
        buf_text(out, got->evidence);
    }
    if (x && x->detail) {
        json_key(out, "detail");
        buf_text(out, got->detail);
    }
    buf_char(out, '}');
}

static const struct outcome *find(const struct outcome *got, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(got[i].key, key))
            return &got[i];
    return NULL;
}

static const struct fixture_expect *at_line(const struct fixture *f, size_t line)
{
    for (size_t i = 0; i < f->n_expects; i++)
        if (f->expects[i].line == line)
            return &f->expects[i];
    return NULL;
}

/* `line` is the one that it replaces, NULL for a new one: it ends as that does. */
static void put_anew(struct buf *out, const char *line, const struct fixture_expect *x,
                     const struct outcome *got)
{
    put_expect(out, x, got);
    bool cr = line && *line && line[strlen(line) - 1] == '\r';
    buf_text(out, cr ? "\r\n" : "\n");
}

void fixture_update(const struct fixture *f, const struct outcome *got, size_t n,
                    struct buf *out)
{
    for (size_t i = 0; i < f->lines.n; i++) {
        const struct fixture_expect *x = at_line(f, i);
        const struct outcome *o = x ? find(got, n, x->key) : NULL;
        if (!x || (o && (fixture_holds(x, o) || o->verdict == VERDICT_ERROR)))
            buf_fmt(out, "%s\n", f->lines.at[i]);
        else if (o)
            put_anew(out, f->lines.at[i], x, o);
    }
    for (size_t i = 0; i < n; i++)
        if (got[i].verdict != VERDICT_ERROR && !fixture_expected(f, got[i].key))
            put_anew(out, NULL, NULL, &got[i]);
}
