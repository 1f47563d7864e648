#include "scan/against.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/tested.h"
#include "scan/cases.h"
#include "scan/estate.h"
#include "scan/mutant.h"
#include "scan/suite.h"
#include "scan/traced.h"
#include "scan/trial.h"

#include <stdlib.h>
#include <string.h>

enum { POINTER_LENGTH = 1024 };

struct fact {
    char *type, *pattern;
    size_t asked; /* resources that were asked for it */
    bool held;
    char *near; /* the nearest pointer of one of them, up to where it goes astray; NULL */
    size_t far;
};

struct looking {
    struct estate estate;
    struct fact *facts;
    size_t n;
};

static struct fact *fact_of(struct looking *l, const char *type, const char *pointer)
{
    char *pattern = mutant_pattern(pointer);
    size_t i = 0;
    while (i < l->n && (strcmp(l->facts[i].pattern, pattern) != 0 ||
                        strcmp(l->facts[i].type, type) != 0))
        i++;
    if (i == l->n) {
        l->facts = mem_grow(l->facts, ++l->n, sizeof *l->facts);
        l->facts[i] = (struct fact){.type = mem_text(type), .pattern = mem_text(pattern)};
    }
    free(pattern);
    return &l->facts[i];
}

/* Where the pointer leaves what is there: the nearest name that the object has there. */
static void add_near(struct fact *f, const struct doc *d, const char *pointer)
{
    char above[POINTER_LENGTH] = "", segment[POINTER_LENGTH];
    const char *name, *at = pointer, *end;
    while ((end = strchr(at + 1, '/'))) {
        memcpy(above, pointer, (size_t)(end - pointer));
        above[end - pointer] = '\0';
        if (doc_type(d, above) == DOC_ABSENT)
            break;
        at = end;
    }
    above[at - pointer] = '\0';
    end = end ? end : at + strlen(at);
    memcpy(segment, at + 1, (size_t)(end - at) - 1);
    segment[end - at - 1] = '\0';
    for (size_t i = 0; (name = doc_member(d, above, i)); i++) {
        size_t far = text_distance(segment, name);
        if (strpbrk(name, "/~") || !text_nearest(segment, &name, 1) ||
            (f->near && far >= f->far))
            continue;
        struct buf whole = buf_make(3 * POINTER_LENGTH);
        buf_fmt(&whole, "%s/%s%s", above, name, end);
        free(f->near);
        f->near = buf_steal(&whole);
        f->far = far;
    }
}

static void note_fact(void *ctx, const struct traced_fact *t)
{
    struct looking *l = ctx;
    struct inventory_resource r;
    struct err unused;
    if (inventory_get_n(l->estate.inv, t->row, &r, &unused) != 1)
        return; /* the worker made it up */
    struct fact *f = fact_of(l, r.type, t->pointer);
    if (f->held)
        return;
    struct doc *d = doc_parse(r.body, r.body_len, &unused);
    f->asked++;
    f->held = d && doc_type(d, t->pointer) != DOC_ABSENT;
    if (d && !f->held && strlen(t->pointer) < POINTER_LENGTH)
        add_near(f, d, t->pointer);
    doc_free(d);
}

static int by_name(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    int order = strcmp(x->type, y->type);
    return order ? order : strcmp(x->pattern, y->pattern);
}

/* That all is well is said, too: silence could be a file that holds no such resource. */
static void tell_well(struct cases *c, const struct looking *l)
{
    struct buf line = buf_make(8192);
    buf_fmt(&line, "%s: %s: ", c->suite->against_name, c->check->id);
    if (!l->estate.n_targets)
        buf_text(&line, "it holds no resource that the check judges");
    else
        buf_fmt(&line, "it holds each of %zu fact%s that the check asks for", l->n,
                text_plural(l->n));
    strs_add(&c->out->notes, buf_str(&line));
    buf_free(&line);
}

static void tell(struct cases *c, struct looking *l, bool full)
{
    bool well = !full; /* of a trace that was cut nobody knows */
    if (l->n)
        qsort(l->facts, l->n, sizeof *l->facts, by_name);
    for (size_t i = 0; i < l->n; i++) {
        const struct fact *f = &l->facts[i];
        struct buf line = buf_make(8192);
        buf_fmt(&line, "%s: %s: none of %zu %s has %s%s%s%s", c->suite->against_name,
                c->check->id, f->asked, f->type, f->pattern,
                f->near ? ": did you mean " : "", f->near ? f->near : "",
                f->near ? "?" : "");
        if (!f->held)
            strs_add(&c->out->notes, buf_str(&line));
        well &= f->held;
        buf_free(&line);
    }
    if (well)
        tell_well(c, l);
}

static void nobody(void *ctx, size_t round, size_t target, const struct outcome *got)
{
    (void)ctx;
    (void)round;
    (void)target;
    (void)got;
}

int against_run(struct cases *c, struct err *e)
{
    struct looking l = {.facts = NULL};
    const struct estate *estates[] = {&l.estate};
    const struct suite *s = c->suite;
    const struct trial_round round = {0, 0};
    struct buf trace = buf_make(FRAME_MAX);
    struct traced_reader reader = {&l, note_fact, NULL};
    bool full;
    int rc = estate_open(&l.estate, s->against, c->check, &s->place, e);
    struct trial t = {.program = s->program,
                      .code = s->code,
                      .check = c->check,
                      .estates = estates,
                      .n_estates = 1,
                      .check_timeout_ms = s->check_timeout_ms,
                      .hangs = &c->hangs,
                      .weak_cage = s->weak_cage,
                      .stop = s->stop};
    if (!rc)
        rc = trial_run(&t, &round, 1, &trace, nobody, NULL, e);
    if (!rc && traced_read(&trace, 1, &reader, &full, e) == 0)
        tell(c, &l, full);
    for (size_t i = 0; i < l.n; i++) {
        free(l.facts[i].type);
        free(l.facts[i].pattern);
        free(l.facts[i].near);
    }
    free(l.facts);
    buf_free(&trace);
    estate_free(&l.estate);
    return rc;
}
