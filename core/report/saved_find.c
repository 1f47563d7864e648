/* Findings of a saved report: proven once, kept as records in an unlinked file, parsed
 * anew whenever a format reads them. */
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "data/armid.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/jsonout.h"
#include "report/saved_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GATHER = 1 << 16 };

struct record { /* host-only, in front of the finding's text */
    int64_t row;
    uint32_t check, len;
};

/* --- proving --- */

struct counting {
    size_t n;
};

static int count_text(void *ctx, const char *pointer, const char *text)
{
    struct counting *c = ctx;
    (void)pointer;
    (void)text;
    c->n++;
    return 0;
}

/* Whether every member or element at `at` is a string, and there are no more than `max`.
 */
static bool texts_only(const struct doc *d, const char *at, const char *all, size_t max)
{
    struct counting c = {0};
    enum doc_type type = doc_type(d, at);
    doc_each(d, all, count_text, &c);
    return (type == DOC_OBJECT || type == DOC_ARRAY) && c.n == doc_length(d, at) &&
           c.n <= max;
}

static enum verdict verdict_of(const char *word)
{
    int v = VERDICT_PASS;
    while (v < VERDICT_COUNT && (!word || strcmp(verdict_name((enum verdict)v), word)))
        v++;
    return v == VERDICT_COUNT ? VERDICT_NONE : (enum verdict)v;
}

static bool evidence_good(const struct doc *d)
{
    size_t n = doc_length(d, "/evidence");
    struct counting c = {0};
    doc_each(d, "/evidence/*/resource", count_text, &c);
    doc_each(d, "/evidence/*/pointer", count_text, &c);
    return doc_type(d, "/evidence") == DOC_ARRAY && c.n == 2 * n && n <= EVIDENCE_MAX;
}

static int prove(const struct doc *d, struct err *e)
{
    enum severity s;
    const char *severity = doc_text(d, "/severity"), *original = NULL,
               *id = doc_text(d, "/resource/id"), *wrong = NULL;
    char key[ARMID_MAX];
    bool own = doc_type(d, "/original_severity") != DOC_ABSENT;
    if (own)
        original = doc_text(d, "/original_severity");
    if (verdict_of(doc_text(d, "/status")) == VERDICT_NONE)
        wrong = "status";
    else if ((verdict_of(doc_text(d, "/status")) == VERDICT_ERROR) !=
             (failure_parse(doc_text(d, "/reason")) != FAILURE_NONE))
        wrong = "reason";
    else if (!severity || !severity_parse(severity, &s) ||
             (own && (!original || !severity_parse(original, &s))))
        wrong = "severity";
    else if (!id || !armid_key(id, key))
        wrong = "resource";
    else if (!doc_text(d, "/resource/type") || !*doc_text(d, "/resource/type"))
        wrong = "type of its resource";
    else if (!doc_text(d, "/message") || strlen(doc_text(d, "/message")) > MESSAGE_MAX)
        wrong = "message";
    else if (!evidence_good(d))
        wrong = "evidence";
    else if (!texts_only(d, "/detail", "/detail/*", REMARKS_MAX))
        wrong = "detail";
    else if (!texts_only(d, "/references", "/references/*", CHECK_LIST_MAX))
        wrong = "references";
    else if (!texts_only(d, "/controls", "/controls/*", CHECK_LIST_MAX))
        wrong = "controls";
    return wrong ? err_set(e, ERR_DATA, "a finding without a usable %s", wrong) : 0;
}

/* --- keeping --- */

static int add_text(void *ctx, const char *pointer, const char *text)
{
    (void)pointer;
    strs_add(ctx, text);
    return 0;
}

/* The entry of the finding's check: what it is called the first time holds for all. */
static int check_of(struct saved *s, const struct doc *d, size_t *out, struct err *e)
{
    const char *id = doc_text(d, "/check"), *title = doc_text(d, "/title"),
               *protection = doc_text(d, "/protection");
    for (size_t i = s->n; id && i-- > 0;) {
        if (strcmp(s->checks[i].id, id))
            continue;
        *out = i;
        return 0;
    }
    if (!id || !*id ||
        strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(id) ||
        strlen(id) > CHECK_ID_MAX || s->n == CHECKS_MAX)
        return err_set(e, ERR_DATA, "a finding without a usable check");
    if (!title || !*title || !protection || !*protection)
        return err_set(e, ERR_DATA, "a finding without a usable title and protection");
    s->checks = mem_grow(s->checks, s->n + 1, sizeof *s->checks);
    struct check_info *c = &s->checks[s->n];
    *c = (struct check_info){
        .id = mem_text(id), .title = mem_text(title), .protection = mem_text(protection)};
    doc_each(d, "/references/*", add_text, &c->refs);
    doc_each(d, "/controls/*", add_text, &c->controls);
    *out = s->n++;
    return 0;
}

/* The row of the finding's resource, which is put into the inventory when it is new. */
static int row_of(struct saved *s, const struct doc *d, int64_t *out, struct err *e)
{
    const char *id = doc_text(d, "/resource/id"),
               *place = doc_text(d, "/resource/location");
    struct inventory_resource r = {.id = id, .type = doc_text(d, "/resource/type")},
                              there;
    char key[ARMID_MAX];
    *out = s->last_row;
    if (s->last_id && !strcmp(s->last_id, id))
        return 0;
    struct buf body = buf_make(1 << 16);
    buf_char(&body, '{');
    json_member(&body, "id", id);
    json_member(&body, "type", r.type);
    if (place)
        json_member(&body, "location", place);
    buf_char(&body, '}');
    r.body = buf_str(&body);
    r.body_len = body.len;
    armid_key(id, key);
    int rc = body.full ? err_set(e, ERR_DATA, "a resource with too long names")
                       : inventory_get(s->inv, key, &there, e);
    if (!rc && (rc = inventory_put(s->inv, &r, e)) > 0)
        rc = inventory_get(s->inv, key, &there, e);
    buf_free(&body);
    if (rc != 1)
        return rc < 0 ? rc : err_set(e, ERR_INTERNAL, "a resource was lost");
    free(s->last_id);
    s->last_id = mem_text(id);
    s->last_row = *out = there.n;
    return 0;
}

static int write_out(struct saved *s, struct err *e)
{
    int rc = io_write(s->fd, buf_str(&s->out), s->out.len, e);
    s->end += (off_t)s->out.len;
    buf_clear(&s->out);
    return rc;
}

int saved_keep(struct saved *s, const struct doc *d, const char *text, size_t len,
               struct err *e)
{
    size_t check = 0;
    struct record r = {0};
    int rc = prove(d, e);
    if (!rc)
        rc = check_of(s, d, &check, e);
    if (!rc)
        rc = row_of(s, d, &r.row, e);
    if (rc)
        return rc;
    if (!s->checks[check].remedy && doc_text(d, "/remedy"))
        s->checks[check].remedy = mem_text(""); /* there is one: saved_findings has it */
    r.check = (uint32_t)check;
    r.len = (uint32_t)len;
    if (buf_add(&s->out, &r, sizeof r) || buf_add(&s->out, text, len))
        return err_set(e, ERR_DATA, "a finding is too long");
    return s->out.len < GATHER ? 0 : write_out(s, e);
}

int saved_flush(struct saved *s, struct err *e) { return write_out(s, e); }

/* --- reading --- */

struct walk { /* records one after the other, through a window */
    const struct saved *s;
    off_t at; /* of the file, behind the window */
    struct buf window;
    size_t used;
    char *part; /* what is read at once */
};

/* The next `len` bytes, until the next call; NULL when they cannot be read. */
static const char *take(struct walk *w, size_t len)
{
    if (w->used && w->window.len - w->used < len) {
        memmove(w->window.data, w->window.data + w->used, w->window.len - w->used);
        w->window.len -= w->used;
        w->used = 0;
    }
    while (w->window.len - w->used < len) {
        ssize_t n = pread(w->s->fd, w->part, GATHER, w->at);
        if (n <= 0 || buf_add(&w->window, w->part, (size_t)n))
            return NULL;
        w->at += n;
    }
    w->used += len;
    return w->window.data + w->used - len;
}

static bool at_end(const struct walk *w)
{
    return w->at - (off_t)(w->window.len - w->used) >= w->s->end;
}

/* 1: *r and *text; 0: at the end. */
static int next(struct walk *w, struct record *r, const char **text, struct err *e)
{
    if (at_end(w))
        return 0;
    const char *head = take(w, sizeof *r);
    if (head)
        memcpy(r, head, sizeof *r);
    *text = head ? take(w, r->len) : NULL;
    return *text ? 1 : err_set(e, ERR_IO, "findings that were kept cannot be read");
}

static struct walk walk_make(const struct saved *s)
{
    return (struct walk){
        .s = s, .window = buf_make(2 * (size_t)DOC_BYTES), .part = mem_new(GATHER)};
}

static void walk_free(struct walk *w)
{
    buf_free(&w->window);
    free(w->part);
}

struct saved_reading {
    struct saved *s;
    struct doc *d;
    struct finding f;
    struct frame_detail detail;
    struct buf values; /* of the evidence, one behind the other */
    size_t n;
};

static struct frame_text words(const char *text)
{
    return (struct frame_text){text, text ? strlen(text) : 0};
}

static int add_remark(void *ctx, const char *pointer, const char *text)
{
    struct saved_reading *r = ctx;
    (void)pointer;
    struct frame_remark *to = &r->detail.remarks[r->detail.n_remarks];
    to->key = words(doc_member(r->d, "/detail", r->detail.n_remarks));
    to->value = words(text);
    r->detail.n_remarks++;
    return 0;
}

static void read_evidence(struct saved_reading *r)
{
    size_t n = doc_length(r->d, "/evidence"), ends[EVIDENCE_MAX];
    char at[48];
    buf_clear(&r->values);
    for (size_t i = 0; i < n; i++) {
        struct frame_evidence *ev = &r->detail.evidence[i];
        snprintf(at, sizeof at, "/evidence/%zu/resource", i);
        ev->id = words(doc_text(r->d, at));
        snprintf(at, sizeof at, "/evidence/%zu/pointer", i);
        ev->pointer = words(doc_text(r->d, at));
        snprintf(at, sizeof at, "/evidence/%zu/default", i);
        ev->assumed = doc_truth(r->d, at) == 1;
        snprintf(at, sizeof at, "/evidence/%zu/value", i);
        doc_print(r->d, at, &r->values);
        ends[i] = r->values.len;
    }
    for (size_t i = 0; i < n; i++) {
        size_t from = i ? ends[i - 1] : 0;
        r->detail.evidence[i].value =
            (struct frame_text){buf_str(&r->values) + from, ends[i] - from};
    }
    r->detail.n_evidence = n;
}

static void fill(struct saved_reading *r, const struct record *record)
{
    struct check_info *c = &r->s->checks[record->check];
    enum severity severity = SEVERITY_NONE, original = SEVERITY_NONE;
    enum verdict v = verdict_of(doc_text(r->d, "/status"));
    bool graded = v == VERDICT_WARN || v == VERDICT_FAIL;
    severity_parse(doc_text(r->d, "/severity"), &severity);
    if (doc_text(r->d, "/original_severity"))
        severity_parse(doc_text(r->d, "/original_severity"), &original);
    if (!graded)
        c->severity = severity;
    memset(&r->detail, 0, sizeof r->detail);
    r->detail.message = words(doc_text(r->d, "/message"));
    doc_each(r->d, "/detail/*", add_remark, r);
    read_evidence(r);
    r->f = (struct finding){.check = c,
                            .row = record->row,
                            .verdict = v,
                            .severity = graded ? severity : SEVERITY_NONE,
                            .failure = failure_parse(doc_text(r->d, "/reason")),
                            .detail = &r->detail,
                            .original = original};
}

static int read_all(void *self, int (*each)(void *ctx, const struct finding *f),
                    void *ctx, struct err *e)
{
    struct saved *s = self;
    struct walk w = walk_make(s);
    struct saved_reading *r = mem_new(sizeof *r);
    struct record record;
    const char *text;
    int rc = 0, got = 0;
    r->s = s;
    r->values = buf_make(DOC_BYTES);
    s->now = r;
    while (!rc && (got = next(&w, &record, &text, e)) == 1) {
        r->d = doc_parse(text, record.len, e);
        if (!r->d) {
            rc = -e->code;
            break;
        }
        fill(r, &record);
        rc = each(ctx, &r->f);
        doc_free(r->d);
    }
    s->now = NULL;
    buf_free(&r->values);
    walk_free(&w);
    free(r);
    return rc ? rc : got;
}

/* Of the finding at hand, else of the first one of the check on the resource. */
static int remedy(void *self, const struct finding *f, struct buf *out, struct err *e)
{
    struct saved *s = self;
    if (s->now && f == &s->now->f) {
        buf_text(out,
                 doc_text(s->now->d, "/remedy") ? doc_text(s->now->d, "/remedy") : "");
        return 0;
    }
    struct walk w = walk_make(s);
    struct record record;
    const char *text;
    int got;
    while ((got = next(&w, &record, &text, e)) == 1) {
        if (record.row != f->row || &s->checks[record.check] != f->check)
            continue;
        struct doc *d = doc_parse(text, record.len, NULL);
        buf_text(out, d && doc_text(d, "/remedy") ? doc_text(d, "/remedy") : "");
        doc_free(d);
        break;
    }
    walk_free(&w);
    return got < 0 ? got : 0;
}

struct findings saved_findings(struct saved *s)
{
    return (struct findings){.read = read_all, .self = s, .remedy = remedy};
}
