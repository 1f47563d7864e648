/* Findings on disk: order, details with their own pair, read again and again, and what a
 * damaged frame does. */
#include "base/buf.h"
#include "base/err.h"
#include "data/finding.h"
#include "data/frame.h"
#include "scan/spool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct check_info infos[2] = {{.id = (char[]){"a"}}, {.id = (char[]){"b"}}};
static const struct check_info *const checks[] = {&infos[0], &infos[1]};

static void detail(struct frame_chunk *c, uint16_t resource, uint16_t check,
                   const char *message)
{
    struct frame_detail d = {
        .resource = resource, .check = check, .message = {message, strlen(message)}};
    frame_chunk_detail(c, &d);
}

/* Rows first, first + 1: a fails with a message and does not judge; b passes, then warns
 * with another. */
static void add_chunk(struct spool *s, uint32_t number, int64_t first)
{
    struct err e = {0};
    struct frame_chunk *c = frame_chunk_make(number, 2);
    struct buf frame = buf_make(FRAME_MAX);
    assert_int_equal(frame_chunk_resource(c, first), 0);
    assert_int_equal(frame_chunk_resource(c, first + 1), 1);
    frame_chunk_verdict(c, 0, 0, VERDICT_FAIL, SEVERITY_HIGH);
    frame_chunk_verdict(c, 0, 1, VERDICT_PASS, SEVERITY_NONE);
    frame_chunk_verdict(c, 1, 1, VERDICT_WARN, SEVERITY_LOW);
    detail(c, 0, 0, "first");
    detail(c, 1, 1, "second");
    frame_chunk_encode(c, &frame);
    assert_int_equal(spool_add(s, buf_str(&frame), frame.len, &e), 0);
    buf_free(&frame);
    frame_chunk_free(c);
}

struct seen {
    char text[1024];
    int stop_at, n;
};

static int note(void *ctx, const struct finding *f)
{
    struct seen *s = ctx;
    size_t used = strlen(s->text);
    snprintf(s->text + used, sizeof s->text - used, "%lld%s:%s/%s:%.*s ",
             (long long)f->row, f->check->id, verdict_name(f->verdict),
             severity_name(f->severity), f->detail ? (int)f->detail->message.len : 0,
             f->detail ? f->detail->message.data : "");
    return ++s->n == s->stop_at ? 7 : 0;
}

#define FIRST "1a:fail/high:first 1b:pass/none: 2b:warn/low:second "

static void test_order(void **state)
{
    (void)state;
    struct err e = {0};
    struct spool *s = spool_make(NULL, checks, 2, &e);
    assert_non_null(s);
    struct findings f = spool_findings(s);
    struct seen seen = {0};
    assert_int_equal(f.read(f.self, note, &seen, &e), 0);
    assert_string_equal(seen.text, "");
    add_chunk(s, 0, 1);
    assert_int_equal(f.read(f.self, note, &seen, &e), 0);
    assert_string_equal(seen.text, FIRST);
    add_chunk(s, 1, 30); /* behind a read, as reports and tallies alternate */
    for (int i = 0; i < 3; i++) {
        seen = (struct seen){0};
        assert_int_equal(f.read(f.self, note, &seen, &e), 0);
        assert_string_equal(seen.text, FIRST
                            "30a:fail/high:first 30b:pass/none: 31b:warn/low:second ");
    }
    assert_int_equal(f.parts(f.self), 2);
    for (size_t part = 2; part-- > 0;) {
        seen = (struct seen){0};
        assert_int_equal(f.read_part(f.self, part, note, &seen, &e), 0);
        assert_string_equal(seen.text, part ? "30a:fail/high:first 30b:pass/none: "
                                              "31b:warn/low:second "
                                            : FIRST);
    }
    seen = (struct seen){.stop_at = 4};
    assert_int_equal(f.read(f.self, note, &seen, &e), 7);
    assert_string_equal(seen.text, FIRST "30a:fail/high:first ");
    spool_free(s);
}

static void test_damage(void **state)
{
    (void)state;
    struct err e = {0};
    struct seen seen = {0};
    struct spool *s = spool_make("", checks, 2, &e);
    assert_non_null(s);
    add_chunk(s, 0, 1);
    assert_int_equal(spool_add(s, "no frame at all", 15, &e), 0);
    struct findings f = spool_findings(s);
    assert_true(f.read(f.self, note, &seen, &e) < 0);
    assert_string_equal(seen.text, FIRST); /* what is good stands, the rest is said */
    assert_true(strlen(e.text) > 0);
    spool_free(s);
    assert_null(spool_make("/nonexistent/folder", checks, 2, &e));
    assert_non_null(strstr(e.text, "/nonexistent/folder"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order),
                                       cmocka_unit_test(test_damage)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
