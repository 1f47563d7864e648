#include "eval/runner.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "config.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/checkonly.h"
#include "data/frame.h"
#include "data/inventory.h"
#include "data/job.h"
#include "data/needs.h"
#include "eval/checks.h"
#include "eval/run.h"
#include "eval/script.h"
#include "eval/trace.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined HF_COVERAGE
extern void __gcov_dump(void);
extern void __gcov_reset(void);
#endif

void runner_flush(void)
{
#if defined HF_COVERAGE
    __gcov_dump();
    __gcov_reset();
#endif
}

void runner_announce(struct runner *r, uint64_t word)
{
    if (!r->page)
        return;
    *r->page = word;
    atomic_signal_fence(memory_order_seq_cst); /* the store stands before what follows */
}

struct outcome {
    enum verdict verdict;
    enum severity severity;
    enum failure failure; /* of an error */
};

/* Whether the target is a container that is known to hold nothing. Asked once a target.
 */
static bool is_empty(hf_ctx *c)
{
    const struct catalog_row *row = c->target->row;
    if (c->empty >= 0 || !row || !row->held || !row->held[0])
        return c->empty == 1;
    c->empty = 1;
    struct buf why = buf_make(MESSAGE_MAX);
    for (size_t i = 0; row->held[i] && c->empty; i++) {
        struct err e;
        int64_t n = inventory_count(c->inv, c->target->key, row->held[i]);
        if (n != 0 ||
            needs_gap(c->needs, c->target->key,
                      &(struct needs_what){row->held[i], NEEDS_BELOW, NULL}, &why, &e))
            c->empty = 0;
    }
    buf_free(&why);
    return c->empty == 1;
}

static enum severity grade(hf_ctx *c, enum verdict v)
{
    int s = c->severity;
    if (s <= HF_DEFAULT || s > HF_CRITICAL) {
        s = (int)c->check->severity;
        if (v == VERDICT_WARN)
            s--;
    }
    if (!c->check->fixed_severity && s > SEVERITY_INFO && is_empty(c)) {
        host_detail(c, FRAME_LOWERED, "%s", "it holds nothing");
        s--;
    }
    return (enum severity)(s < SEVERITY_INFO ? SEVERITY_INFO : s);
}

static void set_message(hf_ctx *c, const char *text)
{
    buf_clear(&c->message);
    buf_add(&c->message, text, strnlen(text, MESSAGE_MAX));
}

/* 1 when what the check must have was not read; the reason is the message. */
static int stopped_by_gap(hf_ctx *c)
{
    const struct check_info *info = c->check;
    for (size_t i = 0; i < info->n_needs; i++) {
        if (info->needs[i].optional || info->needs[i].where == NEEDS_FOLLOWED)
            continue;
        struct err e;
        buf_clear(&c->message);
        const struct needs_what what = {info->needs[i].type, info->needs[i].where, info};
        int rc = needs_gap(c->needs, c->target->key, &what, &c->message, &e);
        if (rc < 0)
            set_message(c, e.text);
        if (rc)
            return 1;
    }
    buf_clear(&c->message);
    return 0;
}

static struct outcome failed(hf_ctx *c, enum failure f, const char *why)
{
    set_message(c, why);
    c->n_evidence = c->n_remarks = 0;
    return (struct outcome){VERDICT_ERROR, SEVERITY_NONE, f};
}

static struct outcome run_one(hf_ctx *c, struct eval_check *check)
{
    struct err e = {0};
    if (stopped_by_gap(c))
        return (struct outcome){VERDICT_UNKNOWN, SEVERITY_NONE, FAILURE_NONE};
    const hf_host *host = c->trace ? trace_host() : run_host();
    c->script = !check->run;
    int status =
        check->run ? (int)check->run(host, c, c->target)
                   : (int)script_run(check->script, check->index, host, c, c->target, &e);
    if (c->broken.len) /* before what a script came to because of it; it knows the line */
        return failed(c, c->failure,
                      strstr(e.text, buf_str(&c->broken)) ? e.text : buf_str(&c->broken));
    if (!check->run && !status)
        return failed(c, script_failure(check->script), e.text);
    if (status < HF_PASS || status > HF_UNKNOWN) {
        err_set(&e, ERR_DATA,
                "it returned %d, which is no status: return h->pass(…), h->fail(…) or "
                "another verdict",
                status);
        return failed(c, FAILURE_WRONG_TYPE, e.text);
    }
    enum verdict v = (enum verdict)status; /* the same numbers in both */
    if (c->said && c->said != (hf_status)status) {
        err_set(&e, ERR_DATA, "it said %s and returned %s: return what it says",
                verdict_name((enum verdict)c->said), verdict_name(v));
        return failed(c, FAILURE_WRONG_TYPE, e.text);
    }
    if (c->unread.len && v != VERDICT_NOT_APPLICABLE && v != VERDICT_UNKNOWN) {
        set_message(c, buf_str(&c->unread));
        v = VERDICT_UNKNOWN;
    }
    bool graded = v == VERDICT_WARN || v == VERDICT_FAIL;
    return (struct outcome){v, graded ? grade(c, v) : SEVERITY_NONE, FAILURE_NONE};
}

static struct frame_text text_of(hf_ctx *c, size_t offset)
{
    const char *t = buf_str(&c->texts) + offset;
    return (struct frame_text){t, strlen(t)};
}

static void add_detail(hf_ctx *c, struct frame_chunk *chunk, size_t resource,
                       size_t check)
{
    struct frame_detail *d = mem_new(sizeof *d);
    run_quote(c);
    d->resource = (uint16_t)resource;
    d->check = (uint16_t)check;
    d->message = (struct frame_text){buf_str(&c->message), c->message.len};
    for (; d->n_evidence < c->n_evidence; d->n_evidence++) {
        struct frame_evidence *to = &d->evidence[d->n_evidence];
        to->id = text_of(c, c->evidence[d->n_evidence].id);
        to->pointer = text_of(c, c->evidence[d->n_evidence].pointer);
        to->value = text_of(c, c->evidence[d->n_evidence].value);
        to->assumed = c->evidence[d->n_evidence].assumed;
    }
    for (; d->n_remarks < c->n_remarks; d->n_remarks++) {
        d->remarks[d->n_remarks].key = text_of(c, c->remarks[d->n_remarks].key);
        d->remarks[d->n_remarks].value = text_of(c, c->remarks[d->n_remarks].value);
    }
    frame_chunk_detail(chunk, d);
    free(d);
}

static bool skipped(const struct job *job, int64_t row, size_t check)
{
    for (size_t i = 0; i < job->n_skip; i++)
        if (job->skip[i].check == check && (!job->skip[i].row || job->skip[i].row == row))
            return true;
    return false;
}

/* What stays the same from chunk to chunk. */
struct walk {
    struct runner *r;
    hf_ctx **ctxs; /* of each estate */
    hf_ctx *ctx;   /* of the chunk */
    struct eval_check **checks;
    const char *const *types;
    struct strs needed; /* types that checks ask for beside their targets */
    struct judged {
        const char *type; /* the inventory's own */
        bool needed;
        bool *by; /* each check: whether the type is a target of it */
    } * judged;
    size_t n_judged;
};

/* The check may judge some kinds of its targets alone. */
static bool is_judged(hf_ctx *c)
{
    const struct catalog_row *row = c->target->row;
    if (!checkonly_some(c->check, row))
        return true;
    const struct doc *d = run_doc(c, c->target);
    return !d || checkonly_judges(c->check, row, d);
}

static void note_needs(struct walk *w)
{
    for (size_t k = 0; k < w->r->job->n_checks; k++)
        for (size_t i = 0; w->checks[k] && i < w->checks[k]->info.n_needs; i++)
            if (!strs_has_same(&w->needed, w->checks[k]->info.needs[i].type))
                strs_add(&w->needed, w->checks[k]->info.needs[i].type);
}

/* What is known of a type, by the name that the inventory of the chunk gave. */
static const struct judged *judged(struct walk *w, const char *type)
{
    size_t n = w->r->job->n_checks;
    for (size_t i = 0; i < w->n_judged; i++)
        if (w->judged[i].type == type)
            return &w->judged[i];
    w->judged = mem_grow(w->judged, w->n_judged + 1, sizeof *w->judged);
    struct judged *j = &w->judged[w->n_judged++];
    *j = (struct judged){type, strs_has_same(&w->needed, type), mem_new(n + 1)};
    for (size_t k = 0; k < n; k++)
        j->by[k] = w->checks[k] && strs_has_same(&w->checks[k]->info.targets, type);
    return j;
}

static void judged_forget(struct walk *w)
{
    while (w->n_judged)
        free(w->judged[--w->n_judged].by);
    free(w->judged);
    w->judged = NULL;
}

static void run_resource(struct walk *w, struct frame_chunk *chunk, const bool *by)
{
    struct runner *r = w->r;
    hf_ctx *c = w->ctx;
    struct eval_check **checks = w->checks;
    int at = frame_chunk_resource(chunk, c->target->n);
    int64_t place = job_place(c->estate, c->target->n);
    for (size_t k = 0; at >= 0 && k < r->job->n_checks; k++) {
        if (!by[k] || skipped(r->job, place, k))
            continue;
        run_begin(c, &checks[k]->info);
        if (!is_judged(c)) {
            run_end(c);
            continue;
        }
        runner_announce(r, (uint64_t)place << 16 | (uint64_t)k);
        struct outcome o = run_one(c, checks[k]);
        runner_announce(r, JOB_PAGE_NONE);
        if (o.verdict == VERDICT_ERROR)
            frame_chunk_error(chunk, (size_t)at, k, o.failure);
        else
            frame_chunk_verdict(chunk, (size_t)at, k, o.verdict, o.severity);
        bool quiet = o.verdict == VERDICT_PASS || o.verdict == VERDICT_NOT_APPLICABLE;
        bool any = c->message.len || c->n_evidence || c->n_remarks;
        if (any && (!quiet || r->job->verbose))
            add_detail(c, chunk, (size_t)at, k);
        run_end(c);
    }
}

static bool in_scope(const struct job *job, const char *key)
{
    for (size_t i = 0; i < job->scopes.n; i++)
        if (armid_covers(job->scopes.at[i], key))
            return true;
    return !job->scopes.n;
}

static int run_chunk(struct walk *w, const struct job_chunk *jc, struct err *e)
{
    struct runner *r = w->r;
    struct inventory_resource first, next;
    if (w->ctx != w->ctxs[jc->estate])
        judged_forget(w);
    w->ctx = w->ctxs[jc->estate];
    run_mutate(w->ctx, jc->mutation ? &r->job->mutations[jc->mutation - 1] : NULL);
    struct inventory *inv = w->ctx->inv;
    if (inventory_get_n(inv, jc->first, &first, e) != 1)
        return err_set(e, ERR_DATA, "chunk %lu is not in the inventory",
                       (unsigned long)jc->chunk);
    char *key = mem_text(first.key);
    struct inventory_cursor *cur = inventory_walk(inv, w->types, key, false);
    struct frame_chunk *chunk = frame_chunk_make(jc->chunk, r->job->n_checks);
    int rc = 1;
    for (size_t i = 0; rc == 1 && i < jc->resources;) {
        rc = inventory_next(cur, &next, e);
        if (rc == 0)
            rc = err_set(e, ERR_DATA, "chunk %lu is short", (unsigned long)jc->chunk);
        if (rc == 1 && in_scope(r->job, next.key)) {
            i++;
            const struct judged *j = judged(w, next.type);
            rc = run_target(w->ctx, &next, j->needed, e);
            if (rc == 1)
                run_resource(w, chunk, j->by);
        }
    }
    inventory_end(cur);
    free(key);
    if (rc == 1) {
        struct buf frame = buf_make(FRAME_MAX);
        frame_chunk_encode(chunk, &frame);
        runner_flush();
        rc = frame.full ? err_set(e, ERR_INTERNAL, "a chunk's findings are too long")
                        : io_write(r->out, buf_str(&frame), frame.len, e);
        buf_free(&frame);
    }
    frame_chunk_free(chunk);
    return rc < 0 ? rc : 0;
}

int runner_run(struct runner *r, struct err *e)
{
    const struct job *job = r->job;
    struct eval_check **checks =
        mem_new((job->n_checks + 1) * sizeof(struct eval_check *));
    int rc = 0;
    for (size_t i = 0; i < job->n_checks; i++)
        checks[i] = checks_find(r->checks, job->checks[i].id, job->checks[i].file);
    const char **types =
        mem_new((job->targets.n + 1) * sizeof *types); /* ends with NULL */
    for (size_t i = 0; i < job->targets.n; i++)
        types[i] = job->targets.at[i];
    hf_ctx **ctxs = mem_new((r->n_estates + 1) * sizeof(hf_ctx *));
    for (size_t i = 0; i < r->n_estates; i++) {
        ctxs[i] = run_make(r->estates[i].inv, r->estates[i].needs, job, i);
        ctxs[i]->trace = r->trace;
    }
    struct walk w = {r, ctxs, NULL, checks, types, {0}, NULL, 0};
    note_needs(&w);
    for (size_t i = 0; !rc && i < job->n_chunks; i++)
        rc = run_chunk(&w, &job->chunks[i], e);
    for (size_t i = 0; i < r->n_estates; i++)
        run_free(ctxs[i]);
    strs_free(&w.needed);
    judged_forget(&w);
    free(ctxs);
    free(types);
    free(checks);
    return rc;
}
