#include "scan/crew.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/inventory.h"
#include "data/job.h"
#include "scan/chunks.h"
#include "scan/code.h"
#include "scan/evaluate.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 64 << 20, INSTRUCTIONS = 1000000, POLL_MS = 50 };

void crew_make(struct crew *c, const struct evaluation *ev, const struct chunks *chunks,
               size_t n_workers)
{
    c->ev = ev;
    c->chunks = chunks;
    c->n_workers = n_workers;
    c->workers = mem_new(n_workers * sizeof *c->workers);
    c->running = mem_new(n_workers * sizeof *c->running);
    c->deaths = mem_new((c->n_checks + 1) * sizeof *c->deaths);
}

/* What stood around it counts, whatever it came to. */
static void stop(struct crew *c, size_t w, char *how, size_t size)
{
    worker_stop(&c->workers[w], how, size);
    c->running[w] = false;
    if (c->ev->heard)
        buf_add(c->ev->heard, buf_str(&c->workers[w].heard), c->workers[w].heard.len);
    if (c->ev->cage && c->workers[w].caged)
        parts_weaken(c->ev->cage, &c->workers[w].cage);
}

void crew_free(struct crew *c)
{
    for (size_t i = 0; i < c->n_workers; i++) {
        if (!c->running[i])
            continue;
        stop(c, i, NULL, 0);
        worker_forget(&c->workers[i]);
    }
    for (size_t i = 0; i < c->n_blames; i++)
        free(c->blames[i].reason);
    free(c->blames);
    free(c->workers);
    free(c->running);
    free(c->deaths);
    free(c->files);
    free(c->checks);
    free(c->gone);
    *c = (struct crew){0};
}

const char *crew_reason(const struct crew *c, int64_t row, size_t check, enum failure *f)
{
    *f = FAILURE_NOT_RUN;
    if (c->gone) {
        *f = c->gone_by;
        return c->gone;
    }
    for (size_t i = 0; i < c->n_blames; i++) {
        if (c->blames[i].check != check || (c->blames[i].row && c->blames[i].row != row))
            continue;
        *f = c->blames[i].failure;
        return c->blames[i].reason;
    }
    return NULL;
}

static bool blamed(const struct crew *c, int64_t row, size_t check)
{
    enum failure unused;
    return crew_reason(c, row, check, &unused) != NULL;
}

/* --- jobs --- */

static void job_names(const struct crew *c, struct job *job)
{
    const struct evaluation *ev = c->ev;
    job->files = mem_new((c->n_files + 1) * sizeof *job->files);
    for (job->n_files = 0; job->n_files < c->n_files; job->n_files++) {
        const struct code_file *f = &ev->code->files[c->files[job->n_files]];
        job->files[job->n_files] = (struct job_file){mem_text(f->name), f->kind};
    }
    job->checks = mem_new((c->n_checks + 1) * sizeof *job->checks);
    for (size_t i = 0; i < c->n_checks; i++, job->n_checks++) {
        const struct check_info *info = ev->checks[c->checks[i]];
        size_t file = 0;
        while (file < c->n_files && c->files[file] != info->file)
            file++;
        job->checks[i] = (struct job_check){mem_text(info->id), file};
    }
    job->settings = mem_new((ev->n_settings + 1) * sizeof *job->settings);
    for (size_t i = 0; i < ev->n_settings; i++, job->n_settings++)
        job->settings[i] = (struct job_setting){
            mem_text(ev->settings[i].check), mem_text(ev->settings[i].name),
            mem_text(ev->settings[i].value), ev->settings[i].estate};
}

/* What a trial adds: its inventories, and the bodies that are others. */
static void job_estates(const struct estates *es, struct job *job)
{
    job->nows = mem_new((es->n + 1) * sizeof *job->nows);
    for (size_t i = 0; i < es->n; i++, job->n_estates++)
        job->nows[i] = es->nows[i];
    job->mutations = mem_new((es->n_mutations + 1) * sizeof *job->mutations);
    for (size_t i = 0; i < es->n_mutations; i++, job->n_mutations++) {
        job->mutations[i] = es->mutations[i];
        job->mutations[i].body = mem_text(es->mutations[i].body);
    }
    job->trace = es->trace;
}

/* From chunk `from` on, what worker w has to do. */
static struct job make_job(const struct crew *c, size_t w, size_t from)
{
    const struct evaluation *ev = c->ev;
    struct job job = {.mode = JOB_RUN,
                      .now = ev->now,
                      .assume_complete = ev->assume_complete,
                      .verbose = ev->verbose,
                      .strict = ev->strict,
                      .catalog = inventory_catalog(ev->inv),
                      .weak_cage = ev->weak_cage,
                      .memory = MEMORY,
                      .instructions = INSTRUCTIONS};
    job_names(c, &job);
    if (ev->estates)
        job_estates(ev->estates, &job);
    for (size_t i = 0; i < c->chunks->types.n; i++)
        strs_add(&job.targets, c->chunks->types.at[i]);
    for (size_t i = 0; ev->scopes && i < ev->scopes->n; i++)
        strs_add(&job.scopes, ev->scopes->at[i]);
    job.chunks = mem_new((c->chunks->n / c->n_workers + 2) * sizeof *job.chunks);
    for (size_t i = w; i < c->chunks->n; i += c->n_workers)
        if (i >= from)
            job.chunks[job.n_chunks++] = (struct job_chunk){
                (uint32_t)i, c->chunks->at[i].first, c->chunks->at[i].resources,
                c->chunks->at[i].estate, c->chunks->at[i].mutation};
    job.skip = mem_new((c->n_blames + 1) * sizeof *job.skip);
    for (size_t i = 0; i < c->n_blames; i++)
        job.skip[job.n_skip++] = (struct job_pair){c->blames[i].row, c->blames[i].check};
    return job;
}

static int start(struct crew *c, size_t w, size_t from, struct err *e)
{
    struct job job = make_job(c, w, from);
    const struct estates *es = c->ev->estates;
    int *fds = mem_new((job_descriptors(&job) + 1) * sizeof *fds);
    for (size_t i = 0; i < c->n_files; i++)
        fds[i] = c->ev->code->files[c->files[i]].fd;
    for (size_t i = 1; es && i < es->n; i++)
        fds[c->n_files + i - 1] = es->fds[i];
    int first = es ? es->fds[0] : c->ev->inventory_fd;
    int rc = worker_start(&c->workers[w], c->ev->program, &job, fds, first, e);
    c->running[w] = rc == 0;
    free(fds);
    job_free(&job);
    return rc;
}

/* --- blame --- */

static const char late[] = "it took longer than --check-timeout allows";

static void add_blame(struct crew *c, int64_t row, size_t check, enum failure f,
                      const char *reason)
{
    c->blames = mem_grow(c->blames, c->n_blames + 1, sizeof *c->blames);
    c->blames[c->n_blames++] = (struct blame){row, check, f, mem_text(reason)};
}

static void give_up(struct crew *c, size_t check, enum failure f, const char *reason)
{
    char text[640];
    if (c->deaths[check] < CREW_DEATHS)
        return;
    snprintf(text, sizeof text, "not run any more: it failed %d times, last: %s",
             CREW_DEATHS, reason);
    add_blame(c, 0, check, f, text);
}

static void blame_pair(struct crew *c, int64_t row, size_t check, enum failure f,
                       const char *reason)
{
    add_blame(c, row, check, f, reason);
    c->deaths[check]++;
    give_up(c, check, f, reason);
}

void crew_hung(struct crew *c, size_t check, unsigned n)
{
    c->deaths[check] += n;
    give_up(c, check, FAILURE_TIMEOUT, late);
}

unsigned crew_hangs(const struct crew *c, size_t check)
{
    unsigned n = 0;
    for (size_t i = 0; i < c->n_blames; i++)
        n += c->blames[i].check == check && !strcmp(c->blames[i].reason, late);
    return n;
}

/* Whether all checks of a file are off: then nothing of it is loaded any more. */
static bool file_blamed(const struct crew *c, size_t file)
{
    bool off = true;
    for (size_t i = 0; i < c->n_checks && off; i++)
        off = c->ev->checks[c->checks[i]]->file != c->files[file] || blamed(c, 0, i);
    return off;
}

static void blame_file(struct crew *c, size_t file, enum failure f, const char *reason)
{
    for (size_t i = 0; i < c->n_checks; i++)
        if (c->ev->checks[c->checks[i]]->file == c->files[file])
            add_blame(c, 0, i, f, reason);
}

/* Whom the page names, if that can be: a pair of the chunk that was not finished. */
static bool culprit(const struct crew *c, uint64_t word, int64_t *row, size_t *check)
{
    *row = (int64_t)(word >> 16);
    *check = (size_t)(word & 0xffff);
    return word != JOB_PAGE_NONE && !(word & JOB_PAGE_LOADING) && *check < c->n_checks &&
           !blamed(c, *row, *check);
}

/* A worker ended before its time. What it had finished stands; it starts again at
 * `chunk`. */
static int replace(struct crew *c, size_t w, size_t chunk, const char *why, struct err *e)
{
    struct worker *worker = &c->workers[w];
    char how[96], reason[512];
    stop(c, w, how, sizeof how);
    int rc = why ? 0 : worker_uncaged(worker, how, e);
    if (rc) {
        worker_forget(worker);
        return rc;
    }
    enum failure f = why == late ? FAILURE_TIMEOUT : FAILURE_CRASHED;
    snprintf(reason, sizeof reason, "%s", why ? why : "");
    if (!why && worker->code == 128 + SIGSYS)
        f = FAILURE_BLOCKED;
    else if (!why && strstr(buf_str(&worker->said), "out of memory"))
        f = FAILURE_NO_MEMORY;
    if (!why)
        snprintf(reason, sizeof reason, "it ended the program: %s%s%s", how,
                 worker->said.len ? ": " : "", buf_str(&worker->said));
    uint64_t word = worker->last_word;
    int64_t row;
    size_t check, file = (size_t)(word & ~JOB_PAGE_LOADING);
    if (culprit(c, word, &row, &check)) {
        blame_pair(c, row, check, f, reason);
    } else if (word & JOB_PAGE_LOADING && file < c->n_files && !file_blamed(c, file)) {
        blame_file(c, file, f, reason);
    } else if (c->repeated != chunk + 1) {
        c->repeated = chunk + 1; /* no culprit: once more */
    } else {
        char text[640];
        snprintf(text, sizeof text, "holdfast-eval failed twice without a culprit: %s",
                 reason);
        c->gone = mem_text(text);
        c->gone_by = f;
    }
    worker_forget(worker);
    c->asked = clock_steady_ms();
    return c->gone ? 0 : start(c, w, chunk, e);
}

/* --- chunks --- */

static bool rows_match(const struct crew *c, size_t chunk, const struct frame_view *v)
{
    return v->chunk == chunk && v->resources == c->chunks->at[chunk].resources &&
           frame_row(v, 0) == c->chunks->at[chunk].first;
}

/* All runs of a chunk at their slowest: longer only when the page is scribbled on. */
static bool too_long(const struct crew *c, size_t chunk)
{
    int64_t runs =
        (int64_t)(c->chunks->at[chunk].resources * c->n_checks + WORKER_PATIENCE);
    return clock_steady_ms() - c->asked > runs * c->ev->check_timeout_ms;
}

/* One look at the worker: 1 a good frame, 0 nothing yet, -1 it has to be replaced (`why`:
 * NULL when it ended by itself). */
static int look(struct crew *c, size_t w, size_t chunk, struct frame_view *v,
                const char **why)
{
    struct err e = {0};
    int kind = 0;
    const char *body;
    size_t len;
    int got = worker_poll(&c->workers[w], POLL_MS, &kind, &body, &len, &e);
    *why = NULL;
    if (got == WORKER_GONE)
        return -1;
    if (got == WORKER_FRAME && kind == FRAME_CHUNK &&
        !frame_check(body, len, c->n_checks, v, &e) && rows_match(c, chunk, v))
        return 1;
    if (got < 0 || (got == WORKER_FRAME && kind != FRAME_READY)) {
        *why = "its process wrote something that is no finding";
        return -1;
    }
    if (worker_stuck_ms(&c->workers[w]) > c->ev->check_timeout_ms || too_long(c, chunk)) {
        *why = late;
        return -1;
    }
    return 0;
}

/* Whether the scan as a whole has to end: then nobody is asked any more. */
static bool over(struct crew *c)
{
    if (c->ev->stop && *c->ev->stop)
        c->gone = mem_text("the scan was stopped");
    else if (c->ev->deadline_ms && clock_steady_ms() >= c->ev->deadline_ms)
        c->gone = mem_text("--timeout passed before it was judged");
    c->gone_by = FAILURE_NOT_RUN;
    return c->gone;
}

int crew_trace(struct crew *c, const char **body, size_t *len)
{
    struct err e = {0};
    int kind = 0, got = WORKER_NOTHING;
    while (!c->gone && c->running[0] && got == WORKER_NOTHING &&
           worker_stuck_ms(&c->workers[0]) <= c->ev->check_timeout_ms)
        got = worker_poll(&c->workers[0], POLL_MS, &kind, body, len, &e);
    return got == WORKER_FRAME && kind == FRAME_TRACE ? 1 : 0;
}

int crew_chunk(struct crew *c, size_t chunk, struct frame_view *v, struct err *e)
{
    size_t w = chunk % c->n_workers;
    int rc = 0;
    if (c->gone || over(c))
        return 0;
    c->asked = clock_steady_ms();
    if (!c->running[w])
        rc = start(c, w, chunk, e);
    while (!rc && !c->gone) {
        const char *why;
        if (over(c))
            return 0;
        if (c->ev->look)
            c->ev->look(c->ev->ctx, chunk, c->chunks->n);
        int got = look(c, w, chunk, v, &why);
        if (got == 1)
            return 1;
        if (got < 0)
            rc = replace(c, w, chunk, why, e);
    }
    return rc;
}
