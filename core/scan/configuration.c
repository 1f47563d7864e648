#include "scan/configuration.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/job.h"
#include "scan/code.h"
#include "scan/worker.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20, MEMORY = 16 << 20, INSTRUCTIONS = 1000000, LIMIT_MS = 5000 };

static int read_hash(int fd, char out[65], struct err *e)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    struct buf text = buf_make(FILE_MAX);
    int rc = io_read(fd, &text, e);
    if (!rc && EVP_Digest(buf_str(&text), text.len, hash, &len, EVP_sha256(), NULL) != 1)
        rc = err_set(e, ERR_INTERNAL, "no SHA-256");
    for (unsigned i = 0; !rc && i < len && i < 32; i++)
        snprintf(out + (size_t)2 * i, 3, "%02x", hash[i]);
    buf_free(&text);
    return rc;
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

static int ask(const char *program, const char *file, int fd, struct buf *answer,
               struct err *e)
{
    struct worker w;
    char why[256], how[96], *name = mem_text(file);
    struct job_file job_file = {name, JOB_SCRIPT};
    struct job job = {.mode = JOB_CONFIG,
                      .files = &job_file,
                      .n_files = 1,
                      .memory = MEMORY,
                      .instructions = INSTRUCTIONS};
    int rc = worker_start(&w, program, &job, &fd, -1, e);
    free(name);
    if (rc)
        return rc;
    int bad = listen_to(&w, answer, why, sizeof why);
    worker_stop(&w, how, sizeof how);
    if (bad)
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

int configuration_read(struct configuration *c, const char *file, const char *program,
                       struct err *e)
{
    struct buf answer = buf_make(FRAME_MAX);
    *c = (struct configuration){0};
    int fd = code_take_one(file, &c->path, e);
    if (fd < 0)
        return fd;
    const char *name = strrchr(c->path, '/') + 1;
    int rc = read_hash(fd, c->sha256, e);
    rc = rc ? err_at(e, file) : ask(program, name, fd, &answer, e);
    close(fd);
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
