#include "eval/trace.h"

#include "base/buf.h"
#include "base/mem.h"
#include "data/job.h"
#include "data/jsonout.h"
#include "eval/run.h"

#include <string.h>

enum { NOTES_MAX = 8192, POINTER_MAX = 1024 };

struct note {
    bool quote;
    size_t estate;
    int64_t row;
    char *pointer;
};

struct trace {
    struct note *at;
    size_t n;
    bool full;
};

struct trace *trace_make(void) { return mem_new(sizeof(struct trace)); }

static void note(hf_ctx *c, const hf_resource *r, const char *pointer, bool quote)
{
    struct trace *t = c->trace;
    if (!t || c->mutation || !r || !pointer || strlen(pointer) > POINTER_MAX)
        return;
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].row == r->n && t->at[i].estate == c->estate &&
            t->at[i].quote == quote && !strcmp(t->at[i].pointer, pointer))
            return;
    t->full |= t->n == NOTES_MAX;
    if (t->full)
        return;
    t->at = mem_grow(t->at, t->n + 1, sizeof *t->at);
    t->at[t->n++] = (struct note){quote, c->estate, r->n, mem_text(pointer)};
}

static const char *text(hf_ctx *c, const hf_resource *r, const char *p)
{
    note(c, r, p, false);
    return host_text(c, r, p);
}

static int number(hf_ctx *c, const hf_resource *r, const char *p, double *out)
{
    note(c, r, p, false);
    return host_number(c, r, p, out);
}

static hf_truth truth(hf_ctx *c, const hf_resource *r, const char *p)
{
    note(c, r, p, false);
    return host_truth(c, r, p);
}

static int time_of(hf_ctx *c, const hf_resource *r, const char *p, int64_t *out)
{
    note(c, r, p, false);
    return host_time(c, r, p, out);
}

static int duration(hf_ctx *c, const hf_resource *r, const char *p, double *out)
{
    note(c, r, p, false);
    return host_duration(c, r, p, out);
}

static size_t length(hf_ctx *c, const hf_resource *r, const char *p)
{
    note(c, r, p, false);
    return host_length(c, r, p);
}

static const char *member(hf_ctx *c, const hf_resource *r, const char *p, size_t i)
{
    note(c, r, p, false);
    return host_member(c, r, p, i);
}

static hf_presence presence(hf_ctx *c, const hf_resource *r, const char *p)
{
    note(c, r, p, false);
    return host_presence(c, r, p);
}

static hf_reach follow(hf_ctx *c, const hf_resource *r, const char *p,
                       const hf_resource **out)
{
    note(c, r, p, false);
    return host_follow(c, r, p, out);
}

static void evidence(hf_ctx *c, const hf_resource *r, const char *p)
{
    note(c, r, p, true);
    host_evidence(c, r, p);
}

const hf_host *trace_host(void)
{
    static const hf_host host = {
        .abi = HF_ABI,
        .size = sizeof host,
        .text = text,
        .number = number,
        .truth = truth,
        .time = time_of,
        .duration = duration,
        .length = length,
        .member = member,
        .presence = presence,
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
        .follow = follow,
        .gap = host_gap,
        .setting = host_setting,
        .setting_text = host_setting_text,
        .now = host_now,
        .evidence = evidence,
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

void trace_encode(const struct trace *t, struct buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        buf_text(out, t->at[i].quote ? "{\"quote\":{" : "{\"fact\":{");
        json_member_int(out, "estate", (int64_t)t->at[i].estate);
        json_member_int(out, "row", t->at[i].row);
        json_member(out, "pointer", t->at[i].pointer);
        buf_text(out, "}}\n");
    }
    if (t->full)
        buf_text(out, "{\"full\":true}\n");
}
