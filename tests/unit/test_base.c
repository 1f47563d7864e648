/* core/base: text, clock, hash, buffers, lines. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/io.h"
#include "base/secret.h"
#include "base/strs.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_buf_keeps_its_limit(void **state)
{
    (void)state;
    struct buf b = buf_make(8);
    assert_int_equal(buf_text(&b, "12345678"), 0);
    assert_int_equal(buf_char(&b, '9'), -1);
    assert_true(b.full);
    assert_string_equal(buf_str(&b), "12345678");
    buf_clear(&b);
    assert_false(b.full);
    assert_int_equal(buf_fmt(&b, "%d-%s", 42, "abcde"), 0);
    assert_string_equal(buf_str(&b), "42-abcde");
    assert_int_equal(buf_fmt(&b, "%s", "x"), -1);
    char *mine = buf_steal(&b);
    assert_string_equal(mine, "42-abcde");
    free(mine);
    assert_string_equal(buf_str(&b), "");
    buf_free(&b);
}

static void test_text_shows_no_controls(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"plain ünï", "plain ünï"},
        {"a\x1b]0;x\x07", "a\\u{1b}]0;x\\u{7}"},
        {"line\r\n\ttab", "line\\u{d}\\u{a}\\u{9}tab"},
        {"rlo \xe2\x80\xae", "rlo \\u{202e}"},
        {"c1 \xc2\x9b", "c1 \\u{9b}"},
        {"zero\xe2\x80\x8bwidth", "zero\\u{200b}width"},
        {"bad \xff\xc0\xaf", "bad \\x{ff}\\x{c0}\\x{af}"},
        {"\xed\xa0\x80", "\\x{ed}\\x{a0}\\x{80}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[200];
        text_show(out, sizeof out, cases[i].in, strlen(cases[i].in));
        assert_string_equal(out, cases[i].out);
    }
    char small[6];
    assert_int_equal(text_show(small, sizeof small, "ab\x1b", 3),
                     2); /* cut at a whole one */
}

static void test_text_globs(void **state)
{
    (void)state;
    assert_true(text_like("immutability-locked", "immutability-*"));
    assert_true(text_like("abc", "*b*"));
    assert_true(text_like("abc", "a?c"));
    assert_true(text_like("", "*"));
    assert_false(text_like("abc", "a*d"));
    assert_false(text_like("abc", ""));
    char long_text[4001];
    memset(long_text, 'a', 4000);
    long_text[4000] = '\0';
    assert_false(text_like(long_text, "*a*a*a*a*a*a*a*b")); /* ends at once */
}

static void test_text_numbers(void **state)
{
    uint64_t v;
    (void)state;
    assert_true(text_number("0", 10, &v) && v == 0);
    assert_true(text_number("18446744073709551615", UINT64_MAX, &v) && v == UINT64_MAX);
    assert_false(text_number("18446744073709551616", UINT64_MAX, &v));
    assert_true(text_number("10", 10, &v));
    assert_false(text_number("11", 10, &v));
    assert_false(text_number("", 10, &v));
    assert_false(text_number("-1", 10, &v));
    assert_false(text_number("1x", 10, &v));
    assert_true(text_same("AlwaysON", "alwayson"));
    assert_false(text_same(NULL, NULL));
    assert_true(text_starts_same("/Subscriptions/x", "/subscriptions/"));
    assert_int_equal(text_distance("frmo", "from"), 2);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("same", "same"), 0);
}

/* Every byte at every place of a word, and what is no whole word. */
static void test_text_lower(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 9; shift++)
        for (size_t len = 0; len + shift <= 256; len += 17) {
            char all[256], lower[256];
            for (size_t i = 0; i < 256; i++)
                all[i] = lower[i] = (char)(i + shift * 7);
            text_lower(all + shift, len);
            for (size_t i = 0; i < len; i++)
                lower[shift + i] = text_lower_char(lower[shift + i]);
            assert_memory_equal(all, lower, sizeof all);
        }
    char word[] = "@AZ[`az{\xc1\xda/ZZZ";
    text_lower(word, strlen(word));
    assert_string_equal(word, "@az[`az{\xc1\xda/zzz");
    assert_true(text_same("", ""));
    assert_false(text_same("a", "aB"));
    assert_false(text_same("aB", "a"));
    assert_true(text_same("Microsoft.COMPUTE/disks", "microsoft.compute/DISKS"));
    assert_false(text_same("Microsoft.COMPUTE/disks", "microsoft.compute/DISKs "));
    assert_false(text_same("Microsoft.COMPUTE@disks", "microsoft.compute`disks"));
}

static void test_clock_times(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* -1: refused */
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-11-24T06:00:00Z", 1795500000},
        {"2026-11-24T06:00:00.1234567Z", 1795500000},
        {"2026-11-24T07:00:00+01:00", 1795500000},
        {"2026-11-24T06:00:00+00:00", 1795500000},
        {"2026-11-24T06:00:00", 1795500000},
        {"2024-02-29T00:00:00Z", 1709164800},
        {"2023-02-29T00:00:00Z", -1},
        {"2026-13-01T00:00:00Z", -1},
        {"2026-11-24 06:00:00", -1},
        {"2026-11-24T06:00Z", -1},
        {"2026-11-24T06:00:00.Z", -1},
        {"2026-11-24T06:00:00+1:00", -1},
        {"2026-11-24T06:00:00Zx", -1},
        {"", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t s = -1;
        if (!clock_parse(cases[i].text, &s))
            s = -1;
        if (s != cases[i].seconds)
            fail_msg("%s: %lld", cases[i].text, (long long)s);
    }
    char out[32];
    clock_format(1795500000, out);
    assert_string_equal(out, "2026-11-24T06:00:00Z");
    clock_format(-62167219200, out); /* the year 0 has four digits too */
    assert_string_equal(out, "0000-01-01T00:00:00Z");
}

static void test_clock_durations(void **state)
{
    static const struct {
        const char *text;
        double seconds; /* -1: refused */
    } cases[] = {
        {"P30D", 2592000},
        {"PT4H", 14400},
        {"P1Y2M3DT4H5M6S", 36993906},
        {"P2W", 1209600},
        {"PT1H1M11.07S", 3671.07},
        {"R/2020-04-05T13:00:00+00:00/PT4H", 14400},
        {"R5/2020-04-05T13:00:00+00:00/P1W", 604800},
        {"00:00:43.1809140", 43.180914},
        {"0:00:01.86", 1.86},
        {"1.02:00:00", 93600},
        {"999999999999.00:00:00", -1},
        {"P", -1},
        {"PT", -1},
        {"P1H", -1},
        {"PT1D", -1},
        {"P1D1Y", -1},
        {"P-1D", -1},
        {"30D", -1},
        {"", -1},
        {"12:60:00", -1},
        {"P1000000000000D", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double s = -1;
        if (!clock_duration(cases[i].text, &s))
            s = -1;
        if (s < cases[i].seconds - 1e-6 || s > cases[i].seconds + 1e-6)
            fail_msg("%s: %f", cases[i].text, s);
    }
}

/* Vectors of the SipHash paper: key 00..0f, message 00..0e and none. */
static void test_hash_vectors(void **state)
{
    (void)state;
    struct hash_key key = {0x0706050403020100u, 0x0f0e0d0c0b0a0908u};
    unsigned char m[15];
    for (unsigned i = 0; i < sizeof m; i++)
        m[i] = (unsigned char)i;
    assert_true(hash_bytes(key, m, 15) == 0xa129ca6149be45e5u);
    assert_true(hash_bytes(key, m, 0) == 0x726fdb47dd0e0e31u);
}

static void test_lines(void **state)
{
    (void)state;
    struct err e;
    int fd = io_temp(NULL, &e);
    assert_true(fd >= 0);
    char big[70000];
    memset(big, 'x', sizeof big);
    big[sizeof big - 1] = '\n';
    assert_int_equal(io_write(fd, "one\n\nthree", 10, &e), 0);
    assert_int_equal(io_write(fd, "\n", 1, &e), 0);
    assert_int_equal(io_write(fd, big, sizeof big, &e), 0);
    assert_int_equal(io_write(fd, "last", 4, &e), 0);
    lseek(fd, 0, SEEK_SET);
    struct io_lines l = io_lines_make(fd, 100000);
    char *line;
    size_t len;
    static const size_t lengths[] = {3, 0, 5, sizeof big - 1, 4};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(io_lines_next(&l, &line, &len, &e), 1);
        assert_int_equal(len, lengths[i]);
        assert_int_equal(strlen(line), len);
    }
    assert_int_equal(io_lines_next(&l, &line, &len, &e), 0);
    io_lines_free(&l);
    lseek(fd, 0, SEEK_SET);
    l = io_lines_make(fd, 1000);
    int rc = 1;
    while (rc == 1)
        rc = io_lines_next(&l, &line, &len, &e);
    assert_int_equal(rc, -ERR_DATA);
    assert_non_null(strstr(e.text, "line 4"));
    io_lines_free(&l);
    close(fd);
}

static void test_err_and_strs(void **state)
{
    (void)state;
    struct err e;
    assert_int_equal(err_set(&e, ERR_DATA, "bad %s", "\x1b[2J"), -65);
    assert_string_equal(e.text, "bad \\u{1b}[2J");
    assert_int_equal(err_at(&e, "file.json"), -65);
    assert_string_equal(e.text, "file.json: bad \\u{1b}[2J");
    assert_int_equal(err_set(NULL, ERR_IO, "x"), -74);
    struct strs s = {0};
    assert_true(strs_add_new(&s, "b"));
    assert_true(strs_add_new(&s, "a"));
    assert_false(strs_add_new(&s, "b"));
    strs_sort(&s);
    assert_string_equal(s.at[0], "a");
    assert_true(strs_has_same(&s, "B") && !strs_has(&s, "B"));
    strs_free(&s);
}

static void test_secret_hidden(void **state)
{
    (void)state;
    static const struct {
        const char *secret, *text, *hidden;
    } rows[] = {
        {"a/\"b", "x a/\"b y a/\"b", "x **** y ****"},
        {"a/\"b", "{\"m\":\"a\\/\\\"b\"}", "{\"m\":\"******\"}"},
        {"a/\"b", "\"a\\u002F\\u0022b\"", "\"**************\""},
        {"a/\"b", "\"\\u0061/\\\"b\"", "\"**********\""},
        {"a/\"b", "s=a%2f%22b&t=%61%2F%22%62", "s=********&t=************"},
        {"\"b", "{\"m\":\"\\\"b\"}", "{\"m\":\"***\"}"}, /* not \*: JSON stays it */
        {"a\\b", "a\\\\b a\\b", "**** ***"},
        {"a\\\\b", "a\\\\b", "****"},
        {"a%b", "a%25b a%b a%2", "***** *** a%2"},
        {"ab", "aab aba%6", "a** **a%6"},
        {"ab", "a\\u0062 a\\u006", "******* a\\u006"},
        {"ab", "cd a b", NULL},
        {"ab", "", NULL},
        {"", "ab", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct secret s = secret_make(rows[i].secret, strlen(rows[i].secret));
        char text[64];
        snprintf(text, sizeof text, "%s", rows[i].text);
        bool found = secret_hide(&s, text, strlen(text));
        assert_string_equal(text, rows[i].hidden ? rows[i].hidden : rows[i].text);
        assert_int_equal(found, rows[i].hidden != NULL);
        secret_free(&s);
    }
    char text[] = "ab";
    assert_false(secret_hide(NULL, text, 2));
    assert_false(secret_hide(&(struct secret){0}, text, 2));
}

static void test_address_shown(void **state)
{
    (void)state;
    static const struct {
        const char *text, *bare, *shown; /* NULL: as it is */
    } rows[] = {
        {"http://user:pa@host:3128", "http://user:***@host:3128",
         "http://user:***@host:3128"},
        {"http://user:p@a:s/s@host", "http://user:***@host", "http://user:***@host"},
        {"http://:pa@host", "http://:***@host", "http://:***@host"},
        {"http://user:@host", "http://user:***@host", "http://user:***@host"},
        {"http://user@host:3128", NULL, NULL},
        {"http://host:3128", NULL, NULL},
        {"user:pa@host:3128", "user:***@host:3128", NULL},
        {"host:3128", NULL, NULL},
        {"a@b:c", NULL, NULL},
        {"@://x", NULL, NULL},
        {"", NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf b = buf_make(64);
        secret_put_address(&b, rows[i].text, true);
        assert_string_equal(buf_str(&b), rows[i].bare ? rows[i].bare : rows[i].text);
        buf_clear(&b);
        secret_put_address(&b, rows[i].text, false);
        assert_string_equal(buf_str(&b), rows[i].shown ? rows[i].shown : rows[i].text);
        buf_free(&b);
    }
}

static void test_json_end(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t at, end;
    } rows[] = {
        {"\"\"", 0, 1},         {"\"ab\"c", 0, 3},      {"x\"a\\\"b\"", 1, 6},
        {"\"a\\\\\"b\"", 0, 4}, {"\"\\\\\\\"\"", 0, 5}, {"\"ab", 0, 3},
        {"\"ab\\\"", 0, 5},     {"\"", 0, 1},           {"\"\\", 0, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(text_json_end(rows[i].text, strlen(rows[i].text), rows[i].at),
                         rows[i].end);
}

static void test_plural(void **state)
{
    (void)state;
    assert_string_equal(text_plural(0), "s");
    assert_string_equal(text_plural(1), "");
    assert_string_equal(text_plural(2), "s");
    assert_string_equal(text_plural(UINT64_MAX), "s");
}

/* Read eight bytes at once or not: the same, wherever a byte stands. */
static void test_text_utf8(void **state)
{
    (void)state;
    char text[40];
    for (size_t len = 0; len <= 34; len++) {
        for (size_t at = 0; at < len; at++) {
            for (int c = 0; c < 256; c++) {
                memset(text, 'a' + (int)len % 26, sizeof text);
                text[at] = (char)c;
                assert_int_equal(text_utf8(text, len), c > 0 && c < 0x80);
            }
            memcpy(text + at, "\xf0\x9f\x98\x80", 4);
            assert_int_equal(text_utf8(text, len), at + 4 <= len);
        }
        memset(text, 0x7f, sizeof text);
        assert_true(text_utf8(text, len));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_utf8),
        cmocka_unit_test(test_json_end),
        cmocka_unit_test(test_plural),
        cmocka_unit_test(test_buf_keeps_its_limit),
        cmocka_unit_test(test_text_shows_no_controls),
        cmocka_unit_test(test_text_globs),
        cmocka_unit_test(test_text_numbers),
        cmocka_unit_test(test_text_lower),
        cmocka_unit_test(test_clock_times),
        cmocka_unit_test(test_clock_durations),
        cmocka_unit_test(test_hash_vectors),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_err_and_strs),
        cmocka_unit_test(test_secret_hidden),
        cmocka_unit_test(test_address_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
