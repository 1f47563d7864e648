/* A document of a lent text says what the same document says that was read the other way:
 * each text here is read both ways. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct pair {
    struct doc *one, *lent;
    char *text;
    struct err e, lent_e;
};

static struct pair both(const char *text, size_t len)
{
    struct pair p = {.text = mem_textn(text, len)};
    p.one = doc_parse(text, len, &p.e);
    p.lent = doc_parse_lent(p.text, len, &p.lent_e);
    return p;
}

static void over(struct pair *p)
{
    doc_free(p->one);
    doc_free(p->lent);
    free(p->text);
}

static int note(void *ctx, const char *pointer, const char *text)
{
    buf_fmt(ctx, "%s=%s\n", pointer, text);
    return 0;
}

static void same_each(const struct pair *p, const char *pattern)
{
    struct buf a = buf_make(1 << 20), b = buf_make(1 << 20);
    doc_each(p->one, pattern, note, &a);
    doc_each(p->lent, pattern, note, &b);
    assert_string_equal(buf_str(&a), buf_str(&b));
    buf_free(&a);
    buf_free(&b);
}

static void same_value(const struct pair *p, const char *pointer)
{
    const char *a = doc_text(p->one, pointer), *b = doc_text(p->lent, pointer);
    assert_int_equal(doc_type(p->one, pointer), doc_type(p->lent, pointer));
    assert_int_equal(!a, !b);
    if (a)
        assert_string_equal(a, b);
    for (size_t max = 8; max < 80; max += 9) {
        struct buf one = buf_make(1 << 20), lent = buf_make(1 << 20);
        doc_quote(p->one, pointer, max, &one);
        doc_quote(p->lent, pointer, max, &lent);
        assert_string_equal(buf_str(&one), buf_str(&lent));
        buf_free(&one);
        buf_free(&lent);
    }
    struct buf one = buf_make(1 << 20), lent = buf_make(1 << 20);
    assert_int_equal(doc_print(p->one, pointer, &one),
                     doc_print(p->lent, pointer, &lent));
    assert_string_equal(buf_str(&one), buf_str(&lent));
    buf_free(&one);
    buf_free(&lent);
    one = buf_make(11); /* too short for most */
    lent = buf_make(11);
    doc_print(p->one, pointer, &one); /* the parser forgets a name that did not fit */
    assert_int_equal(doc_print(p->lent, pointer, &lent) < 0, one.full);
    assert_int_equal(one.full, lent.full);
    buf_free(&one);
    buf_free(&lent);
}

/* Asked in this order and then once more: asking changes the text that was lent. */
static void same_all(const char *text, size_t len)
{
    static const char *const pointers[] = {
        "",      "/a",       "/a/0",   "/a/1",   "/a/2",     "/a/3",
        "/b",    "/b/c",     "/b/@c",  "/@",     "/@type",   "/@odata.type",
        "/0",    "/1",       "/2",     "/3",     "/id",      "/properties/x",
        "/none", "/a/b/c/d", "/b/@c1", "/b/@12", "/@012345", "/b/@aaaaaaaaaaaaaaa"};
    struct pair p = both(text, len);
    if (!p.one != !p.lent || strcmp(p.e.text, p.lent_e.text))
        print_error("%s: %s | %s\n", text, p.e.text, p.lent_e.text);
    assert_int_equal(!p.one, !p.lent);
    assert_int_equal(p.e.code, p.lent_e.code);
    assert_string_equal(p.e.text, p.lent_e.text);
    for (int turn = 0; p.one && turn < 2; turn++) {
        for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
            same_value(&p, pointers[i]);
        same_each(&p, "/*");
        same_each(&p, "/*/*");
        same_each(&p, "/a/*/*");
    }
    over(&p);
}

static const char *const texts[] = {
    "{\"a\":\"a plain string of some length\",\"b\":{\"c\":\"/subscriptions/S/x\"}}",
    "{\"id\":\"0123456\",\"a\":\"01234567\",\"b\":\"012345678\"}", /* about the shortest
                                                                    */
    "[\"long enough to be lent\",\"short\",\"\",\"long enough to be lent\"]",
    " [ \"first one, lent\" ,\n\t\"second one, lent\"\r\n] ",
    "{\"a\" \n\r\t:\"a name with spaces behind it\"}",
    /* values and names that look like marks */
    "{\"a\":[\"@\",\"@0\",\"@12\",\"@123456\"],\"@\":\"@\",\"@type\":\"@x\"}",
    "{\"a\":[\"@ a mark's first byte, and long\",\"\\u0040escaped one\",\"\\u00401\"]}",
    "{\"@odata.type\":\"#a.b.c.d.e.f\",\"b\":{\"@c1\":\"ordinary and long\",\"@12\":7}}",
    "{\"@012345\":\"ordinary and long\",\"b\":{\"@aaaaaaaaaaaaaaa\":[\"and another\"]}}",
    "{\"b\":{\"@c\":{\"@c\":\"ordinary and long\",\"x\":\"@first of this one\"}}}",
    "{\"a\":[\"@\",\"@longer than a mark\",{\"@x\":\"@y and then something\"}]}",
    /* what is not plain goes the other way, alone or all */
    "{\"a\":\"tab\\tand more than six\",\"b\":\"\\\\ begins with a backslash\"}",
    "{\"a\":\"ends with a backslash\\\\\",\"b\":\"an escaped \\\" quote inside\"}",
    "{\"a\":\"stra\xc3\x9f"
    "e und noch mehr\",\"b\":\"@stra\xc3\x9f"
    "e\",\"@\":\"\x7f\x7f\x7f\x7f\x7f\x7f\x7f\"}",
    "{\"a\":\"<b>not escaped here</b>\",\"b\":\"a / slash and more\"}",
    "{\"a\":[0,-1,1.5,1e3,true,false,null,\"a plain string\"],\"1\":\"numbered name\"}",
    /* names that come again, of every length, plain or not */
    "{\"name\":{\"name\":[{\"name\":1},{\"name\":2}]},\"names\":3,\"nam\":4,\"\":5}",
    "{\"a\":{\"0123456789012345678901234567890123456789012345678901234567890123\":1,"
    "\"012345678901234567890123456789012345678901234567890123456789012\":2}}",
    "{\"b\":{\"\\u006eame\":1},\"a\":{\"na\\me\":1}}",
    "{\"a\":{\"n\xc3\xa4me\":1,\"@n\xc3\xa4me\":2},\"@\":{\"@\":1}}",
    "{\"name\":1,\"\\u006eame\":2}",
    "{\"name\":1,\"name\":2}",
    /* refused, in the same words */
    "",
    "{",
    "[\"never closed",
    "{\"a\":\"plain and long\"",
    "[\"plain and long\" 1]",
    "{\"a\":\"plain and long\",\"a\":\"plain and long\"}",
    "{\"a\":\"plain and long\",\"\\u0061\":\"plain and long\"}",
    "{\"@x\":\"plain and long\",\"@x\":\"plain and long\"}",
    "[\"line\nbreak in it\"]",
    "[\"bad \xff bytes\"]",
    "[\"bad escape \\x\"]",
    "\"a plain string of some length\"",
    "[\"plain and long\"]x",
    "{'a':\"plain and long\"}",
    "{\"plain and long\":\"plain and long\":1}",
    "[\"plain and long\":1]",
    "{\"plain and long\"}",
    "{\"plain and long\",\"plain and long\"}",
};

static void test_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        same_all(texts[i], strlen(texts[i]));
}

/* Every text cut at every byte, and with every byte replaced by some that matter. */
static void test_damaged(void **state)
{
    (void)state;
    static const char bytes[] = "\"\\@:,{}[] \n0a\xff\xc3\x9f";
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t len = strlen(texts[i]), at = 0; at < len; at++) {
            char *copy = mem_text(texts[i]);
            same_all(copy, at);
            for (size_t b = 0; b < sizeof bytes; b++) { /* the NUL too */
                copy[at] = bytes[b];
                struct pair p = both(copy, len);
                assert_int_equal(!p.one, !p.lent);
                assert_string_equal(p.e.text, p.lent_e.text);
                if (p.one)
                    same_value(&p, "");
                over(&p);
            }
            free(copy);
        }
}

static void test_depth(void **state)
{
    (void)state;
    char text[160];
    for (size_t levels = DOC_DEPTH - 1; levels <= DOC_DEPTH + 1; levels++) {
        memset(text, '[', levels);
        memset(text + levels, ']', levels);
        same_all(text, 2 * levels);
    }
}

/* Offsets of one to five digits; one string beyond what a block of memory holds. */
static void test_far(void **state)
{
    (void)state;
    struct buf b = buf_make(8 << 20);
    buf_text(&b, "{\"a\":[");
    for (int i = 0; i < 40000; i++)
        buf_fmt(&b, "%s\"string number %d\"", i ? "," : "", i);
    buf_text(&b, "],\"long\\u0020one\":\"\xc3\x9f");
    for (int i = 0; i < 9000; i++)
        buf_text(&b, "0123456789");
    buf_text(&b, "\"}");
    struct pair p = both(buf_str(&b), b.len);
    assert_non_null(p.one);
    char pointer[32];
    for (int i = 0; i < 40000; i += i < 100 ? 1 : 997) {
        snprintf(pointer, sizeof pointer, "/a/%d", i);
        assert_string_equal(doc_text(p.one, pointer), doc_text(p.lent, pointer));
    }
    same_value(&p, "/long one");
    same_value(&p, "");
    assert_in_range(doc_bytes(p.lent), 40000, 16 << 20);
    over(&p);
    buf_free(&b);
}

/* Documents that are read and freed out of order, of both kinds. */
static void test_side_by_side(void **state)
{
    (void)state;
    enum { N = 64 };
    static struct pair all[N];
    char text[80];
    for (int i = 0; i < 4 * N; i++) {
        int at = i * 37 % N;
        snprintf(text, sizeof text, "{\"n\":%d,\"a\":\"the string of %d\"}", i, i);
        if (i >= N)
            over(&all[at]);
        all[at] = both(text, strlen(text));
        int64_t n;
        for (int k = 0; k < N; k++) {
            if (!all[k].one)
                continue;
            assert_true(doc_integer(all[k].lent, "/n", &n));
            snprintf(text, sizeof text, "the string of %d", (int)n);
            assert_string_equal(doc_text(all[k].lent, "/a"), text);
            assert_string_equal(doc_text(all[k].one, "/a"), text);
        }
    }
    for (int i = 0; i < N; i++)
        over(&all[i]);
}

/* More names than the table of them holds, which from here on is full. */
static void test_names(void **state)
{
    (void)state;
    char pointer[64];
    struct buf b = buf_make(1 << 20);
    buf_char(&b, '{');
    for (int i = 0; i < 3000; i++)
        buf_fmt(&b, "%s\"name number %d\":{\"name number %d\":\"the value of %d\"}",
                i ? "," : "", i, 2999 - i, i);
    buf_text(&b, ",\"@0\":1,\"@no room for this\":2}");
    for (int turn = 0; turn < 2; turn++) {
        struct pair p = both(buf_str(&b), b.len);
        for (int i = 0; i < 3000; i++) {
            snprintf(pointer, sizeof pointer, "/name number %d/name number %d", i,
                     2999 - i);
            assert_non_null(doc_text(p.lent, pointer));
            assert_string_equal(doc_text(p.one, pointer), doc_text(p.lent, pointer));
            assert_string_equal(doc_member(p.one, "", (size_t)i),
                                doc_member(p.lent, "", (size_t)i));
        }
        same_value(&p, "/@0");
        same_value(&p, "/@1");
        same_value(&p, "/@no room for this");
        same_value(&p, "");
        same_each(&p, "/*/*");
        over(&p);
        b.len -= strlen(",\"@0\":1,\"@no room for this\":2}"); /* then without these */
        buf_char(&b, '}');
    }
    buf_free(&b);
    test_same(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),         cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_depth),        cmocka_unit_test(test_far),
        cmocka_unit_test(test_side_by_side), cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
