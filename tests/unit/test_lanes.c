/* Reports rendered by several threads: the same bytes for any number of them, whatever
 * the parts are, and one failure that all end with. */
#include "report_estate.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PARTS = 9 };

struct divided {
    struct estate *t;
    const int64_t *rows; /* three */
    size_t fails;        /* part that cannot be read; PARTS: none */
    atomic_int read;
};

/* Some parts hold nothing, one more than a thread may keep to itself. */
static const size_t sizes[PARTS] = {0, 3, 2500, 0, 40, 1, 2600, 300, 0};

static size_t parts(void *self)
{
    (void)self;
    return PARTS;
}

static int read_part(void *self, size_t part,
                     int (*each)(void *ctx, const struct finding *f), void *ctx,
                     struct err *e)
{
    struct divided *d = self;
    if (part == d->fails)
        return err_set(e, ERR_IO, "part %zu cannot be read", part);
    d->read++;
    for (size_t i = 0; i < sizes[part]; i++) {
        char message[32];
        struct frame_detail *detail = mem_new(sizeof *detail);
        snprintf(message, sizeof message, "%zu of part %zu", i, part);
        detail->message = estate_text(message);
        struct finding f = {.check = &d->t->check[i % 3],
                            .row = d->rows[(part + i / 3) % 3],
                            .verdict = i % 7 ? VERDICT_PASS : VERDICT_UNKNOWN,
                            .detail = detail};
        int rc = each(ctx, &f);
        free(detail);
        if (rc)
            return rc;
    }
    return 0;
}

static int read_whole(void *self, int (*each)(void *ctx, const struct finding *f),
                      void *ctx, struct err *e)
{
    int rc = 0;
    for (size_t i = 0; i < PARTS && !rc; i++)
        rc = read_part(self, i, each, ctx, e);
    return rc;
}

static void test_same_bytes(void **state)
{
    static const char *const formats[] = {"json", "jsonl"};
    struct estate *t = *state;
    const int64_t rows[] = {t->vault, t->item, t->other};
    struct divided d = {.t = t, .rows = rows, .fails = PARTS};
    for (size_t i = 0; i < 2; i++) {
        t->result.jobs = 4;
        t->result.findings = (struct findings){.read = read_whole, .self = &d};
        struct buf wanted = estate_report(t, formats[i]);
        assert_non_null(strstr(buf_str(&wanted), "2599 of part 6"));
        assert_true(wanted.len > 3 << 20);
        t->result.findings.parts = parts;
        t->result.findings.read_part = read_part;
        for (t->result.jobs = 0; t->result.jobs < 7; t->result.jobs++) {
            d.read = 0;
            struct buf got = estate_report(t, formats[i]);
            assert_int_equal(d.read, PARTS); /* each by one thread */
            assert_int_equal(got.len, wanted.len);
            assert_memory_equal(buf_str(&got), buf_str(&wanted), wanted.len);
            buf_free(&got);
        }
        buf_free(&wanted);
    }
}

static void test_one_failure(void **state)
{
    struct estate *t = *state;
    const int64_t rows[] = {t->vault, t->item, t->other};
    struct divided d = {.t = t, .rows = rows};
    t->result.findings = (struct findings){
        .read = read_whole, .self = &d, .parts = parts, .read_part = read_part};
    for (d.fails = 0; d.fails < PARTS; d.fails++)
        for (t->result.jobs = 1; t->result.jobs < 5; t->result.jobs++) {
            struct err e = {0};
            char wanted[64];
            struct report_out out;
            snprintf(wanted, sizeof wanted, "part %zu cannot be read", d.fails);
            assert_int_equal(out_open(&out, t->out, 0, &e), 0);
            t->result.listed = ~0u;
            assert_int_equal(report_json(&out, &t->result, &e), -ERR_IO);
            assert_string_equal(e.text, wanted);
            out_abort(&out);
            assert_int_not_equal(access(t->out, F_OK), 0);
        }
}

/* Who cannot have the same inventory for himself leaves the work to others. */
static void test_inventory_gone(void **state)
{
    struct estate *t = *state;
    const int64_t rows[] = {t->vault, t->item, t->other};
    struct divided d = {.t = t, .rows = rows, .fails = PARTS};
    struct err e = {0};
    void *more = NULL;
    estate_make(&more);
    struct estate *other = more;
    t->result.jobs = 4;
    t->result.findings = (struct findings){
        .read = read_whole, .self = &d, .parts = parts, .read_part = read_part};
    struct buf wanted = estate_report(t, "jsonl");
    struct inventory *again = inventory_again(t->result.inv, &e);
    assert_non_null(again);
    inventory_close(again);
    for (int replaced = 1; replaced >= 0; replaced--) {
        assert_int_equal(replaced ? rename(other->path, t->path) : unlink(t->path), 0);
        assert_null(inventory_again(t->result.inv, &e));
        struct buf got = estate_report(t, "jsonl");
        assert_string_equal(buf_str(&got), buf_str(&wanted));
        buf_free(&got);
    }
    buf_free(&wanted);
    estate_drop(&more);
}

#define WITH_ESTATE(test) cmocka_unit_test_setup_teardown(test, estate_make, estate_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {WITH_ESTATE(test_same_bytes),
                                       WITH_ESTATE(test_one_failure),
                                       WITH_ESTATE(test_inventory_gone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
