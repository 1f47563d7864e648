#include "report/saved.h"

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

/* --- JSON: one value, its lists cut into elements that are parsed one by one --- */

static int read_element(struct saved *s, const char *list, const char *text, size_t len,
                        struct err *e)
{
    struct doc *d = doc_parse(text, len, e);
    if (!d)
        return -ERR_DATA;
    int rc = *list == 'f'   ? saved_keep(s, d, text, len, e)
             : *list == 'g' ? saved_gap(s, d, "", e)
             : *list == 'c' ? saved_code(s, d, "", e)
                            : saved_refusal(s, d, "", e);
    doc_free(d);
    return rc;
}

static int read_list(struct saved *s, const struct buf *all, const char *list,
                     struct err *e)
{
    const char *array;
    size_t size, at = 0, n = 0;
    char where[48];
    int rc = 0, got = 0;
    if (!slice_member(buf_str(all), all->len, list, &array, &size))
        return err_set(e, ERR_DATA, "no usable report: it has no %s", list);
    struct slice_array a = slice_array_make(DOC_BYTES, 1);
    while (!rc && (got = slice_array_feed(&a, array, size, &at)) == 1) {
        n++;
        rc = read_element(s, list, buf_str(&a.element), a.element.len, e);
    }
    bool whole = !got && a.closed;
    slice_array_free(&a);
    snprintf(where, sizeof where, "%s, element %zu", list, n);
    if (rc)
        return err_at(e, where);
    return whole ? 0
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
    int rc = d ? saved_head(s, d, e) : -ERR_DATA;
    if (!rc)
        rc = saved_summary(s, d, e);
    doc_free(d);
    buf_free(&head);
    if (!rc)
        rc = read_list(s, all, "findings", e);
    if (!rc)
        rc = read_list(s, all, "gaps", e);
    if (!rc)
        rc = read_list(s, all, "refused", e);
    return rc ? rc : read_list(s, all, "code", e);
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
        return saved_gap(s, d, "/gap", e);
    if (!strcmp(type, "refused"))
        return saved_refusal(s, d, "/refused", e);
    if (!strcmp(type, "code"))
        return saved_code(s, d, "/code", e);
    if (strcmp(type, "summary"))
        return err_set(e, ERR_DATA, "a line of unknown type \"%s\"", type);
    int rc = saved_summary(s, d, e);
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
        rc = saved_head(s, first, e);
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
    for (size_t i = 0; i < r->n_code; i++) {
        free((char *)(uintptr_t)r->code[i].file);
        free((char *)(uintptr_t)r->code[i].sha256);
        free((char *)(uintptr_t)r->code[i].key);
    }
    free(r->code);
    char *owned[] = {r->source,         r->cloud,
                     r->tenant,         r->cage,
                     r->config.path,    r->config.sha256,
                     r->config.profile, r->shard,
                     s->last_id,        (char *)(uintptr_t)r->version};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
        free(owned[i]);
    free(r->gaps);
    free(r->refused);
    strs_free(&r->subscriptions);
    strs_free(&r->check_dirs);
    free(s->checks);
    free(s->list);
    buf_free(&s->out);
    if (s->fd >= 0)
        close(s->fd);
    free(s);
}
