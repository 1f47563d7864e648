#include "report/saved.h"

#include "base/clock.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/slice.h"
#include "report/saved_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WHOLE_MAX = 1 << 30 };
static const char schema[] = "holdfast.report/1";

/* --- the head and the summary --- */

struct head {
    const struct doc *d;
    struct err *e;
    int rc;
};

static const char *text_at(struct head *h, const char *pointer, bool may_lack)
{
    const char *t = doc_text(h->d, pointer);
    if (!t && !h->rc && !(may_lack && doc_type(h->d, pointer) == DOC_ABSENT))
        h->rc = err_set(h->e, ERR_DATA, "%s wants a text", pointer);
    return t ? t : "";
}

static uint64_t count_at(struct head *h, const char *pointer)
{
    int64_t n = 0;
    if ((!doc_integer(h->d, pointer, &n) || n < 0) && !h->rc)
        h->rc = err_set(h->e, ERR_DATA, "%s wants a count", pointer);
    return n < 0 ? 0 : (uint64_t)n;
}

static void time_at(struct head *h, const char *pointer, char out[32])
{
    int64_t seconds = 0;
    if (!clock_parse(text_at(h, pointer, false), &seconds) && !h->rc)
        h->rc = err_set(h->e, ERR_DATA, "%s wants a time", pointer);
    clock_format(seconds, out);
}

static char *maybe(const char *text) { return *text ? mem_text(text) : NULL; }

static int add_subscription(void *ctx, const char *pointer, const char *text)
{
    (void)pointer;
    strs_add(ctx, text);
    return 0;
}

static int read_head(struct saved *s, const struct doc *d, struct err *e)
{
    struct head h = {d, e, 0};
    struct result *r = &s->result;
    if (!text_same(doc_text(d, "/schema"), schema))
        return err_set(e, ERR_DATA, "no report of this version: schema is not %s",
                       schema);
    r->version = mem_text(text_at(&h, "/tool/version", false));
    time_at(&h, "/scan/started", r->started);
    time_at(&h, "/scan/finished", r->finished);
    time_at(&h, "/scan/inventory_time", r->inventory_time);
    r->source = mem_text(text_at(&h, "/scan/source", false));
    r->cloud = mem_text(text_at(&h, "/scan/cloud", true));
    r->tenant = mem_text(text_at(&h, "/scan/tenant", true));
    r->cage = mem_text(text_at(&h, "/scan/cage", false));
    r->requests = count_at(&h, "/scan/requests");
    r->throttled = count_at(&h, "/scan/throttled");
    r->config.path = maybe(text_at(&h, "/scan/config/path", true));
    r->config.sha256 = maybe(text_at(&h, "/scan/config/sha256", !r->config.path));
    r->config.profile = maybe(text_at(&h, "/scan/config/profile", true));
    doc_each(d, "/scan/subscriptions/*", add_subscription, &r->subscriptions);
    if (!h.rc && doc_truth(d, "/scan/complete") < 0)
        h.rc = err_set(e, ERR_DATA, "/scan/complete wants true or false");
    r->complete = doc_truth(d, "/scan/complete") == 1;
    return h.rc;
}

static int read_summary(struct saved *s, const struct doc *d, struct err *e)
{
    static const char *const levels[LEVEL_COUNT] = {"Excellent", "Good", "Fair", "Poor"};
    struct head h = {d, e, 0};
    struct summary *sum = &s->result.summary;
    char at[64];
    sum->resources = count_at(&h, "/summary/resources");
    sum->findings = count_at(&h, "/summary/findings");
    sum->muted = count_at(&h, "/summary/muted");
    for (int v = VERDICT_PASS; v < VERDICT_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/status/%s", verdict_name((enum verdict)v));
        sum->status[v] = count_at(&h, at);
    }
    for (int v = SEVERITY_INFO; v < SEVERITY_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/severity/%s", severity_name((enum severity)v));
        sum->severity[v] = count_at(&h, at);
        if (sum->severity[v])
            sum->worst = (enum severity)v;
    }
    for (int v = 0; v < LEVEL_COUNT; v++) {
        snprintf(at, sizeof at, "/summary/security_level/%s", levels[v]);
        sum->level[v] = count_at(&h, at);
    }
    return h.rc;
}

/* --- gaps and refusals --- */

static int read_gap(struct saved *s, const struct doc *d, const char *at, struct err *e)
{
    static const char *const names[] = {"scope", "type", "code", "message", "action"};
    struct result *r = &s->result;
    struct head h = {d, e, 0};
    char *text[5], pointer[32];
    snprintf(pointer, sizeof pointer, "%s/status", at);
    uint64_t status = count_at(&h, pointer);
    for (int i = 0; i < 5; i++) {
        snprintf(pointer, sizeof pointer, "%s/%s", at, names[i]);
        text[i] = maybe(text_at(&h, pointer, i > 0));
    }
    if (!h.rc && (!text[0] || status > 999))
        h.rc = err_set(e, ERR_DATA, "no usable scope or status");
    if (h.rc) {
        for (int i = 0; i < 5; i++)
            free(text[i]);
        return h.rc;
    }
    r->gaps = mem_grow(r->gaps, r->n_gaps + 1, sizeof *r->gaps);
    r->gaps[r->n_gaps++] =
        (struct gap_line){text[0], text[1], text[2], text[3], text[4], (int)status};
    return 0;
}

static int read_refusal(struct saved *s, const struct doc *d, const char *at,
                        struct err *e)
{
    struct result *r = &s->result;
    struct head h = {d, e, 0};
    char pointer[32];
    snprintf(pointer, sizeof pointer, "%s/file", at);
    const char *file = text_at(&h, pointer, false);
    snprintf(pointer, sizeof pointer, "%s/reason", at);
    const char *reason = text_at(&h, pointer, false);
    if (h.rc)
        return h.rc;
    r->refused = mem_grow(r->refused, r->n_refused + 1, sizeof *r->refused);
    r->refused[r->n_refused++] = (struct refusal){mem_text(file), mem_text(reason)};
    return 0;
}

/* --- JSON: one value, its lists cut into elements that are parsed one by one --- */

static int read_element(struct saved *s, const char *list, const char *text, size_t len,
                        struct err *e)
{
    struct doc *d = doc_parse(text, len, e);
    if (!d)
        return -ERR_DATA;
    int rc = *list == 'f'   ? saved_keep(s, d, text, len, e)
             : *list == 'g' ? read_gap(s, d, "", e)
                            : read_refusal(s, d, "", e);
    doc_free(d);
    return rc;
}

static int read_list(struct saved *s, const struct buf *all, const char *list,
                     struct err *e)
{
    const char *array, *item;
    size_t size, len, at = 0, n = 0;
    char where[48];
    int rc = 0;
    if (!slice_member(buf_str(all), all->len, list, &array, &size))
        return err_set(e, ERR_DATA, "no usable report: it has no %s", list);
    while (!rc && slice_element(array, size, &at, &item, &len)) {
        n++;
        rc = read_element(s, list, item, len, e);
    }
    snprintf(where, sizeof where, "%s, element %zu", list, n);
    if (rc)
        return err_at(e, where);
    /* What is no element may be the end, and nothing else. */
    size_t from = at ? at : 1;
    while (from < size && strchr(" \t\r\n", array[from]))
        from++;
    return from + 1 == size && array[from] == ']'
               ? 0
               : err_set(e, ERR_DATA, "%s: no usable JSON behind element %zu", list, n);
}

static int read_whole(struct saved *s, const struct buf *all, struct err *e)
{
    static const char *const members[] = {"schema", "tool", "scan", "summary"};
    struct buf head = buf_make(DOC_BYTES);
    const char *value;
    size_t len;
    for (size_t i = 0; i < 4; i++) {
        if (!slice_member(buf_str(all), all->len, members[i], &value, &len)) {
            buf_free(&head);
            return err_set(e, ERR_DATA, "no usable report: it has no %s", members[i]);
        }
        buf_fmt(&head, "%c\"%s\":", i ? ',' : '{', members[i]);
        buf_add(&head, value, len);
    }
    buf_char(&head, '}');
    struct doc *d = doc_parse(buf_str(&head), head.len, e);
    int rc = d ? read_head(s, d, e) : -ERR_DATA;
    if (!rc)
        rc = read_summary(s, d, e);
    doc_free(d);
    buf_free(&head);
    if (!rc)
        rc = read_list(s, all, "findings", e);
    if (!rc)
        rc = read_list(s, all, "gaps", e);
    return rc ? rc : read_list(s, all, "refused", e);
}

/* --- JSON Lines --- */

/* 1 when the line was the last one. */
static int read_line(struct saved *s, const struct doc *d, const char *line, size_t len,
                     struct err *e)
{
    const char *type = doc_text(d, "/type");
    if (!type)
        return err_set(e, ERR_DATA, "a line without a type");
    if (!strcmp(type, "finding"))
        return saved_keep(s, d, line, len, e);
    if (!strcmp(type, "gap"))
        return read_gap(s, d, "/gap", e);
    if (!strcmp(type, "refused"))
        return read_refusal(s, d, "/refused", e);
    if (strcmp(type, "summary"))
        return err_set(e, ERR_DATA, "a line of unknown type \"%s\"", type);
    int rc = read_summary(s, d, e);
    return rc ? rc : 1;
}

static int read_lines(struct saved *s, struct io_lines *l, struct err *e)
{
    char *line, where[32];
    size_t len;
    int got, rc = 0;
    while (!rc && (got = io_lines_next(l, &line, &len, e)) == 1) {
        struct doc *d = doc_parse(line, len, e);
        rc = d ? read_line(s, d, line, len, e) : -ERR_DATA;
        doc_free(d);
    }
    if (!rc && got < 0)
        return got;
    if (!rc)
        return err_set(e, ERR_DATA, "it is cut: its last line is no summary");
    if (rc == 1 && (got = io_lines_next(l, &line, &len, e)) != 0)
        rc = got < 0 ? got : err_set(e, ERR_DATA, "there is more behind its summary");
    snprintf(where, sizeof where, "line %lu", l->line);
    return rc < 0 ? err_at(e, where) : 0;
}

/* --- which of the two --- */

static int read_report(struct saved *s, int fd, struct err *e)
{
    struct io_lines l = io_lines_make(fd, WHOLE_MAX);
    char *line;
    size_t len;
    int rc = io_lines_next(&l, &line, &len, e);
    if (!rc)
        rc = err_set(e, ERR_DATA, "it is empty");
    struct doc *first = rc == 1 ? doc_parse(line, len, NULL) : NULL;
    if (first && text_same(doc_text(first, "/type"), "scan")) {
        rc = read_head(s, first, e);
        rc = rc ? err_at(e, "line 1") : read_lines(s, &l, e);
    } else if (rc == 1) {
        struct buf all = buf_make(WHOLE_MAX);
        do {
            buf_add(&all, line, len);
            buf_char(&all, '\n');
        } while ((rc = io_lines_next(&l, &line, &len, e)) == 1);
        if (!rc)
            rc = all.full ? err_set(e, ERR_DATA, "it is too long: save it as jsonl")
                          : read_whole(s, &all, e);
        buf_free(&all);
    }
    doc_free(first);
    io_lines_free(&l);
    return rc;
}

static int keep_report(struct saved *s, int fd, const char *inventory, struct err *e)
{
    s->inv = inventory_create(inventory, e);
    int rc = s->inv ? inventory_begin(s->inv, e) : -e->code;
    if (rc)
        return rc;
    rc = read_report(s, fd, e);
    if (rc)
        return err_at(e, s->name);
    rc = inventory_commit(s->inv, e);
    if (!rc)
        rc = saved_flush(s, e);
    if (rc)
        return rc;
    rc = inventory_finish(s->inv, e);
    s->inv = rc ? NULL : inventory_open(inventory, e);
    return s->inv ? 0 : -e->code;
}

struct saved *saved_read(int fd, const char *name, const char *inventory,
                         const char *folder, struct err *e)
{
    struct saved *s = mem_new(sizeof *s);
    *s = (struct saved){
        .name = name, .fd = io_temp(folder, e), .out = buf_make(DOC_BYTES)};
    int rc = s->fd < 0 ? -e->code : keep_report(s, fd, inventory, e);
    if (rc) {
        saved_free(s);
        return NULL;
    }
    s->list = mem_new((s->n + 1) * sizeof *s->list);
    for (size_t i = 0; i < s->n; i++)
        s->list[i] = &s->checks[i];
    s->result.checks = s->list;
    s->result.n_checks = s->n;
    s->result.inv = s->inv;
    s->result.findings = saved_findings(s);
    return s;
}

struct result *saved_result(struct saved *s) { return &s->result; }

void saved_free(struct saved *s)
{
    if (!s)
        return;
    struct result *r = &s->result;
    inventory_close(s->inv);
    for (size_t i = 0; i < s->n; i++)
        checkinfo_free(&s->checks[i]);
    for (size_t i = 0; i < r->n_gaps; i++) {
        free(r->gaps[i].scope);
        free(r->gaps[i].type);
        free(r->gaps[i].code);
        free(r->gaps[i].message);
        free(r->gaps[i].action);
    }
    for (size_t i = 0; i < r->n_refused; i++) {
        free(r->refused[i].file);
        free(r->refused[i].reason);
    }
    char *owned[] = {r->source,         r->cloud,       r->tenant,
                     r->cage,           r->config.path, r->config.sha256,
                     r->config.profile, s->last_id,     (char *)(uintptr_t)r->version};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    free(r->gaps);
    free(r->refused);
    strs_free(&r->subscriptions);
    free(s->checks);
    free(s->list);
    buf_free(&s->out);
    if (s->fd >= 0)
        close(s->fd);
    free(s);
}
