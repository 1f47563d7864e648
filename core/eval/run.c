#include "eval/run.h"

#include "base/mem.h"
#include "base/text.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/job.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- resources --- */

const hf_resource *run_met(hf_ctx *c, hf_resource *r)
{
    if (c->n_met == c->met_cap) {
        c->met_cap = c->met_cap ? 2 * c->met_cap : 16;
        c->met = mem_grow(c->met, c->met_cap, sizeof(hf_resource *));
    }
    return c->met[c->n_met++] = r;
}

/* The handle is constant for the check; its cache is ours. */
static hf_resource *own(const hf_resource *r)
{
    union {
        const hf_resource *given;
        hf_resource *ours;
    } u = {r};
    return u.ours;
}

const struct doc *run_doc(hf_ctx *c, const hf_resource *given)
{
    if (!given)
        return NULL;
    hf_resource *r = own(given);
    if (!r->held) { /* its set went on: from now on its facts live as others do */
        shelf_hold(c->shelf, r);
        run_met(c, r);
    }
    const struct doc *d = shelf_doc(c->shelf, r);
    if (!d)
        run_broken(c, "the body of %s cannot be read: %s", r->id, r->refused);
    return d;
}

/* --- context --- */

hf_ctx *run_make(struct inventory *inv, struct needs *needs, const struct job *job,
                 size_t estate)
{
    hf_ctx *c = mem_new(sizeof *c);
    c->inv = inv;
    c->needs = needs;
    c->job = job;
    c->estate = estate;
    c->now = estate < job->n_estates ? job->nows[estate] : job->now;
    c->shelf = shelf_make(inv, SHELF_BYTES);
    c->unread = buf_make(MESSAGE_MAX);
    c->broken = buf_make(MESSAGE_MAX);
    c->message = buf_make(2 * MESSAGE_MAX);
    c->texts = buf_make(RUN_TEXTS_MAX);
    c->answer = buf_make(4 * MESSAGE_MAX);
    return c;
}

void run_free(hf_ctx *c)
{
    if (!c)
        return;
    run_end(c);
    shelf_free(c->shelf);
    free(c->met);
    buf_free(&c->unread);
    buf_free(&c->broken);
    buf_free(&c->message);
    buf_free(&c->texts);
    buf_free(&c->answer);
    free(c);
}

int run_target(hf_ctx *c, const struct inventory_resource *head, bool again,
               struct err *e)
{
    hf_resource *last = c->target;
    c->target = NULL;
    c->empty = -1;
    if (last && c->again)
        shelf_let_go(c->shelf, last);
    else if (last)
        shelf_discard(c->shelf, last);
    c->again = again;
    shelf_turn(c->shelf);
    return head ? shelf_row(c->shelf, head, &c->target, e) : 0;
}

void run_mutate(hf_ctx *c, const struct job_mutation *m)
{
    run_target(c, NULL, false, NULL);
    shelf_pretend(c->shelf, m ? m->row : 0, m ? m->body : NULL);
    c->mutation = m;
}

void run_begin(hf_ctx *c, const struct check_info *check)
{
    c->check = check;
    c->generation++;
    c->said = 0;
    c->severity = HF_DEFAULT;
    c->n_evidence = c->n_remarks = c->n_unquoted = 0;
    buf_clear(&c->unread);
    buf_clear(&c->broken);
    buf_clear(&c->message);
    buf_clear(&c->texts);
    buf_char(&c->texts, '\0'); /* offset 0 is the empty text */
}

void run_end(hf_ctx *c)
{
    while (c->sets) {
        hf_set *s = c->sets;
        c->sets = s->next;
        inventory_end(s->cursor);
        if (s->current)
            shelf_let_go(c->shelf, s->current);
        free(s->scope);
        free(s->type);
        free(s);
    }
    while (c->n_met)
        shelf_let_go(c->shelf, c->met[--c->n_met]);
    shelf_turn(c->shelf);
    c->generation++;
    c->check = NULL;
}

static void break_run(hf_ctx *c, enum failure f, const char *fmt, va_list ap)
{
    if (c->broken.len)
        return;
    char text[MESSAGE_MAX];
    vsnprintf(text, sizeof text, fmt, ap);
    buf_add(&c->broken, text, strlen(text));
    c->failure = f;
}

void run_broken(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    break_run(c, FAILURE_UNREADABLE, fmt, ap);
    va_end(ap);
}

void run_twice(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    break_run(c, FAILURE_WRONG_TYPE, fmt, ap);
    va_end(ap);
}

void run_undeclared(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    break_run(c, FAILURE_UNDECLARED, fmt, ap);
    va_end(ap);
}

bool run_pointer(hf_ctx *c, const char *pointer)
{
    const char *tilde = pointer;
    if (!pointer)
        return false;
    if (*pointer && *pointer != '/')
        run_undeclared(c, "\"%.200s\" is no JSON Pointer: it begins with /: \"/%.200s\"",
                       pointer, pointer);
    while ((tilde = strchr(tilde, '~')) && (tilde[1] == '0' || tilde[1] == '1'))
        tilde += 2;
    if (tilde)
        run_undeclared(c, "\"%.200s\" is no JSON Pointer: write ~0 for ~ and ~1 for /",
                       pointer);
    return !tilde && (!*pointer || *pointer == '/');
}

/* What to write into the check's table, in its language. */
static void advise_need(hf_ctx *c, const char *type, hf_where where)
{
    static const char *const words[][2] = {[HF_BELOW] = {"HF_BELOW", "below"},
                                           [HF_ABOVE] = {"HF_ABOVE", "above"},
                                           [HF_FOLLOWED] = {"HF_FOLLOWED", "followed"},
                                           [HF_SCOPE] = {"HF_SCOPE", "scope"}};
    if (c->script)
        run_undeclared(c,
                       "it looked for %s, which it does not declare: add to needs: "
                       "{ type = \"%s\", where = \"%s\" }",
                       type, type, words[where][1]);
    else
        run_undeclared(c,
                       "it looked for %s, which it does not declare: add to .needs: "
                       "{\"%s\", %s}",
                       type, type, words[where][0]);
}

bool run_declared(hf_ctx *c, const char *type, hf_where where)
{
    if (!c->check)
        return false;
    if (type && strs_has_same(&c->check->targets, type))
        return true;
    for (size_t i = 0; type && i < c->check->n_needs; i++)
        if (text_same(c->check->needs[i].type, type))
            return true;
    if (type)
        advise_need(c, type, where);
    else
        run_undeclared(c, "it looked for resources without naming their type");
    return false;
}

const hf_host *run_host(void)
{
    static const hf_host host = {
        .abi = HF_ABI,
        .size = sizeof host,
        .text = host_text,
        .number = host_number,
        .truth = host_truth,
        .time = host_time,
        .duration = host_duration,
        .length = host_length,
        .member = host_member,
        .presence = host_presence,
        .id = host_id,
        .key = host_key,
        .type = host_type,
        .name = host_name,
        .parent = host_parent,
        .child = host_child,
        .children = host_children,
        .referrers = host_referrers,
        .all = host_all,
        .next = host_next,
        .count = host_count,
        .find = host_find,
        .follow = host_follow,
        .gap = host_gap,
        .setting = host_setting,
        .setting_text = host_setting_text,
        .now = host_now,
        .evidence = host_evidence,
        .assume = host_assume,
        .detail = host_detail,
        .pass = host_pass,
        .warn = host_warn,
        .fail = host_fail,
        .not_applicable = host_not_applicable,
        .unknown = host_unknown,
    };
    return &host;
}
