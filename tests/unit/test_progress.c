/* The bar of progress: what stands in it, how wide it is, and what never does. */
#include "base/buf.h"
#include "base/log.h"
#include "cmd/progress.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct progress_counts usual = {.requests = 31,
                                             .done = 30,
                                             .planned = 60,
                                             .items = 1234,
                                             .throttled = 2,
                                             .types = 5,
                                             .of_types = 21,
                                             .type = "Microsoft.Compute/disks"};

static void assert_bar(const struct progress_counts *c, int64_t ms, size_t width,
                       const char *want)
{
    struct buf out = buf_make(1024);
    progress_text(c, ms, width, false, &out);
    assert_string_equal(buf_str(&out), want);
    buf_free(&out);
}

static void test_parts(void **state)
{
    (void)state;
    assert_bar(&usual, 10000, 120,
               "[##########..........] 30/60  0:10 ETA 0:10  1234 items  2 throttled  "
               "type 5/21 Microsoft.Compute/disks");
    /* what has no room is left out whole; what is shorter may still stand */
    assert_bar(&usual, 10000, 79,
               "[##########..........] 30/60  0:10 ETA 0:10  1234 items  2 throttled");
    assert_bar(&usual, 10000, 44, "[####....] 30/60  0:10 ETA 0:10  1234 items");
    assert_bar(&usual, 10000, 24, "[####....] 30/60  0:10");
    assert_bar(&usual, 10000, 23, "");
    assert_bar(&usual, 10000, 0, "");
}

static void test_times(void **state)
{
    struct progress_counts c = {.planned = 100};
    (void)state;
    /* too early to guess, or nothing to guess from */
    assert_bar(&c, 0, 40, "[........] 0/100  0:00  0 items");
    c.done = 50;
    assert_bar(&c, 2999, 40, "[####....] 50/100  0:02  0 items");
    assert_bar(&c, 3600 * 1000, 50, "[####....] 50/100  1:00:00 ETA 1:00:00  0 items");
    c.done = 100;
    assert_bar(&c, 4000, 40, "[########] 100/100  0:04  0 items");
    c.done = 200; /* numbers of another process may be anything */
    assert_bar(&c, 4000, 40, "[########] 200/100  0:04  0 items");
    c.done = -5;
    c.planned = -7;
    assert_bar(&c, 4000, 40, "[........] -5/-7  0:04  0 items");
}

/* A name that would move the cursor, change a title or be wider than it is long. */
static void test_hostile(void **state)
{
    struct progress_counts c = {.done = 1, .planned = 2};
    struct buf out = buf_make(1024);
    (void)state;
    snprintf(c.type, sizeof c.type, "a\033[2J\r\n\a%c\xe2\x80\xae\xf0\x9f\x92\xa3 b\x9b",
             0x7f);
    progress_text(&c, 0, 200, false, &out);
    assert_non_null(strstr(buf_str(&out), "type 0/0 a?[2J??????"));
    for (size_t i = 0; i < out.len; i++)
        assert_in_range((unsigned char)out.data[i], ' ', '~');
    buf_free(&out);
}

static void test_color(void **state)
{
    struct progress_counts c = usual;
    (void)state;
    for (c.done = 0; c.done <= 60; c.done += 30) {
        struct buf out = buf_make(1024);
        progress_text(&c, 0, 40, true, &out);
        char *on = strstr(out.data, "\033[32m"), *off = strstr(out.data, "\033[0m");
        assert_true(on && off && on < off);
        assert_null(strchr(off + 1, '\033'));
        buf_free(&out);
    }
}

/* Nothing goes to what is no terminal but a status that was asked for. */
static void test_pipe(void **state)
{
    int fd[2];
    char text[1024];
    (void)state;
    assert_int_equal(pipe(fd), 0);
    struct log log = {"holdfast", LOG_ERROR, false, fd[1]};
    struct progress p = progress_begin(&log, true);
    p.counts = usual;
    assert_false(p.bar);
    progress_draw(&p);
    progress_erase(&p);
    progress_status(&p);
    ssize_t n = read(fd[0], text, sizeof text - 1);
    assert_true(n > 0);
    text[n] = '\0';
    assert_string_equal(text,
                        "holdfast: status: 30 of 60 requests done, 1234 items, 2 "
                        "throttled, type 5 of 21 (Microsoft.Compute/disks), 0:00 so "
                        "far\n");
    close(fd[0]);
    close(fd[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts), cmocka_unit_test(test_times),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_color),
        cmocka_unit_test(test_pipe)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
