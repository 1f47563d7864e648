#include "scan/configuration.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "cage/spawn.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/job.h"
#include "scan/question.h"
#include "scan/sign.h"
#include "scan/vet.h"
#include "scan/worker.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20, MEMORY = 16 << 20, INSTRUCTIONS = 1000000, LIMIT_MS = 5000 };

/* The bytes of the file, and their hash; its resolved path is c->path. */
static int read_file(struct configuration *c, const char *file, struct buf *bytes,
                     struct err *e)
{
    char whole[PATH_MAX];
    if (!realpath(file, whole))
        return err_set(e, ERR_NOINPUT, "%s: %s", file, strerror(errno));
    c->path = mem_text(whole);
    char *slash = strrchr(whole, '/');
    *slash = '\0';
    int at = vet_open_folder(*whole ? whole : "/", e);
    if (at < 0)
        return at;
    int rc = vet_read_file(at, slash + 1, c->path, bytes, e);
    close(at);
    if (rc)
        return strstr(e->text, c->path) ? rc : err_at(e, file);
    return sign_hash(buf_str(bytes), bytes->len, c->sha256, e);
}

/* Listens until the answer is whole. 0, or -1 with the reason in `why`. */
static int listen_to(struct worker *w, struct buf *answer, char *why, size_t size)
{
    struct err e = {0};
    for (;;) {
        int kind;
        const char *body;
        size_t len;
        int got = worker_poll(w, 50, &kind, &body, &len, &e);
        if (got == WORKER_FRAME && kind == FRAME_DESCRIBE)
            buf_add(answer, body, len);
        if (got == WORKER_FRAME && kind == FRAME_END)
            return 0;
        if (got < 0 || got == WORKER_GONE) {
            snprintf(why, size, "%.200s", got < 0 ? e.text : "");
            return -1;
        }
        if (worker_stuck_ms(w) > LIMIT_MS / WORKER_PATIENCE) {
            snprintf(why, size, "too slow: it took longer than %d s", LIMIT_MS / 1000);
            return -1;
        }
    }
}

static int ask(const struct describing *by, const char *file, int fd, struct buf *answer,
               struct err *e)
{
    struct worker w;
    char why[256], how[96], *name = mem_text(file);
    struct job_file job_file = {name, JOB_SCRIPT};
    struct job job = {.mode = JOB_CONFIG,
                      .files = &job_file,
                      .n_files = 1,
                      .weak_cage = by->weak_cage,
                      .memory = MEMORY,
                      .instructions = INSTRUCTIONS};
    int rc = worker_start(&w, by->program, &job, &fd, -1, e);
    free(name);
    if (rc)
        return rc;
    int bad = listen_to(&w, answer, why, sizeof why);
    worker_stop(&w, how, sizeof how);
    if (bad)
        rc = worker_uncaged(&w, how, e);
    if (bad && !rc)
        rc = err_set(e, *why ? ERR_DATA : ERR_CONFIG, "%s: %s", file,
                     *why         ? why
                     : w.said.len ? buf_str(&w.said)
                                  : how);
    worker_forget(&w);
    return rc;
}

/* The reason begins with the file's last name: the line says the path instead. */
static int refused(const char *file, const char *name, const char *reason, struct err *e)
{
    bool named = text_starts(reason, name) && reason[strlen(name)] == ':';
    return err_set(e, ERR_DATA, "%s%s%s", file, named ? "" : ": ",
                   named ? reason + strlen(name) : reason);
}

int configuration_read(struct configuration *c, const char *file,
                       const struct describing *by, struct err *e)
{
    struct buf answer = buf_make(FRAME_MAX), bytes = buf_make(FILE_MAX);
    *c = (struct configuration){0};
    int rc = read_file(c, file, &bytes, e);
    const char *name = rc ? file : strrchr(c->path, '/') + 1;
    int fd = rc ? rc : spawn_sealed(name, buf_str(&bytes), bytes.len, e);
    rc = fd < 0 ? fd : ask(by, name, fd, &answer, e);
    if (fd >= 0)
        close(fd);
    buf_free(&bytes);
    if (!rc) {
        c->said = doc_parse(buf_str(&answer), answer.len, e);
        rc = c->said ? 0 : err_at(e, file);
    }
    if (!rc && doc_text(c->said, "/refused/reason"))
        rc = refused(file, name, doc_text(c->said, "/refused/reason"), e);
    else if (!rc && doc_type(c->said, "/config") != DOC_OBJECT)
        rc = err_set(e, ERR_DATA, "%s: it returned a list: return { name = value, … }",
                     file);
    buf_free(&answer);
    return rc;
}

void configuration_free(struct configuration *c)
{
    free(c->path);
    doc_free(c->said);
    *c = (struct configuration){0};
}
