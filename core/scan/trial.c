#include "scan/trial.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/strs.h"
#include "data/armid.h"
#include "data/checkinfo.h"
#include "data/frame.h"
#include "scan/chunks.h"
#include "scan/code.h"
#include "scan/crew.h"
#include "scan/estate.h"
#include "scan/evaluate.h"

#include <stdlib.h>
#include <string.h>

struct running {
    const struct trial *t;
    struct crew crew;
    struct chunks chunks; /* of all rounds, one after the other */
    struct estates estates;
    struct job_setting *settings;
    size_t n_settings;
    void (*each)(void *ctx, size_t round, size_t target, const struct outcome *got);
    void *ctx;
};

/* --- what the worker is given --- */

/* The check's own file, and the helper libraries beside it. */
static void list_files(struct running *r)
{
    const struct code *code = r->t->code;
    const struct code_file *own = &code->files[r->t->check->file];
    size_t folder = strlen(own->path) - strlen(own->name);
    r->crew.files = mem_new((code->n + 1) * sizeof *r->crew.files);
    for (size_t i = 0; i < code->n; i++) {
        const struct code_file *f = &code->files[i];
        bool lib = f->kind == JOB_LIB && own->kind == JOB_SCRIPT &&
                   !strncmp(f->path, own->path, folder) &&
                   !strncmp(f->path + folder, "lib/", 4);
        if (lib || i == r->t->check->file)
            r->crew.files[r->crew.n_files++] = i;
    }
    r->crew.checks = mem_new(sizeof *r->crew.checks);
    r->crew.n_checks = 1; /* check 0 of the evaluation */
}

static void list_estates(struct running *r)
{
    const struct trial *t = r->t;
    r->estates.fds = mem_new((t->n_estates + 1) * sizeof *r->estates.fds);
    r->estates.nows = mem_new((t->n_estates + 1) * sizeof *r->estates.nows);
    for (size_t i = 0; i < t->n_estates; i++) {
        const struct fixture *f = &t->estates[i]->fixture;
        r->estates.fds[i] = t->estates[i]->fd;
        r->estates.nows[i] = t->estates[i]->now;
        for (size_t k = 0; k < f->n_settings; k++) {
            r->settings = mem_grow(r->settings, r->n_settings + 1, sizeof *r->settings);
            r->settings[r->n_settings] = f->settings[k]; /* borrowed */
            r->settings[r->n_settings++].estate = i;
        }
    }
    r->estates.n = t->n_estates;
    r->estates.mutations = t->mutations;
    r->estates.n_mutations = t->n_mutations;
}

static void list_chunks(struct running *r, const struct trial_round *rounds, size_t n)
{
    size_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += r->t->estates[rounds[i].estate]->chunks.n;
    r->chunks.at = mem_new((all + 1) * sizeof *r->chunks.at);
    for (size_t i = 0; i < n; i++) {
        const struct chunks *own = &r->t->estates[rounds[i].estate]->chunks;
        for (size_t k = 0; k < own->n; k++) {
            r->chunks.at[r->chunks.n] = own->at[k];
            r->chunks.at[r->chunks.n].estate = rounds[i].estate;
            r->chunks.at[r->chunks.n++].mutation = rounds[i].mutation;
        }
    }
    const struct strs *types = &r->t->estates[0]->chunks.types; /* of the check: equal */
    for (size_t i = 0; i < types->n; i++)
        strs_add(&r->chunks.types, types->at[i]);
}

/* --- what it answers --- */

struct view {
    struct frame_view frame;
    int there; /* 1: frame holds */
    size_t at;
    int has;
    struct frame_detail detail;
};

static void set_error(struct outcome *o, const char *reason)
{
    struct frame_detail *d = mem_new(sizeof *d);
    d->message = (struct frame_text){reason, strlen(reason)};
    outcome_set(o, VERDICT_ERROR, SEVERITY_NONE, d);
    free(d);
}

static bool judges_some(const struct running *r, size_t estate, const char *key)
{
    struct buf type = buf_make(ARMID_MAX);
    bool some =
        armid_type(key, &type) && evaluate_judges(r->t->estates[estate]->inv, r->t->check,
                                                  buf_str(&type)) == JUDGES_SOME;
    buf_free(&type);
    return some;
}

/* Resource `i` of a chunk; `own` knows which resource that is. */
static void judge(struct running *r, struct view *v, size_t i, size_t estate,
                  const struct outcome *own, struct outcome *got)
{
    enum failure unused;
    const char *reason = crew_reason(&r->crew, job_place(estate, own->row), 0, &unused);
    enum verdict verdict = VERDICT_NONE;
    bool mine = v->has && v->detail.resource == i;
    if (v->there && !reason && frame_row(&v->frame, i) == own->row)
        verdict = frame_verdict(&v->frame, i, 0);
    if (verdict == VERDICT_NONE && v->there == 1 && !reason &&
        judges_some(r, estate, own->key))
        verdict = VERDICT_NOT_APPLICABLE; /* of a kind that it does not judge */
    if (verdict != VERDICT_NONE)
        outcome_set(got, verdict, frame_severity(&v->frame, i, 0),
                    mine ? &v->detail : NULL);
    else
        set_error(got, reason ? reason : "its process gave no verdict");
    if (mine)
        v->has = frame_next_detail(&v->frame, &v->at, &v->detail);
}

static int do_round(struct running *r, const struct trial_round *round, size_t number,
                    size_t *chunk, struct err *e)
{
    const struct estate *s = r->t->estates[round->estate];
    struct view *v = mem_new(sizeof *v);
    size_t target = 0;
    int rc = 0;
    for (size_t k = 0; k < s->chunks.n && !rc; k++, ++*chunk) {
        v->there = crew_chunk(&r->crew, *chunk, &v->frame, e);
        rc = v->there < 0 ? v->there : 0;
        v->at = 0;
        v->has = v->there == 1 ? frame_next_detail(&v->frame, &v->at, &v->detail) : 0;
        for (size_t i = 0; i < s->chunks.at[k].resources && !rc; i++, target++) {
            const struct outcome *own = &s->targets[target];
            struct outcome got = {
                .row = own->row, .id = mem_text(own->id), .key = mem_text(own->key)};
            judge(r, v, i, round->estate, own, &got);
            r->each(r->ctx, number, target, &got);
            outcome_free(&got);
        }
    }
    free(v);
    return rc;
}

static void take_trace(struct running *r, struct buf *trace)
{
    const char *body;
    size_t len;
    if (trace && r->chunks.n && crew_trace(&r->crew, &body, &len))
        buf_add(trace, body, len);
}

int trial_run(const struct trial *t, const struct trial_round *rounds, size_t n,
              struct buf *trace,
              void (*each)(void *ctx, size_t round, size_t target,
                           const struct outcome *got),
              void *ctx, struct err *e)
{
    struct running r = {.t = t, .each = each, .ctx = ctx};
    if (!n)
        return 0;
    list_files(&r);
    list_estates(&r);
    list_chunks(&r, rounds, n);
    r.estates.trace = trace != NULL;
    struct evaluation ev = {.program = t->program,
                            .code = t->code,
                            .checks = &t->check,
                            .n_checks = 1,
                            .settings = r.settings,
                            .n_settings = r.n_settings,
                            .inv = t->estates[0]->inv, /* for its catalogue */
                            .inventory_fd = -1,
                            .weak_cage = t->weak_cage,
                            .jobs = 1,
                            .check_timeout_ms = t->check_timeout_ms,
                            .verbose = true,
                            .strict = true,
                            .estates = &r.estates,
                            .heard = t->heard,
                            .stop = t->stop};
    crew_make(&r.crew, &ev, &r.chunks, 1);
    if (t->hangs && *t->hangs)
        crew_hung(&r.crew, 0, *t->hangs);
    size_t chunk = 0;
    int rc = 0;
    for (size_t i = 0; i < n && !rc; i++)
        rc = do_round(&r, &rounds[i], i, &chunk, e);
    if (!rc)
        take_trace(&r, trace);
    if (t->hangs)
        *t->hangs += crew_hangs(&r.crew, 0);
    crew_free(&r.crew);
    chunks_free(&r.chunks);
    free(r.estates.fds);
    free(r.estates.nows);
    free(r.settings);
    return rc;
}
