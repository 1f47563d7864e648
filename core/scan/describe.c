#include "scan/describe.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/job.h"
#include "scan/code.h"
#include "scan/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 64 << 20, INSTRUCTIONS = 1000000 /* as for running */ };

/* Files of one process: `at[i]` is the index in the code of the job's file i. */
struct group {
    size_t *at, n;
};

struct asking {
    struct code *code;
    const struct describing *how;
    struct known_checks *out;
    bool *dead; /* files that are left out */
};

static struct job make_job(const struct asking *a, const struct group *g, int **fds)
{
    const struct code *code = a->code;
    struct job job = {.mode = JOB_DESCRIBE,
                      .memory = MEMORY,
                      .instructions = INSTRUCTIONS,
                      .weak_cage = a->how->weak_cage};
    job.files = mem_new((g->n + 1) * sizeof *job.files);
    *fds = mem_new((g->n + 1) * sizeof **fds);
    for (size_t i = 0; i < g->n; i++) {
        job.files[i].name = mem_text(code->files[g->at[i]].name);
        job.files[i].kind = code->files[g->at[i]].kind;
        (*fds)[i] = code->files[g->at[i]].fd;
    }
    job.n_files = g->n;
    return job;
}

static void refuse(struct asking *a, size_t file, const char *why)
{
    if (!a->dead[file])
        code_refuse(a->code, a->code->files[file].path, why);
    a->dead[file] = true;
}

static bool taken(const struct known_checks *k, const char *id)
{
    for (size_t i = 0; i < k->n; i++)
        if (!strcmp(k->at[i].id, id))
            return true;
    return false;
}

/* A check of this answer; what does not prove good refuses the file that it names, or,
 * when it names none, the whole answer. */
static int add_check(struct asking *a, const struct group *g, const struct doc *d,
                     struct err *e)
{
    struct check_info info = {0};
    int rc = checkinfo_decode(d, "/check", &info, e);
    if (!rc && info.file >= g->n)
        rc = err_set(e, ERR_DATA, "a check names a file that is not there");
    if (!rc) {
        info.file = g->at[info.file];
        char why[160];
        snprintf(why, sizeof why, "check %s: the id is taken by another file", info.id);
        if (taken(a->out, info.id)) {
            refuse(a, info.file, why);
        } else {
            a->out->at = mem_grow(a->out->at, a->out->n + 1, sizeof *a->out->at);
            a->out->at[a->out->n++] = info;
            return 0;
        }
    }
    checkinfo_free(&info);
    return rc;
}

static int read_line(struct asking *a, const struct group *g, const char *line,
                     size_t len, struct err *e)
{
    struct doc *d = doc_parse(line, len, e);
    if (!d)
        return -ERR_DATA;
    int rc = 0;
    int64_t file;
    if (doc_type(d, "/check") == DOC_OBJECT)
        rc = add_check(a, g, d, e);
    else if (doc_integer(d, "/refused/file", &file) && file >= 0 && (size_t)file < g->n &&
             doc_text(d, "/refused/reason"))
        refuse(a, g->at[file], doc_text(d, "/refused/reason"));
    else
        rc = err_set(e, ERR_DATA, "an answer that is neither check nor refusal");
    doc_free(d);
    return rc;
}

static int read_answer(struct asking *a, const struct group *g, const char *body,
                       size_t len, struct err *e)
{
    int rc = 0;
    while (len && !rc) {
        const char *nl = memchr(body, '\n', len);
        size_t n = nl ? (size_t)(nl - body) : len;
        rc = n > (256u << 10) ? err_set(e, ERR_DATA, "a line of its answer is too long")
                              : read_line(a, g, body, n, e);
        size_t used = nl ? n + 1 : n;
        body += used;
        len -= used;
    }
    return rc;
}

/* Listens until the answer is whole. 0, or -1 with the reason in `why`. */
static int listen_to(struct asking *a, const struct group *g, struct worker *w, char *why,
                     size_t size)
{
    struct err e = {0};
    for (;;) {
        int kind;
        const char *body;
        size_t len;
        int got = worker_poll(w, 50, &kind, &body, &len, &e);
        int rc = got < 0 ? got : 0;
        if (got == WORKER_FRAME && kind == FRAME_DESCRIBE)
            rc = read_answer(a, g, body, len, &e);
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
        if (worker_stuck_ms(w) > a->how->timeout_ms) {
            snprintf(why, size, "took longer than %d s to load",
                     a->how->timeout_ms / 1000);
            return -1;
        }
    }
}

/* Whose fault it is that no answer came: of the file that was being loaded, of the only
 * one; else nobody's. 1: ask again without it. */
static int blame(struct asking *a, const struct group *g, const struct worker *w,
                 const char *how, const char *why, struct err *e)
{
    char text[400];
    size_t file = (size_t)(w->last_word & ~JOB_PAGE_LOADING);
    bool loading = w->last_word & JOB_PAGE_LOADING && file < g->n;
    if (!loading && g->n != 1)
        return err_set(e, ERR_CONFIG, "%s does not answer: %s", a->how->program,
                       w->said.len ? buf_str(&w->said)
                       : *why      ? why
                                   : how);
    snprintf(text, sizeof text, "%s", why);
    if (!*why)
        snprintf(text, sizeof text, "ended the program %s: %s",
                 loading ? "while it was loaded" : "before it had answered", how);
    refuse(a, g->at[loading ? file : 0], text);
    return loading;
}

/* 1: a file was refused, ask again without it; 0: done; negative: nobody's fault. */
static int ask_once(struct asking *a, const struct group *g, struct err *e)
{
    int *fds;
    struct worker w;
    char why[256], how[96];
    struct job job = make_job(a, g, &fds);
    size_t before = a->out->n;
    int rc = worker_start(&w, a->how->program, &job, fds, -1, e);
    job_free(&job);
    free(fds);
    if (rc)
        return rc;
    int bad = listen_to(a, g, &w, why, sizeof why);
    worker_stop(&w, how, sizeof how);
    if (w.caged)
        parts_weaken(&a->out->cage, &w.cage);
    if (bad) {
        while (a->out->n > before)
            checkinfo_free(&a->out->at[--a->out->n]);
        rc = worker_uncaged(&w, how, e);
        if (!rc)
            rc = blame(a, g, &w, how, why, e);
    }
    worker_forget(&w);
    return rc;
}

static int ask(struct asking *a, bool outside, size_t alone, struct err *e)
{
    int rc = 1;
    while (rc == 1) {
        struct group g = {mem_new((a->code->n + 1) * sizeof *g.at), 0};
        size_t checks = 0;
        for (size_t i = 0; i < a->code->n; i++) {
            const struct code_file *f = &a->code->files[i];
            bool apart = f->outside && f->kind == JOB_PLUGIN;
            if (a->dead[i] || (outside ? i != alone : apart))
                continue;
            g.at[g.n++] = i;
            checks += f->kind != JOB_LIB;
        }
        rc = checks ? ask_once(a, &g, e) : 0;
        free(g.at);
    }
    return rc;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct check_info *)a)->id, ((const struct check_info *)b)->id);
}

/* Checks of files that were refused later (an id taken twice) do not stay half. */
static void drop_dead(struct asking *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < a->out->n; i++) {
        if (a->dead[a->out->at[i].file])
            checkinfo_free(&a->out->at[i]);
        else
            a->out->at[kept++] = a->out->at[i];
    }
    a->out->n = kept;
}

int describe_cage(const struct describing *how, struct parts *cage, struct err *e)
{
    struct code none = {0};
    struct known_checks out = {.cage = {PARTS_ALL, PARTS_ABI_MAX}};
    struct asking a = {&none, how, &out, NULL};
    struct group g = {NULL, 0};
    int rc = ask_once(&a, &g, e);
    *cage = out.cage;
    return rc;
}

int describe_checks(struct code *code, const struct describing *how,
                    struct known_checks *out, struct err *e)
{
    *out = (struct known_checks){.cage = {PARTS_ALL, PARTS_ABI_MAX}};
    struct asking a = {code, how, out, mem_new(code->n + 1)};
    int rc = ask(&a, false, 0, e);
    for (size_t i = 0; !rc && i < code->n; i++)
        if (code->files[i].outside && code->files[i].kind == JOB_PLUGIN)
            rc = ask(&a, true, i, e);
    drop_dead(&a);
    if (out->n)
        qsort(out->at, out->n, sizeof *out->at, by_id);
    free(a.dead);
    if (rc)
        describe_free(out);
    return rc;
}

void describe_free(struct known_checks *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->n; i++)
        checkinfo_free(&k->at[i]);
    free(k->at);
    *k = (struct known_checks){0};
}
