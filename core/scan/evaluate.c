#include "scan/evaluate.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/checkonly.h"
#include "data/frame.h"
#include "data/inventory.h"
#include "scan/chunks.h"
#include "scan/code.h"
#include "scan/crew.h"
#include "scan/spool.h"

#include <stdlib.h>
#include <string.h>

struct crews {
    struct crew *at;
    size_t n;
    size_t *crew, *local; /* of each check of the scan: its crew, its index there */
};

/* --- who works with whom --- */

static void add_crew(const struct evaluation *ev, const struct chunks *chunks,
                     struct crews *cs, size_t alone)
{
    struct crew c = {0};
    c.files = mem_new((ev->code->n + 1) * sizeof *c.files);
    c.checks = mem_new((ev->n_checks + 1) * sizeof *c.checks);
    for (size_t i = 0; i < ev->code->n; i++) {
        const struct code_file *f = &ev->code->files[i];
        bool apart = f->outside && f->kind == JOB_PLUGIN;
        bool used = f->kind == JOB_LIB;
        for (size_t k = 0; k < ev->n_checks; k++)
            used |= ev->checks[k]->file == i;
        if (used && (alone == SIZE_MAX ? !apart : i == alone))
            c.files[c.n_files++] = i;
    }
    for (size_t k = 0; k < ev->n_checks; k++) {
        const struct code_file *f = &ev->code->files[ev->checks[k]->file];
        bool apart = f->outside && f->kind == JOB_PLUGIN;
        if (alone == SIZE_MAX ? apart : ev->checks[k]->file != alone)
            continue;
        cs->crew[k] = cs->n;
        cs->local[k] = c.n_checks;
        c.checks[c.n_checks++] = k;
    }
    if (!c.n_checks) {
        free(c.files);
        free(c.checks);
        return;
    }
    size_t jobs = ev->jobs < 1 ? 1 : (size_t)ev->jobs;
    crew_make(&c, ev, chunks, jobs < chunks->n ? jobs : chunks->n ? chunks->n : 1);
    cs->at = mem_grow(cs->at, cs->n + 1, sizeof *cs->at);
    cs->at[cs->n++] = c;
}

static void make_crews(const struct evaluation *ev, const struct chunks *chunks,
                       struct crews *cs)
{
    *cs = (struct crews){0};
    cs->crew = mem_new((ev->n_checks + 1) * sizeof *cs->crew);
    cs->local = mem_new((ev->n_checks + 1) * sizeof *cs->local);
    add_crew(ev, chunks, cs, SIZE_MAX);
    for (size_t i = 0; i < ev->code->n; i++)
        if (ev->code->files[i].outside && ev->code->files[i].kind == JOB_PLUGIN)
            add_crew(ev, chunks, cs, i);
}

static void free_crews(struct crews *cs)
{
    for (size_t i = 0; i < cs->n; i++)
        crew_free(&cs->at[i]);
    free(cs->at);
    free(cs->crew);
    free(cs->local);
}

/* --- one chunk from what the crews brought --- */

struct part { /* of one crew */
    struct frame_view view;
    int there;       /* 1: view holds */
    size_t from, at; /* the detail that waits for its pair, and what is behind it */
    int has;
    struct frame_detail detail;
};

struct merging {
    const struct evaluation *ev;
    struct crews *crews;
    struct part *parts;
    struct frame_chunk *out;
    struct buf frame;    /* of the chunk that is done */
    struct strs types;   /* that came so far */
    enum judges *judges; /* of each: by which checks */
};

static void next_detail(struct part *p)
{
    p->from = p->at;
    p->has = p->there ? frame_next_detail(&p->view, &p->at, &p->detail) : 0;
}

static void put_error(struct merging *m, size_t resource, size_t k, enum failure f,
                      const char *reason)
{
    struct frame_detail *d = mem_new(sizeof *d);
    d->resource = (uint16_t)resource;
    d->check = (uint16_t)k;
    d->message = (struct frame_text){reason, strlen(reason)};
    frame_chunk_error(m->out, resource, k, f);
    frame_chunk_detail(m->out, d);
    free(d);
}

enum judges evaluate_judges(struct inventory *inv, const struct check_info *check,
                            const char *type)
{
    if (!strs_has_same(&check->targets, type))
        return JUDGES_NONE;
    return checkonly_some(check, catalog_find(inventory_catalog(inv), type)) ? JUDGES_SOME
                                                                             : JUDGES_ALL;
}

/* Which checks judge a type: found out once a type, not once a pair. */
static const enum judges *judges_of(struct merging *m, const char *type)
{
    size_t n = m->ev->n_checks, i = 0;
    while (i < m->types.n && strcmp(m->types.at[i], type))
        i++;
    if (i == m->types.n) {
        strs_add(&m->types, type);
        m->judges = mem_grow(m->judges, m->types.n, n * sizeof *m->judges);
        for (size_t k = 0; k < n; k++)
            m->judges[i * n + k] = evaluate_judges(m->ev->inv, m->ev->checks[k], type);
    }
    return m->judges + i * n;
}

/* Every pair ends in exactly one verdict, but for targets of a kind that the check does
 * not judge: what a worker did not give is an error of the
 * check, and what it gave for a resource that the check does not judge is dropped. */
static void merge_pair(struct merging *m, size_t resource, size_t k, int64_t row,
                       enum judges judges)
{
    size_t g = m->crews->crew[k], local = m->crews->local[k];
    struct part *p = &m->parts[g];
    const struct crew *crew = &m->crews->at[g];
    bool mine = p->has && p->detail.resource == resource && p->detail.check == local;
    if (judges != JUDGES_NONE) {
        enum failure f;
        const char *reason = crew_reason(crew, row, local, &f);
        enum verdict v =
            p->there && !reason ? frame_verdict(&p->view, resource, local) : VERDICT_NONE;
        bool other = v == VERDICT_NONE && p->there && !reason && judges == JUDGES_SOME;
        if (v == VERDICT_NONE && !other) {
            put_error(m, resource, k, f, reason ? reason : "its process gave no verdict");
        } else if (!other) {
            if (v == VERDICT_ERROR)
                frame_chunk_error(m->out, resource, k,
                                  frame_failure(&p->view, resource, local));
            else
                frame_chunk_verdict(m->out, resource, k, v,
                                    frame_severity(&p->view, resource, local));
            if (mine)
                frame_chunk_take(m->out, &p->view, p->from, p->at, k);
        }
    }
    if (mine)
        next_detail(p);
}

static int merge_rows(struct merging *m, struct chunk_walk *walk, size_t resources,
                      struct err *e)
{
    for (size_t i = 0; i < resources; i++) {
        int64_t row = 0;
        const char *type = NULL;
        int rc = chunk_walk_next(walk, &row, &type, e);
        if (rc != 1)
            return rc < 0 ? rc
                          : err_set(e, ERR_INTERNAL, "the inventory changed meanwhile");
        frame_chunk_resource(m->out, row);
        for (size_t g = 0; g < m->crews->n; g++)
            if (m->parts[g].there && frame_row(&m->parts[g].view, i) != row)
                m->parts[g].there = m->parts[g].has =
                    0; /* verdicts for other resources */
        const enum judges *judges = judges_of(m, type);
        for (size_t k = 0; k < m->ev->n_checks; k++)
            merge_pair(m, i, k, row, judges[k]);
    }
    return 0;
}

static int commit(struct merging *m, struct spool *spool, struct err *e)
{
    buf_clear(&m->frame);
    frame_chunk_encode(m->out, &m->frame);
    return spool_add(spool, buf_str(&m->frame), m->frame.len, e);
}

static int do_chunk(struct merging *m, size_t chunk, const struct chunks *chunks,
                    struct chunk_walk *walk, struct err *e)
{
    for (size_t g = 0; g < m->crews->n; g++) {
        struct part *p = &m->parts[g];
        p->there = crew_chunk(&m->crews->at[g], chunk, &p->view, e);
        if (p->there < 0)
            return p->there;
        p->at = 0;
        next_detail(p);
    }
    m->out = frame_chunk_make((uint32_t)chunk, m->ev->n_checks);
    return merge_rows(m, walk, chunks->at[chunk].resources, e);
}

int evaluate(const struct evaluation *ev, struct spool *spool, struct err *e)
{
    struct chunks chunks;
    struct crews crews;
    int rc = chunks_plan(&chunks, ev->inv, ev->checks, ev->n_checks, ev->scopes, e);
    if (rc)
        return rc;
    make_crews(ev, &chunks, &crews);
    struct merging m = {.ev = ev,
                        .crews = &crews,
                        .parts = mem_new((crews.n + 1) * sizeof *m.parts),
                        .frame = buf_make(2 * (size_t)FRAME_MAX)};
    struct chunk_walk *walk = chunk_walk_make(&chunks, ev->inv, ev->scopes);
    for (size_t i = 0; i < chunks.n && !rc; i++) {
        rc = do_chunk(&m, i, &chunks, walk, e);
        if (!rc)
            rc = commit(&m, spool, e);
        frame_chunk_free(m.out);
        m.out = NULL;
    }
    chunk_walk_free(walk);
    buf_free(&m.frame);
    strs_free(&m.types);
    free(m.judges);
    free(m.parts);
    free_crews(&crews);
    chunks_free(&chunks);
    return rc;
}
