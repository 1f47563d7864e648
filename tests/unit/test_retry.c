/* When to ask again, and how fast at all. */

#include "collect/retry.h"
#include "collect/throttle.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* after what it needs */
#include <cmocka.h>

enum { NOW = 1764000000 }; /* 2025-11-24T16:00:00Z */

static void test_after(void **state)
{
    static const struct {
        const char *text;
        long ms;
    } rows[] = {
        {"0", 0},
        {"17", 17000},
        {" 5 ", 5000},
        {"Mon, 24 Nov 2025 16:00:30 GMT", 30000},
        {"Mon, 24 Nov 2025 15:59:00 GMT", 0},
        {"99999999999999999999", LONG_MAX},
        {"-5", -1},
        {"1.5", -1},
        {"5s", -1},
        {"", -1},
        {"soon", -1},
        {"Mon, 32 Foo 2025 99:00:30 GMT", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (retry_after(rows[i].text, NOW) != rows[i].ms)
            fail_msg("%s: %ld", rows[i].text, retry_after(rows[i].text, NOW));
    assert_int_equal(retry_after(NULL, NOW), -1);
}

static void test_message(void **state)
{
    (void)state;
    assert_int_equal(retry_from_message("limit of '150' for time interval '01:00:00'. "
                                        "Please try again after '324' seconds."),
                     324000);
    assert_int_equal(retry_from_message("try again after '' seconds"), -1);
    assert_int_equal(retry_from_message("try again after '5' minutes"), -1);
    assert_int_equal(retry_from_message("try again after '-5' seconds"), -1);
    assert_int_equal(retry_from_message(NULL), -1);
}

static long wait_of(int tries, int status, const char *after, uint64_t *seed)
{
    struct retry_case c = {
        .tries = tries, .status = status, .retry_after = after, .now = NOW};
    return retry_wait(&c, seed);
}

static void test_wait(void **state)
{
    static const int again[] = {408, 429, 500, 502, 503, 504};
    static const int never[] = {200, 204, 302, 400, 401, 403, 404, 409, 412, 501, 505};
    uint64_t seed = 7, twin = 7;
    (void)state;
    for (size_t i = 0; i < sizeof again / sizeof *again; i++)
        assert_true(wait_of(1, again[i], NULL, &seed) >= 0);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_int_equal(wait_of(1, never[i], NULL, &seed), -1);
    assert_int_equal(wait_of(RETRY_TRIES, 503, NULL, &seed), -1);
    seed = 7;
    for (int tries = 1; tries < RETRY_TRIES; tries++) {
        long base = 500L << (tries - 1), w = wait_of(tries, 503, NULL, &seed);
        assert_int_equal(w, wait_of(tries, 503, NULL, &twin));
        assert_in_range((unsigned long)w, base / 2, base);
    }
    /* never sooner than asked, never endless */
    assert_true(wait_of(1, 429, "10", &seed) >= 10000);
    assert_true(wait_of(1, 429, "10", &seed) <= 10125);
    assert_int_equal(wait_of(1, 429, "601", &seed), -1);
    assert_int_equal(wait_of(1, 429, "99999999999", &seed), -1);
    assert_in_range((unsigned long)wait_of(1, 429, "-5", &seed), 250, 500);
}

static void test_transport(void **state)
{
    uint64_t seed = 1;
    struct retry_case c = {.tries = 1, .passing = true};
    (void)state;
    assert_true(retry_wait(&c, &seed) >= 0);
    c.passing = false;
    assert_int_equal(retry_wait(&c, &seed), -1);
}

static void test_bucket(void **state)
{
    struct throttle t = throttle_make(20, 3, 1000);
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_int_equal(throttle_take(&t, 1000), 0);
    int64_t wait = throttle_take(&t, 1000);
    assert_in_range((unsigned long)wait, 50, 52);
    assert_int_equal(throttle_take(&t, 1000 + wait), 0);
    assert_true(throttle_take(&t, 1000 + wait) > 0);
    /* what was saved up is bounded */
    int got = 0;
    while (!throttle_take(&t, 100000))
        got++;
    assert_int_equal(got, 3);
    throttle_block(&t, 200000, 205000);
    assert_int_equal(throttle_take(&t, 200000), 5000);
    throttle_block(&t, 200000, 203000);
    assert_int_equal(t.waited, 5000);
    throttle_block(&t, 200000, 206000);
    assert_int_equal(t.waited, 6000);
    assert_int_equal(throttle_take(&t, 206000), 0);
}

/* What Azure tells of its own bucket widens ours, and never beyond what is left there. */
static void test_wider_bucket(void **state)
{
    struct throttle t = throttle_make(20, 200, 1000);
    (void)state;
    for (int i = 0; i < 50; i++)
        assert_int_equal(throttle_take(&t, 1000), 0);
    throttle_widen(&t, 1000, 25, 250);
    throttle_widen(&t, 1000, 25, 250); /* once is enough */
    throttle_left(&t, 1000, "201");
    assert_true(t.tokens == 200);
    throttle_left(&t, 1000, "");
    throttle_left(&t, 1000, "7 of 250");
    throttle_left(&t, 1000, "-1");
    assert_true(t.tokens == 200);
    throttle_left(&t, 1000, "0");
    assert_in_range((unsigned long)throttle_take(&t, 1000), 40, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_after),  cmocka_unit_test(test_message),
        cmocka_unit_test(test_wait),   cmocka_unit_test(test_transport),
        cmocka_unit_test(test_bucket), cmocka_unit_test(test_wider_bucket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
