/* holdfast-eval: loads strangers' plugins and scripts in its cage, and either describes
 * their checks or runs them over an inventory. It holds no token, opens no socket, and is
 * started by holdfast alone, with the descriptors of data/job.h. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/log.h"
#include "base/mem.h"
#include "cage/stage.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/inventory.h"
#include "data/job.h"
#include "data/jsonout.h"
#include "data/needs.h"
#include "eval/checks.h"
#include "eval/runner.h"
#include "eval/script.h"
#include "eval/trace.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

enum { DATA_BEYOND_LUA = 128 << 20 };

static int read_job(struct job *job, struct err *e)
{
    struct buf text = buf_make(JOB_BYTES);
    int rc = lseek(JOB_FD, 0, SEEK_SET) < 0
                 ? err_set(e, ERR_USAGE, "this program is started by holdfast")
                 : io_read(JOB_FD, &text, e);
    if (!rc)
        rc = job_decode(buf_str(&text), text.len, job, e);
    buf_free(&text);
    return rc;
}

static int send_plain(int kind, const struct buf *body, struct err *e)
{
    struct buf frame = buf_make(FRAME_MAX);
    frame_plain_encode(kind, body ? buf_str(body) : "", body ? body->len : 0, &frame);
    int rc = frame.full ? err_set(e, ERR_INTERNAL, "an answer is too long")
                        : io_write(JOB_FD_FINDINGS, buf_str(&frame), frame.len, e);
    buf_free(&frame);
    return rc;
}

/* Loads every file; one that is refused is a line of the answer, and no more. */
static void load_all(struct runner *r, const struct job *job, struct buf *answer)
{
    for (size_t i = 0; i < job->n_files; i++) {
        struct err e = {0};
        if (job->files[i].kind == JOB_LIB)
            continue;
        runner_announce(r, JOB_PAGE_LOADING | i);
        int rc = checks_load(r->checks, job, i, &e);
        runner_announce(r, JOB_PAGE_NONE);
        if (!rc)
            continue;
        buf_text(answer, "{\"refused\":{");
        json_member_int(answer, "file", (int64_t)i);
        json_member(answer, "reason", e.text);
        buf_text(answer, "}}\n");
    }
}

static void describe_all(const struct checks *c, struct buf *answer)
{
    for (size_t i = 0; i < c->n; i++) {
        buf_text(answer, "{\"check\":");
        checkinfo_encode(&c->at[i].info, answer);
        buf_text(answer, "}\n");
    }
}

/* The first is at its own descriptor, those of a trial stand behind the code files. */
static int open_inventories(struct runner *r, const struct job *job, struct err *e)
{
    if (job->mode != JOB_RUN)
        return 0;
    size_t n = job->n_estates ? job->n_estates : 1;
    r->estates = mem_new(n * sizeof *r->estates);
    for (; r->n_estates < n; r->n_estates++) {
        struct runner_estate *at = &r->estates[r->n_estates];
        int fd = r->n_estates ? JOB_FD_FILES + (int)(job->n_files + r->n_estates) - 1
                              : JOB_FD_INVENTORY;
        at->inv = inventory_open_fd(fd, e);
        at->needs = at->inv ? needs_make(at->inv, job->assume_complete, e) : NULL;
        if (!at->needs)
            return -e->code;
    }
    return 0;
}

static int send_trace(struct runner *r, struct err *e)
{
    struct buf text = buf_make(FRAME_MAX - FRAME_HEADER);
    trace_encode(r->trace, &text);
    for (size_t i = 0; i < r->checks->n_scripts; i++)
        script_lines(r->checks->scripts[i], &text);
    int rc = send_plain(FRAME_TRACE, &text, e);
    buf_free(&text);
    return rc;
}

static int work(struct runner *r, const struct job *job, struct err *e)
{
    struct buf answer = buf_make(FRAME_MAX - FRAME_HEADER);
    load_all(r, job, &answer);
    int rc = cage_stage_two(e);
    if (!rc && job->mode == JOB_DESCRIBE) {
        describe_all(r->checks, &answer);
        runner_flush();
        rc = send_plain(FRAME_DESCRIBE, &answer, e);
    } else if (!rc) {
        rc = send_plain(FRAME_READY, NULL, e);
        if (!rc)
            rc = runner_run(r, e);
        if (!rc && r->trace)
            rc = send_trace(r, e);
    }
    if (!rc)
        rc = send_plain(FRAME_END, NULL, e);
    buf_free(&answer);
    return rc;
}

/* The order is the point: whatever wants files comes before the cage, strangers behind.
 */
static int serve(struct log *log, int parent)
{
    struct err e = {0};
    struct job job;
    struct checks checks = {0};
    int rc = read_job(&job, &e);
    struct runner r = {.job = &job, .checks = &checks, .out = JOB_FD_FINDINGS};
    struct cage_limits limits = {job.memory + DATA_BEYOND_LUA,
                                 (unsigned)(job.n_files + 4 * job.n_estates) + 16};
    if (!rc)
        rc = cage_stage_one(&limits, parent, &e);
    if (!rc) {
        doc_seed();
        tzset();
        rc = open_inventories(&r, &job, &e);
    }
    if (!rc) {
        void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, JOB_FD_PAGE, 0);
        if (page == MAP_FAILED)
            rc = err_set(&e, ERR_INTERNAL, "the shared page cannot be mapped");
        else
            r.page = page;
    }
    if (!rc) {
        r.trace = job.trace ? trace_make() : NULL;
        rc = work(&r, &job, &e);
    }
    if (rc)
        log_say(log, LOG_ERROR, "%s", e.text);
    return -rc;
}

int main(int argc, char **argv)
{
    struct log log = {"holdfast-eval", LOG_INFO, false, 2};
    int64_t parent = 0;
    if (argc == 2)
        for (const char *p = argv[1]; *p >= '0' && *p <= '9' && parent < INT32_MAX; p++)
            parent = parent * 10 + (*p - '0');
    /* Never exit(): a plugin may have registered handlers. */
    _exit(serve(&log, (int)parent));
}
