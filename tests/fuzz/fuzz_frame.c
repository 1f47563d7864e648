/* The findings pipe: frames one behind the other, for a crew of 3 checks. */
#include "fuzz.h"

#include "base/err.h"
#include "data/frame.h"

#include <stdlib.h>
#include <string.h>

enum { CHECKS = 3 };

static void read_text(const struct frame_text *t, size_t max)
{
    unsigned sum = 0;
    fuzz_must(t->len <= max);
    for (size_t i = 0; i < t->len; i++)
        sum += (unsigned char)t->data[i];
    fuzz_must(sum || !t->len || !t->data[0]);
}

static void read_detail(const struct frame_detail *d, const struct frame_view *v)
{
    fuzz_must(d->resource < v->resources && d->check < v->checks);
    read_text(&d->message, FRAME_MAX);
    fuzz_must(d->n_evidence <= EVIDENCE_MAX && d->n_remarks <= REMARKS_MAX);
    for (size_t i = 0; i < d->n_evidence; i++) {
        read_text(&d->evidence[i].id, FRAME_MAX);
        read_text(&d->evidence[i].pointer, FRAME_MAX);
        read_text(&d->evidence[i].value, FRAME_MAX);
    }
    for (size_t i = 0; i < d->n_remarks; i++) {
        read_text(&d->remarks[i].key, FRAME_MAX);
        read_text(&d->remarks[i].value, FRAME_MAX);
    }
}

static void read_chunk(const char *body, size_t len)
{
    struct err e = {0};
    struct frame_view v;
    if (frame_check(body, len, CHECKS, &v, &e))
        return;
    fuzz_must(v.resources <= CHUNK_TARGETS && v.checks == CHECKS);
    for (size_t i = 0; i < v.resources; i++) {
        (void)frame_row(&v, i);
        for (size_t k = 0; k < CHECKS; k++) {
            fuzz_must(frame_verdict(&v, i, k) < VERDICT_COUNT);
            fuzz_must(frame_severity(&v, i, k) < SEVERITY_COUNT);
        }
    }
    struct frame_detail *d = malloc(sizeof *d);
    size_t at = 0, n = 0;
    while (d && frame_next_detail(&v, &at, d)) {
        read_detail(d, &v);
        n++;
    }
    fuzz_must(!d || n == v.details);
    free(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e = {0};
    while (size >= FRAME_HEADER) {
        int kind;
        size_t len;
        if (frame_header(data, &kind, &len, &e) || len > size - FRAME_HEADER)
            return 0;
        char *body = malloc(len ? len : 1);
        if (!body)
            return 0;
        memcpy(body, data + FRAME_HEADER, len);
        if (kind == FRAME_CHUNK)
            read_chunk(body, len);
        free(body);
        data += FRAME_HEADER + len;
        size -= FRAME_HEADER + len;
    }
    return 0;
}
