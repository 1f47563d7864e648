#include "base/buf.h"
#include "data/doc.h"
#include "data/jsonout.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void one(const char *text, size_t len, const char *want)
{
    struct buf b = buf_make(1000);
    json_textn(&b, text, len);
    assert_string_equal(buf_str(&b), want);
    buf_free(&b);
}

static void test_text(void **state)
{
    (void)state;
    one("", 0, "\"\"");
    one("plain", 5, "\"plain\"");
    one("\"\\/", 3, "\"\\\"\\\\/\"");
    one("a\nb\rc\td\x01", 8, "\"a\\nb\\rc\\td\\u0001\"");
    one("nul\0in", 6, "\"nul\\u0000in\"");
    one("</script>", 9, "\"\\u003c/script>\"");
    one("\x7f", 1, "\"\\u007f\"");
    one("\xc3\xa9\xe2\x82\xac", 5, "\"\xc3\xa9\xe2\x82\xac\"");
    one("\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81", 9,
        "\"\\u009b\\u202e\\udb40\\udc41\""); /* C1, bidi, a tag character */
    one("\xf0\x9f\x98\x80", 4, "\"\xf0\x9f\x98\x80\"");
    one("a\xff" "b\xe2\x82", 5, "\"a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\"");
    one("\xed\xa0\x80", 3, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

/* Wherever a byte stands among plain ones, it is written as when it stands alone. */
static void test_each_place(void **state)
{
    (void)state;
    for (int c = 0; c < 0x80; c++) {
        char alone[32], text[20], wanted[96];
        struct buf b = buf_make(64);
        json_textn(&b, (char[]){(char)c}, 1);
        snprintf(alone, sizeof alone, "%.*s", (int)b.len - 2, buf_str(&b) + 1);
        buf_free(&b);
        for (size_t at = 0; at < sizeof text; at++) {
            memset(text, '~', sizeof text);
            text[at] = (char)c;
            snprintf(wanted, sizeof wanted, "\"%.*s%s%.*s\"", (int)at,
                     "~~~~~~~~~~~~~~~~~~~~", alone, (int)(sizeof text - at - 1),
                     "~~~~~~~~~~~~~~~~~~~~");
            one(text, sizeof text, wanted);
        }
    }
}

static void test_members(void **state)
{
    (void)state;
    struct buf b = buf_make(1000);
    json_comma(&b);
    buf_char(&b, '{');
    json_member(&b, "a", "x{");
    json_member(&b, "n", NULL);
    json_member_int(&b, "i", INT64_MIN);
    json_member_bool(&b, "t", 2);
    json_key(&b, "l");
    buf_char(&b, '[');
    json_comma(&b);
    json_text(&b, "1");
    json_comma(&b);
    json_text(&b, "2");
    buf_text(&b, "]}");
    assert_string_equal(buf_str(&b), "{\"a\":\"x{\",\"n\":null,"
                                     "\"i\":-9223372036854775808,\"t\":true,"
                                     "\"l\":[\"1\",\"2\"]}");
    buf_free(&b);
}

/* Whatever bytes go in, a strict reader takes what comes out. */
static void test_round(void **state)
{
    (void)state;
    unsigned seed = 1;
    for (int round = 0; round < 2000; round++) {
        char text[24];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 1103515245u + 12345u;
            text[i] = (char)(1 + seed / 65536u % 255);
        }
        struct buf b = buf_make(1000);
        buf_char(&b, '[');
        json_textn(&b, text, sizeof text);
        buf_char(&b, ']');
        struct doc *d = doc_parse(b.data, b.len, NULL);
        assert_non_null(d);
        doc_free(d);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_text),
                                       cmocka_unit_test(test_each_place),
                                       cmocka_unit_test(test_members),
                                       cmocka_unit_test(test_round)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
