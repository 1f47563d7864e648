/* holdfast-eval: loads strangers' plugins and scripts in its cage, and describes their
 * checks, lists what is wrong with them, or runs them over an inventory; or evaluates a
 * configuration, and nothing else. It holds no token, opens no socket, and is started by
 * holdfast alone, with the descriptors of data/job.h. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/log.h"
#include "cage/parts.h"
#include "base/mem.h"
#include "cage/stage.h"
#include "data/defect.h"
#include "data/doc.h"
#include "data/frame.h"
#include "data/inventory.h"
#include "data/job.h"
#include "data/jsonout.h"
#include "data/needs.h"
#include "eval/checks.h"
#include "eval/conf.h"
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

/* Every defect of every file, and the checks that were met, as lines. Of a helper library
 * only when the job is about nothing else: else it stands by for others. */
static void validate_all(struct runner *r, const struct job *job, struct buf *answer)
{
    for (size_t i = 0; i < job->n_files; i++) {
        struct err e = {0};
        struct inspected found = {0};
        if (job->files[i].kind == JOB_LIB && job->n_files > 1)
            continue;
        runner_announce(r, JOB_PAGE_LOADING | i);
        if (checks_inspect(r->checks, job, i, &found, &e))
            defects_add(&found.defects,
                        &(struct defect){.rule = DEFECT_NOT_LOADED, .message = e.text});
        runner_announce(r, JOB_PAGE_NONE);
        inspected_encode(&found, i, answer);
        inspected_free(&found);
    }
}

static void describe_all(const struct checks *c, struct buf *answer)
{
    for (size_t i = 0; i < c->types.n; i++) {
        buf_text(answer, "{\"type\":");
        typerow_encode(&c->types.at[i], answer);
        buf_text(answer, "}\n");
    }
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
        if (at->inv && inventory_use_catalog(at->inv, job->catalog, e))
            return -e->code;
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
        script_ran(r->checks->scripts[i], &text);
    int rc = send_plain(FRAME_TRACE, &text, e);
    buf_free(&text);
    return rc;
}

static int map_page(struct runner *r, struct err *e)
{
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, JOB_FD_PAGE, 0);
    if (page == MAP_FAILED)
        return err_set(e, ERR_INTERNAL, "the shared page cannot be mapped");
    r->page = page;
    return 0;
}

/* What stands around the strangers is said before the first of them can say anything. */
static int say_cage(const struct parts *in, struct err *e)
{
    struct buf body = buf_make(PARTS_BYTES);
    unsigned char bytes[PARTS_BYTES];
    parts_encode(in, bytes);
    buf_add(&body, bytes, sizeof bytes);
    int rc = send_plain(FRAME_CAGE, &body, e);
    buf_free(&body);
    return rc;
}

static int work(struct runner *r, const struct job *job, const struct parts *in,
                struct err *e)
{
    struct buf answer = buf_make(FRAME_MAX - FRAME_HEADER);
    if (job->mode == JOB_VALIDATE)
        validate_all(r, job, &answer);
    else if (job->mode != JOB_CONFIG)
        load_all(r, job, &answer);
    int rc = cage_stage_two(in, e);
    if (!rc && job->mode != JOB_RUN) {
        if (job->mode == JOB_CONFIG)
            conf_answer(job, &answer);
        else if (job->mode == JOB_DESCRIBE)
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
    struct job job = {0};
    struct checks checks = {0};
    struct cage_offer offer;
    struct parts in;
    doc_seed(); /* before the first JSON, which else seeds itself from a file */
    tzset();    /* whatever TZ says, a zone file is looked for once */
    int rc = read_job(&job, &e);
    struct runner r = {.job = &job, .checks = &checks, .out = JOB_FD_FINDINGS};
    struct cage_limits limits = {job.memory + DATA_BEYOND_LUA,
                                 (unsigned)(job.n_files + 4 * job.n_estates) + 16};
    if (!rc)
        rc = cage_limit(&limits, parent, &e);
    if (!rc)
        rc = open_inventories(&r, &job, &e);
    if (!rc)
        rc = map_page(&r, &e);
    if (!rc)
        rc = cage_ask_kernel(&offer, &e);
    if (!rc)
        rc = cage_stage_one(&offer, job.weak_cage, &in, &e);
    if (!rc)
        rc = say_cage(&in, &e);
    r.trace = !rc && job.trace ? trace_make() : NULL;
    if (!rc)
        rc = work(&r, &job, &in, &e);
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
