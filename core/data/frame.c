#include "data/frame.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

struct frame_chunk {
    uint32_t chunk, details;
    size_t n_checks, resources;
    int64_t rows[CHUNK_TARGETS];
    unsigned char *verdicts, *severities;
    struct buf detail;
};

/* --- numbers --- */

static void put(struct buf *b, uint64_t v, size_t bytes)
{
    char text[8];
    for (size_t i = 0; i < bytes; i++)
        text[i] = (char)(v >> (8 * i) & 0xff);
    buf_add(b, text, bytes);
}

static uint64_t get(const unsigned char *p, size_t bytes)
{
    uint64_t v = 0;
    for (size_t i = 0; i < bytes; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

/* Cut to whole characters, bad bytes and NUL replaced by '?': a frame holds UTF-8. */
static void put_text(struct buf *b, struct frame_text t, size_t max)
{
    size_t at = b->len, len = 0;
    bool whole = t.len <= max && text_utf8(t.data, t.len);
    put(b, whole ? t.len : 0, 4);
    if (whole) {
        buf_add(b, t.data, t.len);
        return;
    }
    for (size_t i = 0; i < t.len;) {
        uint32_t cp = 0;
        size_t n = text_decode(t.data + i, t.len - i, &cp);
        bool good = n && cp;
        size_t take = good ? n : 1;
        if (len + take > max)
            break;
        buf_add(b, good ? t.data + i : "?", take);
        len += take;
        i += take;
    }
    for (size_t i = 0; i < 4 && !b->full; i++)
        b->data[at + i] = (char)(len >> (8 * i) & 0xff);
}

/* --- writing --- */

struct frame_chunk *frame_chunk_make(uint32_t chunk, size_t n_checks)
{
    struct frame_chunk *c = mem_new(sizeof *c);
    c->chunk = chunk;
    c->n_checks = n_checks;
    c->verdicts = mem_new(CHUNK_TARGETS * n_checks);
    c->severities = mem_new(CHUNK_TARGETS * n_checks);
    c->detail = buf_make(FRAME_MAX / 2);
    return c;
}

void frame_chunk_free(struct frame_chunk *c)
{
    if (!c)
        return;
    free(c->verdicts);
    free(c->severities);
    buf_free(&c->detail);
    free(c);
}

int frame_chunk_resource(struct frame_chunk *c, int64_t n)
{
    if (c->resources == CHUNK_TARGETS)
        return -1;
    c->rows[c->resources] = n;
    return (int)c->resources++;
}

void frame_chunk_verdict(struct frame_chunk *c, size_t resource, size_t check,
                         enum verdict v, enum severity s)
{
    if (resource >= c->resources || check >= c->n_checks)
        return;
    c->verdicts[resource * c->n_checks + check] = (unsigned char)v;
    c->severities[resource * c->n_checks + check] = (unsigned char)s;
}

void frame_chunk_error(struct frame_chunk *c, size_t resource, size_t check,
                       enum failure f)
{
    if (resource >= c->resources || check >= c->n_checks)
        return;
    c->verdicts[resource * c->n_checks + check] = VERDICT_ERROR;
    c->severities[resource * c->n_checks + check] = (unsigned char)f;
}

void frame_chunk_detail(struct frame_chunk *c, const struct frame_detail *d)
{
    size_t evidence = d->n_evidence < EVIDENCE_MAX ? d->n_evidence : EVIDENCE_MAX;
    size_t remarks = d->n_remarks < REMARKS_MAX ? d->n_remarks : REMARKS_MAX;
    struct buf *b = &c->detail;
    size_t before = b->len;
    put(b, d->resource, 2);
    put(b, d->check, 2);
    put(b, 0, 2);
    put(b, evidence, 2);
    put(b, remarks, 2);
    put_text(b, d->message, MESSAGE_MAX);
    for (size_t i = 0; i < evidence; i++) {
        put_text(b, d->evidence[i].id, 4096);
        put_text(b, d->evidence[i].pointer, VALUE_MAX);
        put_text(b, d->evidence[i].value, VALUE_MAX);
        put(b, d->evidence[i].assumed ? 1 : 0, 1);
    }
    for (size_t i = 0; i < remarks; i++) {
        put_text(b, d->remarks[i].key, 64);
        put_text(b, d->remarks[i].value, MESSAGE_MAX);
    }
    if (b->full) { /* a chunk of nothing but huge details: its verdicts still count */
        b->len = before;
        b->full = false;
        return;
    }
    c->details++;
}

void frame_chunk_take(struct frame_chunk *c, const struct frame_view *v, size_t from,
                      size_t to, size_t check)
{
    struct buf *b = &c->detail;
    if (to - from > b->max - b->len)
        return; /* as a detail that does not fit */
    buf_add(b, v->detail + from, 2);
    put(b, check, 2);
    buf_add(b, v->detail + from + 4, to - from - 4);
    c->details++;
}

void frame_plain_encode(int kind, const void *body, size_t len, struct buf *out)
{
    put(out, FRAME_MAGIC, 4);
    put(out, (uint64_t)kind, 4);
    put(out, len, 4);
    buf_add(out, body, len);
}

void frame_chunk_encode(const struct frame_chunk *c, struct buf *out)
{
    size_t pairs = c->resources * c->n_checks;
    size_t len = 4 + 8 + 2 + 2 + 4 + c->resources * 8 + 2 * pairs + c->detail.len;
    put(out, FRAME_MAGIC, 4);
    put(out, FRAME_CHUNK, 4);
    put(out, len, 4);
    put(out, c->chunk, 4);
    put(out, c->resources ? (uint64_t)c->rows[0] : 0, 8);
    put(out, c->resources, 2);
    put(out, c->n_checks, 2);
    put(out, c->details, 4);
    for (size_t i = 0; i < c->resources; i++)
        put(out, (uint64_t)c->rows[i], 8);
    buf_add(out, c->verdicts, pairs);
    buf_add(out, c->severities, pairs);
    buf_add(out, buf_str(&c->detail), c->detail.len);
}

/* --- reading --- */

int frame_header(const void *header, int *kind, size_t *length, struct err *e)
{
    const unsigned char *p = header;
    if (get(p, 4) != FRAME_MAGIC)
        return err_set(e, ERR_DATA, "findings: not a frame");
    uint64_t k = get(p + 4, 4), n = get(p + 8, 4);
    if (k < FRAME_READY || k > FRAME_TRACE)
        return err_set(e, ERR_DATA, "findings: unknown frame kind");
    if (n > FRAME_MAX)
        return err_set(e, ERR_DATA, "findings: a frame of %llu bytes is too long",
                       (unsigned long long)n);
    *kind = (int)k;
    *length = (size_t)n;
    return 0;
}

/* A text at *at; false when it does not fit. */
static bool take(const unsigned char *p, size_t len, size_t *at, size_t max,
                 struct frame_text *out)
{
    if (len - *at < 4)
        return false;
    size_t n = (size_t)get(p + *at, 4);
    *at += 4;
    if (n > max || n > len - *at)
        return false;
    *out = (struct frame_text){(const char *)p + *at, n};
    *at += n;
    return true;
}

static bool take_lists(const struct frame_view *v, size_t *at, struct frame_detail *d)
{
    const unsigned char *p = v->detail;
    size_t len = v->detail_len;
    for (size_t i = 0; i < d->n_evidence; i++) {
        struct frame_evidence *ev = &d->evidence[i];
        if (!take(p, len, at, 4096, &ev->id) ||
            !take(p, len, at, VALUE_MAX, &ev->pointer) ||
            !take(p, len, at, VALUE_MAX, &ev->value) || len == *at || p[*at] > 1)
            return false;
        ev->assumed = p[(*at)++];
    }
    for (size_t i = 0; i < d->n_remarks; i++)
        if (!take(p, len, at, 64, &d->remarks[i].key) ||
            !take(p, len, at, MESSAGE_MAX, &d->remarks[i].value))
            return false;
    return true;
}

static bool take_detail(const struct frame_view *v, size_t *at, struct frame_detail *d)
{
    const unsigned char *p = v->detail;
    if (v->detail_len - *at < 10)
        return false;
    d->resource = (uint16_t)get(p + *at, 2);
    d->check = (uint16_t)get(p + *at + 2, 2);
    d->n_evidence = (size_t)get(p + *at + 6, 2);
    d->n_remarks = (size_t)get(p + *at + 8, 2);
    size_t flags = *at + 4;
    *at += 10;
    if (d->resource >= v->resources || d->check >= v->checks || get(p + flags, 2) ||
        d->n_evidence > EVIDENCE_MAX || d->n_remarks > REMARKS_MAX)
        return false;
    return take(p, v->detail_len, at, MESSAGE_MAX, &d->message) && take_lists(v, at, d);
}

/* Whether all texts are UTF-8: asked once, by frame_check. */
static bool texts_valid(const struct frame_detail *d)
{
    bool good = text_utf8(d->message.data, d->message.len);
    for (size_t i = 0; i < d->n_evidence && good; i++) {
        const struct frame_evidence *ev = &d->evidence[i];
        good = text_utf8(ev->id.data, ev->id.len) &&
               text_utf8(ev->pointer.data, ev->pointer.len) &&
               text_utf8(ev->value.data, ev->value.len);
    }
    for (size_t i = 0; i < d->n_remarks && good; i++)
        good = text_utf8(d->remarks[i].key.data, d->remarks[i].key.len) &&
               text_utf8(d->remarks[i].value.data, d->remarks[i].value.len);
    return good;
}

static int details_valid(const struct frame_view *v, struct err *e)
{
    size_t at = 0;
    int64_t last = -1;
    for (size_t i = 0; i < v->details; i++) {
        struct frame_detail d;
        if (!take_detail(v, &at, &d) || !texts_valid(&d))
            return err_set(e, ERR_DATA, "findings: a detail is cut or not valid");
        int64_t place = (int64_t)d.resource * 65536 + d.check;
        if (place <= last)
            return err_set(e, ERR_DATA, "findings: details are out of order");
        last = place;
    }
    if (at != v->detail_len)
        return err_set(e, ERR_DATA, "findings: bytes behind the last detail");
    return 0;
}

/* Second byte: the severity of a warning or failure, the failure of an error. */
static bool verdict_valid(unsigned char verdict, unsigned char second)
{
    switch (verdict) {
    case VERDICT_WARN:
    case VERDICT_FAIL:
        return second > SEVERITY_NONE && second < SEVERITY_COUNT;
    case VERDICT_ERROR:
        return second > FAILURE_NONE && second < FAILURE_COUNT;
    default:
        return verdict < VERDICT_COUNT && !second;
    }
}

int frame_check(const void *body, size_t len, size_t checks, struct frame_view *v,
                struct err *e)
{
    const unsigned char *p = body;
    if (len < 20)
        return err_set(e, ERR_DATA, "findings: a chunk is cut");
    v->chunk = (uint32_t)get(p, 4);
    v->resources = (size_t)get(p + 12, 2);
    v->checks = (size_t)get(p + 14, 2);
    v->details = (size_t)get(p + 16, 4);
    size_t pairs = v->resources * v->checks, fixed = 20 + v->resources * 8 + 2 * pairs;
    if (v->checks != checks || !v->resources || v->resources > CHUNK_TARGETS ||
        len < fixed)
        return err_set(e, ERR_DATA, "findings: a chunk has wrong counts");
    v->rows = p + 20;
    v->verdicts = v->rows + v->resources * 8;
    v->severities = v->verdicts + pairs;
    v->detail = v->severities + pairs;
    v->detail_len = len - fixed;
    if (get(p + 4, 8) != get(v->rows, 8))
        return err_set(e, ERR_DATA,
                       "findings: a chunk begins at another row than it says");
    for (size_t i = 0; i < pairs; i++) {
        if (!verdict_valid(v->verdicts[i], v->severities[i]))
            return err_set(e, ERR_DATA, "findings: a verdict that no check can give");
    }
    return details_valid(v, e);
}

int64_t frame_row(const struct frame_view *v, size_t resource)
{
    return (int64_t)get(v->rows + resource * 8, 8);
}

enum verdict frame_verdict(const struct frame_view *v, size_t resource, size_t check)
{
    return (enum verdict)v->verdicts[resource * v->checks + check];
}

enum severity frame_severity(const struct frame_view *v, size_t resource, size_t check)
{
    return frame_verdict(v, resource, check) == VERDICT_ERROR
               ? SEVERITY_NONE
               : (enum severity)v->severities[resource * v->checks + check];
}

enum failure frame_failure(const struct frame_view *v, size_t resource, size_t check)
{
    return frame_verdict(v, resource, check) == VERDICT_ERROR
               ? (enum failure)v->severities[resource * v->checks + check]
               : FAILURE_NONE;
}

int frame_next_detail(const struct frame_view *v, size_t *at, struct frame_detail *d)
{
    return *at < v->detail_len && take_detail(v, at, d) ? 1 : 0;
}
