#include "scan/mutate.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/checkinfo.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "scan/estate.h"
#include "scan/mutant.h"
#include "scan/suite.h"
#include "scan/traced.h"

#include <stdlib.h>
#include <string.h>

enum { BATCH = 4096, BATCH_BYTES = 32 << 20, ERRORS_SAID = 5 };

struct fact {
    char *type, *pattern;
    bool read, quoted; /* by the check */
    bool present;      /* in a body of some fixture */
    bool noticed;      /* a change of it changed something, */
    bool decided;      /* and something else than its own quotation */
    bool ignored;      /* a fixture says why that is so */
};

struct mutant {
    size_t fact; /* SIZE_MAX: nobody asked for it */
    char *where; /* TYPE POINTER how, for messages */
};

struct mutating {
    struct cases *c;
    struct tested_case *k;
    struct fact *facts;
    size_t n_facts;
    /* the batch */
    struct job_mutation *mutations;
    struct mutant *mutants;
    struct trial_round *rounds;
    size_t n, bytes;
    /* while bodies are made */
    size_t estate;
    int64_t row;
    const char *type;
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

/* --- running --- */

static void compare(void *ctx, size_t round, size_t target, const struct outcome *got)
{
    struct mutating *m = ctx;
    const struct mutant *mutant = &m->mutants[round];
    const struct outcome *was = &m->c->alone[m->rounds[round].estate][target];
    if (got->verdict == VERDICT_ERROR) {
        if (m->errors++ < ERRORS_SAID)
            tested_fail(m->c->out, m->k, "%s: it fails: %s", mutant->where, got->message);
        return;
    }
    if (outcome_same(was, got, true))
        return;
    m->mutations[round].row = 0; /* noticed; the worker has read it by now */
    if (mutant->fact == SIZE_MAX)
        return;
    m->facts[mutant->fact].noticed = true;
    m->facts[mutant->fact].decided |= !outcome_same(was, got, false);
}

static int run_batch(struct mutating *m)
{
    const struct suite *s = m->c->suite;
    struct trial t = {.program = s->program,
                      .code = s->code,
                      .check = m->c->check,
                      .estates = (const struct estate *const *)(void *)m->c->estates,
                      .n_estates = m->c->n,
                      .check_timeout_ms = s->check_timeout_ms,
                      .stop = s->stop,
                      .mutations = m->mutations,
                      .n_mutations = m->n};
    int rc = trial_run(&t, m->rounds, m->n, NULL, compare, m, m->e);
    m->c->out->mutants += m->n;
    for (size_t i = 0; i < m->n; i++) {
        m->c->out->noticed += !m->mutations[i].row;
        free(m->mutations[i].body);
        free(m->mutants[i].where);
    }
    m->n = m->bytes = 0;
    return rc;
}

static int add_mutant(void *ctx, const char *pointer, const char *how, const char *body)
{
    struct mutating *m = ctx;
    char *pattern = mutant_pattern(pointer);
    struct buf where = buf_make(8192);
    size_t i = m->n++;
    m->mutations[i] = (struct job_mutation){m->estate, m->row, mem_text(body)};
    m->mutants[i].fact = find_fact(m, m->type, pattern);
    if (m->mutants[i].fact != SIZE_MAX)
        m->facts[m->mutants[i].fact].present = true;
    buf_fmt(&where, "%s %s %s", m->type, pointer, how);
    m->mutants[i].where = mem_text(buf_str(&where));
    m->rounds[i] = (struct trial_round){m->estate, i + 1};
    m->bytes += strlen(body);
    buf_free(&where);
    free(pattern);
    return m->n == BATCH || m->bytes > BATCH_BYTES ? run_batch(m) : 0;
}

/* Whether the check may read resources of the type. */
static bool is_read(const struct check_info *c, const char *type)
{
    bool read = strs_has_same(&c->targets, type);
    for (size_t i = 0; i < c->n_needs; i++)
        read |= text_same(c->needs[i].type, type);
    return read;
}

static int change_estate(struct mutating *m, size_t estate)
{
    struct inventory_resource r;
    struct inventory_cursor *cur =
        inventory_walk(m->c->estates[estate]->inv, NULL, NULL, true);
    int rc;
    m->estate = estate;
    while ((rc = inventory_next(cur, &r, m->e)) == 1) {
        if (!is_read(m->c->check, r.type))
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

static void judge(struct mutating *m)
{
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
    m.mutations = mem_new(BATCH * sizeof *m.mutations);
    m.mutants = mem_new(BATCH * sizeof *m.mutants);
    m.rounds = mem_new(BATCH * sizeof *m.rounds);
    int rc = 0;
    if (!trace->len || traced_read(trace, c->n, &reader, &full, e))
        tested_fail(c->out, m.k, "its process does not say what it asked");
    else if (full)
        tested_fail(c->out, m.k, "it asks for more facts than can be followed");
    for (size_t i = 0; i < c->n && !rc && m.k->ok; i++)
        rc = change_estate(&m, i);
    if (!rc && m.n)
        rc = run_batch(&m);
    if (!rc && (m.k->ok || m.errors))
        judge(&m);
    for (size_t i = 0; i < m.n_facts; i++) {
        free(m.facts[i].type);
        free(m.facts[i].pattern);
    }
    free(m.facts);
    free(m.mutations);
    free(m.mutants);
    free(m.rounds);
    return rc;
}
