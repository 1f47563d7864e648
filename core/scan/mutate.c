#include "scan/mutate.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "scan/cases.h"
#include "scan/estate.h"
#include "scan/mutant.h"
#include "scan/suite.h"
#include "scan/traced.h"
#include "scan/trial.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 4096, BATCH_BYTES = 32 << 20, FIRST_WAVE = 2, ERRORS_SAID = 5 };

struct fact {
    char *type, *pattern;
    bool read, quoted; /* by the check */
    bool present;      /* in a body of some fixture */
    bool noticed;      /* a change of it changed something, */
    bool decided;      /* and something else than its own quotation */
    bool ignored;      /* a fixture says why that is so */
};

struct mutant { /* of the estate that is looked at */
    size_t fact;
    int64_t row;
    char *body;  /* NULL: it was run */
    char *where; /* TYPE POINTER how, for messages */
};

struct mutating {
    struct cases *c;
    struct tested_case *k;
    struct fact *facts;
    size_t n_facts;
    size_t estate;
    struct mutant *mutants;
    size_t n;
    /* while bodies are made */
    int64_t row;
    const char *type;
    /* one run */
    size_t *batch, n_batch; /* mutants of each round */
    size_t errors;
    struct err *e;
};

/* --- facts --- */

static size_t find_fact(const struct mutating *m, const char *type, const char *pattern)
{
    for (size_t i = 0; i < m->n_facts; i++)
        if (!strcmp(m->facts[i].pattern, pattern) && !strcmp(m->facts[i].type, type))
            return i;
    return SIZE_MAX;
}

static void note_fact(void *ctx, const struct traced_fact *f)
{
    struct mutating *m = ctx;
    struct inventory_resource r;
    struct err e;
    if (inventory_get_n(m->c->estates[f->estate]->inv, f->row, &r, &e) != 1)
        return; /* the worker made it up */
    char *pattern = mutant_pattern(f->pointer);
    size_t i = find_fact(m, r.type, pattern);
    if (i == SIZE_MAX) {
        i = m->n_facts++;
        m->facts = mem_grow(m->facts, m->n_facts, sizeof *m->facts);
        m->facts[i] = (struct fact){.type = mem_text(r.type), .pattern = pattern};
        pattern = NULL;
    }
    free(pattern);
    m->facts[i].read |= !f->quote;
    m->facts[i].quoted |= f->quote;
}

/* Nothing more is to be learned of it. */
static bool is_settled(const struct fact *x)
{
    return x->noticed && (x->decided || !x->quoted);
}

/* --- running --- */

static void compare(void *ctx, size_t round, size_t target, const struct outcome *got)
{
    struct mutating *m = ctx;
    const struct mutant *mutant = &m->mutants[m->batch[round]];
    const struct outcome *was = &m->c->alone[m->estate][target];
    if (got->verdict == VERDICT_ERROR) {
        if (m->errors++ < ERRORS_SAID)
            tested_fail(m->c->out, m->k, "%s: it fails: %s", mutant->where, got->message);
        return;
    }
    if (outcome_same(was, got, true))
        return;
    m->facts[mutant->fact].noticed = true;
    m->facts[mutant->fact].decided |= !outcome_same(was, got, false);
}

static int run_batch(struct mutating *m)
{
    const struct suite *s = m->c->suite;
    const struct estate *estate = m->c->estates[m->estate];
    struct job_mutation *mutations = mem_new((m->n_batch + 1) * sizeof *mutations);
    struct trial_round *rounds = mem_new((m->n_batch + 1) * sizeof *rounds);
    for (size_t i = 0; i < m->n_batch; i++) {
        const struct mutant *mutant = &m->mutants[m->batch[i]];
        mutations[i] = (struct job_mutation){0, mutant->row, mutant->body};
        rounds[i] = (struct trial_round){0, i + 1};
    }
    struct trial t = {.program = s->program,
                      .code = s->code,
                      .check = m->c->check,
                      .estates = &estate,
                      .n_estates = 1,
                      .check_timeout_ms = s->check_timeout_ms,
                      .hangs = &m->c->hangs,
                      .weak_cage = s->weak_cage,
                      .stop = s->stop,
                      .mutations = mutations,
                      .n_mutations = m->n_batch};
    int rc = trial_run(&t, rounds, m->n_batch, NULL, compare, m, m->e);
    m->c->out->mutants += m->n_batch;
    for (size_t i = 0; i < m->n_batch; i++) {
        free(m->mutants[m->batch[i]].body);
        m->mutants[m->batch[i]].body = NULL;
    }
    free(mutations);
    free(rounds);
    return rc;
}

/* A few changes of each fact that is not settled, then more, until all are, or all were
 * tried: most facts are settled by the first. */
static int run_waves(struct mutating *m)
{
    size_t *taken = mem_new((m->n_facts + 1) * sizeof *taken);
    int rc = 0;
    m->batch = mem_new(BATCH * sizeof *m->batch);
    for (size_t wave = FIRST_WAVE; !rc; wave *= 2) {
        size_t bytes = 0;
        m->n_batch = 0;
        memset(taken, 0, m->n_facts * sizeof *taken);
        for (size_t i = 0; i < m->n && m->n_batch < BATCH && bytes < BATCH_BYTES; i++) {
            const struct mutant *x = &m->mutants[i];
            if (!x->body || is_settled(&m->facts[x->fact]) || taken[x->fact] == wave)
                continue;
            taken[x->fact]++;
            bytes += strlen(x->body);
            m->batch[m->n_batch++] = i;
        }
        if (!m->n_batch || *m->c->suite->stop || m->errors)
            break;
        rc = run_batch(m);
    }
    free(m->batch);
    free(taken);
    return rc;
}

/* --- making --- */

static int add_mutant(void *ctx, const char *pointer, const char *how, const char *body)
{
    struct mutating *m = ctx;
    char *pattern = mutant_pattern(pointer);
    size_t fact = find_fact(m, m->type, pattern);
    free(pattern);
    if (fact == SIZE_MAX)
        return 0; /* nobody asked for it */
    m->facts[fact].present = true;
    if (is_settled(&m->facts[fact]))
        return 0;
    struct buf where = buf_make(8192);
    buf_fmt(&where, "%s %s %s", m->type, pointer, how);
    m->mutants = mem_grow(m->mutants, m->n + 1, sizeof *m->mutants);
    m->mutants[m->n++] =
        (struct mutant){fact, m->row, mem_text(body), mem_text(buf_str(&where))};
    buf_free(&where);
    return 0;
}

static bool is_asked(const struct mutating *m, const char *type)
{
    for (size_t i = 0; i < m->n_facts; i++)
        if (!strcmp(m->facts[i].type, type))
            return true;
    return false;
}

static int change_estate(struct mutating *m, size_t estate)
{
    struct inventory_resource r;
    struct inventory_cursor *cur =
        inventory_walk(m->c->estates[estate]->inv, NULL, NULL, true);
    int rc;
    m->estate = estate;
    while ((rc = inventory_next(cur, &r, m->e)) == 1) {
        if (!is_asked(m, r.type))
            continue;
        struct doc *d = doc_parse(r.body, r.body_len, m->e);
        m->row = r.n;
        m->type = r.type;
        rc = d ? mutant_each(d, add_mutant, m) : -ERR_DATA;
        doc_free(d);
        if (rc)
            break;
    }
    inventory_end(cur);
    if (!rc)
        rc = run_waves(m);
    for (size_t i = 0; i < m->n; i++) {
        free(m->mutants[i].body);
        free(m->mutants[i].where);
    }
    m->n = 0;
    return rc < 0 ? rc : 0;
}

/* --- judging --- */

static void use_ignores(struct mutating *m, const struct fixture *f)
{
    for (size_t i = 0; i < f->n_ignores; i++) {
        char *pattern = mutant_pattern(f->ignores[i].pointer);
        bool needed = false;
        for (size_t k = 0; k < m->n_facts; k++) {
            struct fact *x = &m->facts[k];
            bool here = !strcmp(x->pattern, pattern) &&
                        (!f->ignores[i].type || text_same(f->ignores[i].type, x->type));
            bool fine = x->present && (x->read ? x->noticed : x->decided);
            bool quote = x->quoted && x->present && !x->decided;
            x->ignored |= here;
            needed |= here && (!fine || quote);
        }
        if (!needed)
            tested_fail(m->c->out, m->k, "%s says to ignore %s: there is no need to",
                        f->path, f->ignores[i].pointer);
        free(pattern);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct fact *x = a, *y = b;
    int order = strcmp(x->type, y->type);
    return order ? order : strcmp(x->pattern, y->pattern);
}

static void judge(struct mutating *m)
{
    if (m->n_facts) /* they came in the order of the runs */
        qsort(m->facts, m->n_facts, sizeof *m->facts, by_name);
    for (size_t i = 0; i < m->c->n; i++)
        use_ignores(m, &m->c->estates[i]->fixture);
    for (size_t i = 0; i < m->n_facts; i++) {
        const struct fact *x = &m->facts[i];
        if (x->ignored)
            continue;
        if (x->read && !x->present)
            tested_fail(m->c->out, m->k, "reads %s %s, but no fixture holds it", x->type,
                        x->pattern);
        else if (x->read && !x->noticed)
            tested_fail(m->c->out, m->k,
                        "reads %s %s, but no fixture shows that it matters", x->type,
                        x->pattern);
        else if (x->quoted && x->present && !x->decided)
            tested_fail(m->c->out, m->k,
                        "quotes %s %s, but nothing else that it says depends on it",
                        x->type, x->pattern);
    }
}

int mutate_run(struct cases *c, const struct buf *trace, struct err *e)
{
    struct mutating m = {.c = c, .e = e};
    struct traced_reader reader = {&m, note_fact, NULL};
    bool full;
    m.k = tested_add(c->out, c->check->id, "facts", c->file);
    int rc = 0;
    if (!trace->len || traced_read(trace, c->n, &reader, &full, e))
        tested_fail(c->out, m.k, "its process does not say what it asked");
    else if (full)
        tested_fail(c->out, m.k, "it asks for more facts than can be followed");
    for (size_t i = 0; i < c->n && !rc && m.k->ok; i++)
        rc = change_estate(&m, i);
    if (!rc && m.k->ok)
        judge(&m);
    for (size_t i = 0; i < m.n_facts; i++) {
        free(m.facts[i].type);
        free(m.facts[i].pattern);
    }
    free(m.facts);
    free(m.mutants);
    return rc;
}
