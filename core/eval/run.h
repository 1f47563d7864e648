/* One check on one resource: what stands behind hf_ctx, hf_resource and hf_set of the
 * SDK. Both C and Lua checks work through it. A context lives as long as the worker; the
 * target is held until the next one (run_target), any other resource until the run ends,
 * or, if its set stepped on before a fact of it was asked, as a handle alone (shelf.h).
 *
 *   run.c        context, resources, the target's life
 *   host_fact.c  facts and identity     host_walk.c  navigation and gaps
 *   host_say.c   settings, evidence, verdicts       runner.c  pairs, chunks, blame */
#ifndef HF_EVAL_RUN_H
#define HF_EVAL_RUN_H

#include "base/buf.h"
#include "base/err.h"
#include "data/checkinfo.h"
#include "data/frame.h"
#include "data/inventory.h"
#include "eval/shelf.h"

#include <holdfast/plugin.h>

#include <stdbool.h>

struct catalog_row;
struct doc;
struct inventory;
struct job;
struct job_mutation;
struct needs;
struct trace;

struct hf_set {
    hf_set *next;
    struct inventory_cursor *cursor;
    hf_resource *current; /* held until the next step */
    char *scope, *type;   /* what is counted, when somebody asks */
    bool referrers;       /* those of `scope`, not what is below it */
    size_t count;         /* SIZE_MAX: nobody asked yet */
};

enum { RUN_TEXTS_MAX = 256 << 10 };

struct hf_ctx {
    struct inventory *inv;
    struct needs *needs;
    const struct job *job;
    size_t estate;                       /* of the job, whose inventory this is */
    int64_t now;                         /* its clock */
    const struct job_mutation *mutation; /* the body that is another now, or NULL */
    struct trace *trace;                 /* what was asked; NULL: nobody wants to know */

    struct shelf *shelf;

    /* the target */
    hf_resource *target;
    bool again; /* it may be asked for once it is no target any more */
    int empty;  /* -1: not asked; 1: a container without anything in it */

    /* the run */
    const struct check_info *check;
    bool script;         /* it is one of Lua: advice is spelled so */
    uint64_t generation; /* counts runs: a handle kept by a script is known as old */
    hf_set *sets;
    hf_resource **met; /* beside the target, held until the run ends */
    size_t n_met, met_cap;
    struct buf unread,
        broken; /* why the verdict cannot stand: unread fact; navigation or body */
    enum failure failure; /* the kind of `broken` */
    hf_status said;       /* the last verdict said by pass, warn … */
    hf_severity severity;
    struct buf message, texts; /* texts: strings of evidence and remarks */
    struct buf answer;         /* what gap() handed out */
    struct {
        size_t id, pointer, value;
        bool assumed;
        const hf_resource *unquoted; /* what it is of, while the value is not taken yet */
    } evidence[EVIDENCE_MAX];
    size_t n_evidence, n_unquoted;
    struct {
        size_t key, value;
    } remarks[REMARKS_MAX];
    size_t n_remarks;
};

/* A context over one estate of the job (a scan has one, 0). */
hf_ctx *run_make(struct inventory *inv, struct needs *needs, const struct job *job,
                 size_t estate);
void run_free(hf_ctx *c);

/* Turns to another target, by what a walk without bodies gave. The one before is
 * forgotten unless `again`: it may be asked for by targets to come. Negative: it cannot
 * be read. */
int run_target(hf_ctx *c, const struct inventory_resource *head, bool again,
               struct err *e);
/* The body that is another from here on, or NULL. There is no target afterwards. */
void run_mutate(hf_ctx *c, const struct job_mutation *m);
/* Starts and ends a run of `check` on the target. Between them the host functions work.
 */
void run_begin(hf_ctx *c, const struct check_info *check);
void run_end(hf_ctx *c);

/* The host's functions, for C plugins and for Lua. */
const hf_host *run_host(void);

/* Takes over one that was asked of the shelf, held: it is let go when the run ends. */
const hf_resource *run_met(hf_ctx *c, hf_resource *r);

/* The parsed body, or NULL; a body that cannot be read marks the run as broken. */
const struct doc *run_doc(hf_ctx *c, const hf_resource *r);

/* Takes the values of evidence that were left until somebody wants them: most verdicts
 * are passes, and of those nobody does. */
void run_quote(hf_ctx *c);

/* Marks the run: its verdict becomes `error` with this reason. The first reason stands.
 */
void run_broken(hf_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Whether the check declared the type as target or need; if not, the run is broken, and
 * the reason says what to declare: a need with this `where`. */
bool run_declared(hf_ctx *c, const char *type, hf_where where);
/* Whether it is a JSON Pointer; if not, the run is broken: what it leads to is neither
 * there nor absent. NULL is none, and breaks nothing. */
bool run_pointer(hf_ctx *c, const char *pointer);
/* As run_broken, for a verdict after another. */
void run_twice(hf_ctx *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* As run_broken, for what the check did not declare. */
void run_undeclared(hf_ctx *c, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Host functions by room; run.c gathers them into the table. */
const char *host_text(hf_ctx *, const hf_resource *, const char *pointer);
int host_number(hf_ctx *, const hf_resource *, const char *pointer, double *out);
hf_truth host_truth(hf_ctx *, const hf_resource *, const char *pointer);
int host_time(hf_ctx *, const hf_resource *, const char *pointer, int64_t *out);
int host_duration(hf_ctx *, const hf_resource *, const char *pointer, double *out);
size_t host_length(hf_ctx *, const hf_resource *, const char *pointer);
const char *host_member(hf_ctx *, const hf_resource *, const char *pointer, size_t i);
hf_presence host_presence(hf_ctx *, const hf_resource *, const char *pointer);
const char *host_id(hf_ctx *, const hf_resource *);
const char *host_key(hf_ctx *, const hf_resource *);
const char *host_type(hf_ctx *, const hf_resource *);
const char *host_name(hf_ctx *, const hf_resource *);
const hf_resource *host_parent(hf_ctx *, const hf_resource *, const char *type);
const hf_resource *host_child(hf_ctx *, const hf_resource *, const char *type);
hf_set *host_children(hf_ctx *, const hf_resource *, const char *type);
hf_set *host_referrers(hf_ctx *, const hf_resource *, const char *type);
hf_set *host_all(hf_ctx *, const char *type);
const hf_resource *host_next(hf_ctx *, hf_set *);
size_t host_count(hf_ctx *, const hf_set *);
const hf_resource *host_find(hf_ctx *, const char *id);
hf_reach host_follow(hf_ctx *, const hf_resource *, const char *pointer,
                     const hf_resource **out);
const char *host_gap(hf_ctx *, const hf_resource *, const char *type);
double host_setting(hf_ctx *, const char *name);
const char *host_setting_text(hf_ctx *, const char *name);
int64_t host_now(hf_ctx *);
void host_evidence(hf_ctx *, const hf_resource *, const char *pointer);
void host_assume(hf_ctx *, const hf_resource *, const char *pointer, const char *value);
void host_detail(hf_ctx *, const char *key, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
hf_status host_pass(hf_ctx *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
hf_status host_warn(hf_ctx *, hf_severity, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
hf_status host_fail(hf_ctx *, hf_severity, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
hf_status host_not_applicable(hf_ctx *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
hf_status host_unknown(hf_ctx *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
