#include "scan/worker.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cage/spawn.h"
#include "data/frame.h"
#include "data/job.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SAID_MAX = 2048, PIPE_WANTED = 1 << 20 };

static int job_memfd(const struct job *job, struct err *e)
{
    struct buf text = buf_make(JOB_BYTES);
    job_encode(job, &text);
    int fd = text.full ? err_set(e, ERR_INTERNAL, "the job is too long")
                       : spawn_sealed("job", buf_str(&text), text.len, e);
    buf_free(&text);
    return fd;
}

static int map_page(struct worker *w, int page, struct err *e)
{
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, page, 0);
    if (at == MAP_FAILED)
        return err_set(e, ERR_INTERNAL, "the shared page cannot be mapped");
    w->page = at;
    return 0;
}

struct ends {
    int page, job, findings[2], log[2];
};

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static int launch(struct worker *w, const char *program, const struct job *job,
                  const int *fds, struct err *e)
{
    char parent[24], name[] = "holdfast-eval";
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    char *argv[] = {name, parent, NULL};
    w->pid =
        spawn_program(program, argv, fds, JOB_FD_FILES + job_descriptors(job), NULL, e);
    return w->pid < 0 ? (int)w->pid : 0;
}

int worker_start(struct worker *w, const char *program, const struct job *job,
                 const int *files, int inventory, struct err *e)
{
    struct ends x = {-1, -1, {-1, -1}, {-1, -1}};
    *w = (struct worker){.pid = -1,
                         .findings = -1,
                         .log = -1,
                         .in = buf_make(2 * (size_t)FRAME_MAX),
                         .said = buf_make(SAID_MAX),
                         .heard = buf_make(WORKER_HEARD)};
    int *fds = mem_new((JOB_FD_FILES + job_descriptors(job)) * sizeof *fds);
    int rc = x.page = spawn_page(e);
    if (rc >= 0)
        rc = x.job = job_memfd(job, e);
    if (rc >= 0)
        rc = spawn_pipe(x.findings, e);
    if (rc >= 0)
        rc = spawn_pipe(x.log, e);
    if (rc >= 0)
        rc = map_page(w, x.page, e);
    if (rc >= 0) {
        (void)fcntl(x.findings[1], F_SETPIPE_SZ, PIPE_WANTED); /* a wish */
        fds[0] = fds[1] = -1;
        fds[2] = x.log[1];
        fds[JOB_FD_INVENTORY] = inventory;
        fds[JOB_FD_PAGE] = x.page;
        fds[JOB_FD_FINDINGS] = x.findings[1];
        fds[JOB_FD] = x.job;
        memcpy(fds + JOB_FD_FILES, files, job_descriptors(job) * sizeof *files);
        rc = launch(w, program, job, fds, e);
    }
    free(fds);
    close_one(&x.page);
    close_one(&x.job);
    close_one(&x.findings[1]);
    close_one(&x.log[1]);
    w->findings = x.findings[0];
    w->log = x.log[0];
    w->last_change = w->last_poll = clock_steady_ms();
    if (rc < 0) {
        worker_stop(w, NULL, 0);
        worker_forget(w);
    }
    return rc < 0 ? rc : 0;
}

static void hear(struct worker *w, const char *text, size_t n)
{
    while (n) {
        const char *end = memchr(text, '\n', n);
        size_t len = end ? (size_t)(end - text) : n;
        text_show_buf(&w->heard, text, len);
        if (end)
            buf_char(&w->heard, '\n');
        len += end != NULL;
        text += len;
        n -= len;
    }
}

/* Of what it said one line at most, the first: what follows is mostly consequence. */
static void drain_log(struct worker *w)
{
    char part[1024];
    ssize_t n = read(w->log, part, sizeof part);
    const char *end = n > 0 ? memchr(part, '\n', (size_t)n) : NULL;
    if (n > 0)
        hear(w, part, (size_t)n);
    if (n > 0 && !w->said_line)
        text_show_buf(&w->said, part, end ? (size_t)(end - part) : (size_t)n);
    w->said_line |= end != NULL;
    if (n == 0)
        close_one(&w->log);
}

static void drain_findings(struct worker *w)
{
    static const size_t step = 65536;
    char *part = mem_new(step);
    ssize_t n = read(w->findings, part, step);
    if (n > 0) {
        if (buf_add(&w->in, part, (size_t)n))
            w->eof = true; /* more than any frame: not ours any more */
        w->last_change = clock_steady_ms();
    }
    if (n == 0)
        w->eof = true;
    free(part);
}

enum { WORKER_CAGED = WORKER_GONE + 1 };

static void drop_taken(struct worker *w)
{
    if (w->taken)
        memmove(w->in.data, w->in.data + w->taken, w->in.len - w->taken);
    w->in.len -= w->taken;
    w->taken = 0;
}

static int next_frame(struct worker *w, int *kind, const char **body, size_t *len,
                      struct err *e)
{
    drop_taken(w);
    if (w->in.len < FRAME_HEADER)
        return WORKER_NOTHING;
    int rc = frame_header(w->in.data, kind, len, e);
    if (rc)
        return rc;
    if (w->in.len < FRAME_HEADER + *len)
        return WORKER_NOTHING;
    *body = w->in.data + FRAME_HEADER;
    w->taken = FRAME_HEADER + *len;
    if ((*kind == FRAME_CAGE) == w->caged)
        return err_set(e, ERR_DATA, "findings: a frame out of order");
    if (*kind == FRAME_CAGE) {
        w->caged = true;
        rc = parts_decode(*body, *len, &w->cage, e);
        return rc ? rc : WORKER_CAGED;
    }
    w->ended |= *kind == FRAME_END;
    return WORKER_FRAME;
}

/* Drops the frame that was handed out, and looks whether a whole one stands there. */
static int take_frame(struct worker *w, int *kind, const char **body, size_t *len,
                      struct err *e)
{
    int rc = next_frame(w, kind, body, len, e);
    return rc == WORKER_CAGED ? next_frame(w, kind, body, len, e) : rc;
}

/* While nobody listened it may have waited: that is not its idleness. */
static void resume(struct worker *w)
{
    int64_t now = clock_steady_ms();
    if (now - w->last_poll > 1000 && w->last_word == JOB_PAGE_NONE)
        w->last_change = now;
    w->last_poll = now;
}

static void watch(struct worker *w)
{
    uint64_t word = *w->page;
    if (word != w->last_word) {
        w->last_word = word;
        w->last_change = clock_steady_ms();
    }
}

int worker_poll(struct worker *w, int wait_ms, int *kind, const char **body, size_t *len,
                struct err *e)
{
    resume(w);
    int rc = take_frame(w, kind, body, len, e);
    if (rc || w->eof) {
        watch(w);
        return rc ? rc : WORKER_GONE;
    }
    struct pollfd p[] = {{w->findings, POLLIN, 0}, {w->log, POLLIN, 0}};
    int n = poll(p, 2, wait_ms);
    if (n > 0 && p[1].revents)
        drain_log(w);
    if (n > 0 && p[0].revents)
        drain_findings(w);
    watch(w);
    rc = take_frame(w, kind, body, len, e);
    return rc || !w->eof ? rc : WORKER_GONE;
}

int64_t worker_stuck_ms(const struct worker *w)
{
    int64_t since = clock_steady_ms() - w->last_change;
    return w->last_word == JOB_PAGE_NONE ? since / WORKER_PATIENCE : since;
}

void worker_stop(struct worker *w, char *how, size_t size)
{
    char unused[64];
    if (w->pid > 0) {
        kill(w->pid, SIGKILL);
        w->code = spawn_wait(w->pid, how ? how : unused, how ? size : sizeof unused);
        if (how && w->code == 128 + SIGSYS)
            snprintf(how, size, "SIGSYS: it made a call that the cage forbids");
        for (int i = 0; w->log >= 0 && i < 16; i++) { /* last words */
            struct pollfd p = {w->log, POLLIN, 0};
            if (poll(&p, 1, 0) > 0)
                drain_log(w);
        }
    }
    if (w->page)
        watch(w);
    if (w->page)
        munmap((void *)(uintptr_t)w->page, 4096);
    close_one(&w->findings);
    close_one(&w->log);
    buf_free(&w->in);
    w->pid = -1;
    w->page = NULL;
}

int worker_uncaged(const struct worker *w, const char *how, struct err *e)
{
    if (w->caged)
        return 0;
    const char *said = buf_str(&w->said), *at = strstr(said, ": ");
    int code = w->code >= ERR_USAGE && w->code <= ERR_CONFIG ? w->code : ERR_CONFIG;
    return err_set(e, code, "%s", at ? at + 2 : *said ? said : how);
}

void worker_forget(struct worker *w)
{
    buf_free(&w->said);
    buf_free(&w->heard);
}
