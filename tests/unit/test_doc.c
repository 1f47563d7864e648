#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct doc *parse(const char *text)
{
    struct err e = {0};
    struct doc *d = doc_parse(text, strlen(text), &e);
    if (!d)
        print_error("%s\n", e.text);
    assert_non_null(d);
    return d;
}

/* --- what is refused --- */

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t len; /* 0: to the NUL */
        const char *word;
    } all[] = {{"", 0, ""},
               {" ", 0, ""},
               {"1", 0, ""},
               {"\"a\"", 0, ""},
               {"null", 0, ""},
               {"{\"a\":1,\"a\":2}", 0, "duplicate"},
               {"{\"a\":{\"b\":1,\"c\":2,\"\\u0062\":3}}", 0, "duplicate"},
               {"{} {}", 0, "end of file"},
               {"{}x", 0, "end of file"},
               {"{\"a\":1,}", 0, ""},
               {"[1 2]", 0, ""},
               {"['a']", 0, ""},
               {"[NaN]", 0, ""},
               {"[01]", 0, ""},
               {"[+1]", 0, ""},
               {"[.5]", 0, ""},
               {"[\"\\u0000\"]", 0, ""},
               {"{\"a\\u0000b\":1}", 0, ""},
               {"[\"a\0b\"]", 7, ""},
               {"[1]\0", 4, ""},
               {"[9223372036854775808]", 0, "too big"},
               {"[-9223372036854775809]", 0, "too big"},
               {"[1e999]", 0, "overflow"},
               {"\xef\xbb\xbf{}", 0, ""},
               {"[\"\xff\"]", 0, ""},
               {"[\"\xc0\xaf\"]", 0, ""},
               {"[\"\xed\xa0\x80\"]", 0, ""},
               {"[\"\xf4\x90\x80\x80\"]", 0, ""},
               {"[\"\xe2\x82\"]", 0, ""},
               {"[\"\\ud800\"]", 0, ""},
               {"[\"\\udc00\\ud800\"]", 0, ""},
               {"[\"\\x\"]", 0, ""},
               {"[\"a\nb\"]", 0, ""},
               {"[\"", 0, ""},
               {"{\"a\"", 0, ""},
               {"[", 0, ""},
               {"]", 0, ""}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct err e = {0};
        size_t len = all[i].len ? all[i].len : strlen(all[i].text);
        struct doc *d = doc_parse(all[i].text, len, &e);
        if (d)
            print_error("taken: %s\n", all[i].text);
        assert_null(d);
        assert_int_equal(e.code, ERR_DATA);
        assert_non_null(strstr(e.text, all[i].word));
        assert_non_null(strstr(e.text, "byte"));
    }
    struct err e = {0};
    assert_null(doc_parse("{\n\"a\" 1}", 8, &e));
    assert_non_null(strstr(e.text, "line 2"));
    assert_null(doc_parse("", (size_t)DOC_BYTES + 1, &e));
    assert_non_null(strstr(e.text, "more than"));
}

/* Wherever it stands: behind a number, too, which the parser passes over. */
static void test_nul(void **state)
{
    (void)state;
    static const char text[] = "{ \"a\" : [ 1 , -2.5e3 , \"s\" , true ] }";
    char copy[sizeof text], word[40];
    for (size_t i = 0; i < sizeof text; i++) {
        struct err e = {0};
        memcpy(copy, text, sizeof text);
        copy[i] = '\0';
        assert_null(doc_parse(copy, sizeof copy, &e));
        snprintf(word, sizeof word, "a NUL at byte %zu", i + 1);
        assert_non_null(strstr(e.text, word));
    }
}

static char *nested(size_t levels, char open, char close)
{
    size_t unit = open == '{' ? 5 : 1;
    char *text = mem_new(levels * (unit + 1) + 8), *p = text;
    for (size_t i = 0; i < levels; i++) {
        *p++ = open;
        if (open == '{' && i + 1 < levels) {
            memcpy(p, "\"a\":", 4);
            p += 4;
        }
    }
    memset(p, close, levels);
    return text;
}

static void test_depth(void **state)
{
    (void)state;
    static const struct {
        size_t levels;
        int taken;
    } all[] = {{1, 1}, {64, 1}, {65, 0}, {2048, 0}, {100000, 0}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (int object = 0; object < 2; object++) {
            char *text = nested(all[i].levels, object ? '{' : '[', object ? '}' : ']');
            struct err e = {0};
            struct doc *d = doc_parse(text, strlen(text), &e);
            assert_int_equal(d != NULL, all[i].taken);
            if (!d)
                assert_non_null(strstr(e.text, "64 levels deep at byte"));
            doc_free(d);
            free(text);
        }
    /* Brackets in strings and brackets side by side are no levels. */
    struct buf b = buf_make(10000);
    buf_text(&b, "[\"");
    for (int i = 0; i < 100; i++)
        buf_text(&b, "[{\\\"");
    buf_char(&b, '"');
    for (int i = 0; i < 100; i++)
        buf_text(&b, ",[]");
    buf_char(&b, ']');
    struct doc *d = parse(buf_str(&b));
    assert_int_equal(doc_length(d, ""), 101);
    doc_free(d);
    buf_free(&b);
}

/* --- what is answered --- */

static void test_numbers(void **state)
{
    (void)state;
    struct doc *d =
        parse("[9007199254740993,9223372036854775807,-0,1E5,14.0,-1.5,\"1\"]");
    int64_t i;
    double r;
    assert_true(doc_integer(d, "/0", &i));
    assert_true(i == INT64_C(9007199254740993));
    assert_true(doc_integer(d, "/1", &i));
    assert_true(i == INT64_MAX);
    assert_true(doc_integer(d, "/2", &i));
    assert_true(i == 0);
    assert_false(doc_integer(d, "/3", &i));
    assert_true(doc_number(d, "/3", &r));
    assert_true(fabs(r - 1e5) < 1e-9);
    assert_int_equal(doc_type(d, "/4"), DOC_REAL);
    assert_true(doc_number(d, "/4", &r));
    assert_true(fabs(r - 14) < 1e-9);
    assert_true(doc_number(d, "/1", &r));
    assert_false(doc_number(d, "/6", &r));
    struct buf b = buf_make(1000);
    doc_print(d, "", &b);
    assert_string_equal(buf_str(&b), "[9007199254740993,9223372036854775807,0,"
                                     "100000.0,14.0,-1.5,\"1\"]");
    buf_free(&b);
    doc_free(d);
}

static void test_pointers(void **state)
{
    (void)state;
    struct doc *d = parse("{\"a\":{\"b\":[\"x\",{\"c\":\"y\"}]},\"\":\"empty\","
                          "\"a/b\":\"slash\",\"m~n\":\"tilde\",\"~1\":\"both\","
                          "\"n\":null,\"t\":true,\"f\":false,\"0\":\"zero\"}");
    static const struct {
        const char *pointer, *text;
    } all[] = {{"/a/b/0", "x"},    {"/a/b/1/c", "y"}, {"/", "empty"},  {"/a~1b", "slash"},
               {"/m~0n", "tilde"}, {"/~01", "both"},  {"/0", "zero"},  {"/a/b/00", NULL},
               {"/a/b/2", NULL},   {"/a/b/-", NULL},  {"/a/b/ 0", NULL},
               {"/a/b/+0", NULL},
               {"a", NULL},        {"/a/b/0/x", NULL}, {"/m~n", NULL}, {"/m~", NULL},
               {"/A", NULL},       {"", NULL},
               {"/a/b/18446744073709551616", NULL}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *text = doc_text(d, all[i].pointer);
        if (all[i].text)
            assert_string_equal(text, all[i].text);
        else
            assert_null(text);
    }
    assert_int_equal(doc_type(d, ""), DOC_OBJECT);
    assert_int_equal(doc_type(d, "/a/b"), DOC_ARRAY);
    assert_int_equal(doc_type(d, "/n"), DOC_ABSENT);
    assert_int_equal(doc_type(d, "/n/x"), DOC_ABSENT);
    assert_int_equal(doc_truth(d, "/t"), 1);
    assert_int_equal(doc_truth(d, "/f"), 0);
    assert_int_equal(doc_truth(d, "/n"), -1);
    assert_int_equal(doc_truth(d, "/0"), -1);
    assert_int_equal(doc_length(d, ""), 9);
    assert_int_equal(doc_length(d, "/a/b"), 2);
    assert_int_equal(doc_length(d, "/t"), 0);
    assert_int_equal(doc_length(d, "/none"), 0);
    assert_int_equal(doc_type(NULL, ""), DOC_ABSENT);
    doc_free(d);
    /* A name that is longer than any buffer of ours. */
    struct buf b = buf_make(10000), at = buf_make(10000);
    buf_text(&b, "{\"");
    buf_char(&at, '/');
    for (int i = 0; i < 3000; i++) {
        buf_char(&b, 'k');
        buf_char(&at, 'k');
    }
    buf_text(&b, "\":\"found\"}");
    d = parse(buf_str(&b));
    assert_string_equal(doc_text(d, buf_str(&at)), "found");
    doc_free(d);
    buf_free(&b);
    buf_free(&at);
}

static void test_members(void **state)
{
    (void)state;
    struct doc *d = parse("{\"z\":1,\"a\":{\"y\":1,\"x\":2},\"m\":3}");
    assert_string_equal(doc_member(d, "", 0), "z");
    assert_string_equal(doc_member(d, "", 1), "a");
    assert_string_equal(doc_member(d, "/a", 1), "x");
    assert_string_equal(doc_member(d, "", 2), "m");
    assert_null(doc_member(d, "", 3));
    assert_null(doc_member(d, "", 4));
    assert_string_equal(doc_member(d, "", 0), "z");
    assert_null(doc_member(d, "/z", 0));
    assert_null(doc_member(d, "/none", 0));
    doc_free(d);
    /* Many members: one walk, not one a member. */
    struct buf b = buf_make(10 << 20);
    buf_char(&b, '{');
    for (int i = 0; i < 100000; i++)
        buf_fmt(&b, "%s\"k%d\":0", i ? "," : "", i);
    buf_char(&b, '}');
    d = parse(buf_str(&b));
    size_t n = 0;
    clock_t start = clock();
    while (doc_member(d, "", n))
        n++;
    assert_int_equal(n, 100000);
    assert_true(clock() - start < 2 * CLOCKS_PER_SEC);
    doc_free(d);
    buf_free(&b);
}

static void quote(const char *text, const char *pointer, size_t max, const char *want)
{
    struct doc *d = parse(text);
    struct buf b = buf_make(1000);
    doc_quote(d, pointer, max, &b);
    assert_string_equal(buf_str(&b), want);
    assert_true(b.len <= max);
    buf_free(&b);
    doc_free(d);
}

static void test_quote(void **state)
{
    (void)state;
    quote("{\"b\" : 1 , \"a\":[ true,null ]}", "", 99, "{\"b\":1,\"a\":[true,null]}");
    quote("{\"b\":1,\"a\":[true,null]}", "", 23, "{\"b\":1,\"a\":[true,null]}");
    quote("{\"b\":1,\"a\":[true,null]}", "", 15, "\"{\\\"b\\\":1,\xe2\x80\xa6\"");
}

static void test_quote_cut(void **state)
{
    (void)state;
    quote("[\"abcdefghij\"]", "/0", 12, "\"abcdefghij\"");
    quote("[\"abcdefghij\"]", "/0", 11, "\"abcdef\xe2\x80\xa6\"");
    quote("[\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"]", "/0", 10,
          "\"\xc3\xa9\xc3\xa9\xe2\x80\xa6\"");
    quote("[\"a\"]", "/9", 9, "null");
    /* Whatever the length, what comes out is JSON and short enough. */
    struct doc *d = parse("{\"a<\":\"\xe2\x82\xac\\u0001\\\"\\\\\xf0\x9f\x98\x80\","
                          "\"b\":[1,2.5],\"c\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80"
                          "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"}");
    static const char *const at[] = {"", "/a<", "/c"};
    for (size_t i = 0; i < 180; i++) {
        size_t max = 6 + i / 3;
        struct buf b = buf_make(1000), whole = buf_make(1000);
        doc_quote(d, at[i % 3], max, &b);
        assert_true(b.len <= max);
        buf_fmt(&whole, "[%s]", buf_str(&b));
        doc_free(parse(buf_str(&whole)));
        assert_null(strstr(buf_str(&b), "\xef\xbf\xbd"));
        buf_free(&b);
        buf_free(&whole);
    }
    doc_free(d);
}

/* --- patterns --- */

static int note(void *ctx, const char *pointer, const char *text)
{
    struct buf *b = ctx;
    buf_fmt(b, "%s=%s;", pointer, text);
    return strcmp(text, "stop") ? 0 : 7;
}

static void test_each(void **state)
{
    (void)state;
    struct doc *d = parse("{\"l\":[{\"id\":\"1\"},{\"id\":2},{\"no\":\"x\"},"
                          "{\"id\":\"3\"}],\"m\":{\"a/b\":\"p\",\"c~d\":[\"q\",\"stop\","
                          "\"r\"]},\"s\":\"v\"}");
    static const struct {
        const char *pattern, *want;
        int rc;
    } all[] = {{"/s", "/s=v;", 0},
               {"/l/*/id", "/l/0/id=1;/l/3/id=3;", 0},
               {"/l/1/id", "", 0},
               {"/m/*", "/m/a~1b=p;", 0},
               {"/m/*/*", "/m/c~0d/0=q;/m/c~0d/1=stop;", 7},
               {"/*", "/s=v;", 0},
               {"/s/*", "", 0},
               {"/none/*/x", "", 0},
               {"", "", 0}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct buf b = buf_make(1000);
        assert_int_equal(doc_each(d, all[i].pattern, note, &b), all[i].rc);
        assert_string_equal(buf_str(&b), all[i].want);
        buf_free(&b);
    }
    doc_free(d);
}

/* Hashes are seeded at random, so that nobody prepares collisions; the order of what is
 * printed does not show it. */
static void test_order(void **state)
{
    (void)state;
    doc_seed();
    static const char text[] =
        "{\"q\":1,\"w\":2,\"e\":3,\"r\":4,\"t\":5,\"y\":6,\"a\":7,\"s\":8}";
    struct doc *d = parse(text);
    struct buf b = buf_make(1000), small = buf_make(10);
    assert_int_equal(doc_print(d, "", &b), 0);
    assert_string_equal(buf_str(&b), text);
    assert_true(doc_print(d, "", &small) < 0);
    assert_true(small.full);
    buf_free(&b);
    buf_free(&small);
    doc_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_depth),
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_members),  cmocka_unit_test(test_quote),
        cmocka_unit_test(test_quote_cut), cmocka_unit_test(test_each),
        cmocka_unit_test(test_order),    cmocka_unit_test(test_nul)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
