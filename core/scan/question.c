#include "scan/question.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"
#include "data/frame.h"
#include "scan/code.h"
#include "scan/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 64 << 20, INSTRUCTIONS = 1000000 /* as for running */ };

static struct job make_job(const struct question *q, int **fds)
{
    struct job job = {.mode = q->mode,
                      .memory = MEMORY,
                      .instructions = INSTRUCTIONS,
                      .weak_cage = q->how->weak_cage};
    job.files = mem_new((q->n + 1) * sizeof *job.files);
    *fds = mem_new((q->n + 1) * sizeof **fds);
    for (size_t i = 0; i < q->n; i++) {
        const struct code_file *file = &q->code->files[q->at[i]];
        job.files[i].name = mem_text(file->name);
        job.files[i].kind = file->kind;
        (*fds)[i] = file->fd;
    }
    job.n_files = q->n;
    return job;
}

static int read_answer(const struct question *q, const char *body, size_t len,
                       struct err *e)
{
    int rc = 0;
    while (len && !rc) {
        const char *nl = memchr(body, '\n', len);
        size_t n = nl ? (size_t)(nl - body) : len;
        if (n > (256u << 10))
            return err_set(e, ERR_DATA, "a line of its answer is too long");
        struct doc *d = doc_parse(body, n, e);
        rc = d ? q->line(q->ctx, d, e) : -ERR_DATA;
        doc_free(d);
        size_t used = nl ? n + 1 : n;
        body += used;
        len -= used;
    }
    return rc;
}

/* Listens until the answer is whole. 0, or -1 with the reason in `why`. */
static int listen_to(const struct question *q, struct worker *w, char *why, size_t size)
{
    struct err e = {0};
    for (;;) {
        int kind;
        const char *body;
        size_t len;
        int got = worker_poll(w, 50, &kind, &body, &len, &e);
        int rc = got < 0 ? got : 0;
        if (got == WORKER_FRAME && kind == FRAME_DESCRIBE)
            rc = read_answer(q, body, len, &e);
        if (got == WORKER_FRAME && kind == FRAME_END)
            return 0;
        if (rc) {
            snprintf(why, size, "%.200s", e.text);
            return -1;
        }
        if (got == WORKER_GONE) {
            *why = '\0';
            return -1;
        }
        if (worker_stuck_ms(w) > q->how->timeout_ms) {
            snprintf(why, size, "took longer than %d s to load",
                     q->how->timeout_ms / 1000);
            return -1;
        }
    }
}

/* Whose fault it is that no answer came: of the file that was being loaded, of the only
 * one; else nobody's. */
static int blame(const struct question *q, const struct worker *w, const char *how,
                 struct question_end *end, struct err *e)
{
    size_t file = (size_t)(w->last_word & ~JOB_PAGE_LOADING);
    bool loading = w->last_word & JOB_PAGE_LOADING && file < q->n;
    if (!loading && q->n != 1)
        return err_set(e, ERR_CONFIG, "%s does not answer: %s", q->how->program,
                       w->said.len ? buf_str(&w->said)
                       : *end->why ? end->why
                                   : how);
    end->file = loading ? file : 0;
    if (!*end->why)
        snprintf(end->why, sizeof end->why, "ended the program %s: %s",
                 loading ? "while it was loaded" : "before it had answered", how);
    return 1;
}

int question_ask(const struct question *q, struct question_end *end, struct err *e)
{
    int *fds;
    struct worker w;
    char how[96];
    struct job job = make_job(q, &fds);
    *end = (struct question_end){0};
    int rc = worker_start(&w, q->how->program, &job, fds, -1, e);
    job_free(&job);
    free(fds);
    if (rc)
        return rc;
    int bad = listen_to(q, &w, end->why, sizeof end->why);
    worker_stop(&w, how, sizeof how);
    end->caged = w.caged;
    end->cage = w.cage;
    if (bad)
        rc = worker_uncaged(&w, how, e);
    if (bad && !rc)
        rc = blame(q, &w, how, end, e);
    worker_forget(&w);
    return rc;
}
