/* Which links may be asked with our token. */

#include "base/buf.h"
#include "base/err.h"
#include "collect/origin.h"

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

static const char *const hostile[] = {
    "https://evil.example/subscriptions/a",
    "http://management.azure.com/subscriptions/a",
    "HTTP://management.azure.com/subscriptions/a",
    "https://management.azure.com.evil.example/subscriptions/a",
    "https://management.azure.com%2eevil.example/subscriptions/a",
    "https://management.azure.com%00.evil.example/subscriptions/a",
    "https://management%2eazure.com/subscriptions/a",
    "https://management.azure.com@evil.example/subscriptions/a",
    "https://management.azure.com:443@evil.example/subscriptions/a",
    "https://user@management.azure.com/subscriptions/a",
    "https://user:pass@management.azure.com/subscriptions/a",
    "https://@management.azure.com/subscriptions/a",
    "https://management.azure.com\\@evil.example/subscriptions/a",
    "https://evil.example\\@management.azure.com/subscriptions/a",
    "https:\\\\management.azure.com/subscriptions/a",
    "https://management.azure.com\\subscriptions/a",
    "https://management.azure.com:8443/subscriptions/a",
    "https://management.azure.com:80/subscriptions/a",
    "https://management.azure.com:0443x/subscriptions/a",
    "https://management.azure.com./subscriptions/a",
    "https://.management.azure.com/subscriptions/a",
    "https://management.azure.com\t.evil.example/subscriptions/a",
    "https://management.azure.com/subscriptions/a\r\nHost: evil.example",
    "https://management.azure.com/subscriptions/a?x=1\r\nHost: evil.example",
    "https://management.azure.com\n/subscriptions/a",
    " https://management.azure.com/subscriptions/a",
    "//management.azure.com/subscriptions/a",
    "///management.azure.com/subscriptions/a",
    "/subscriptions/a",
    "subscriptions/a",
    "?$skipToken=1",
    "",
    "https:/management.azure.com/subscriptions/a",
    "https:///management.azure.com/subscriptions/a",
    "https:management.azure.com/subscriptions/a",
    "ftp://management.azure.com/subscriptions/a",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://management.azure.com/subscriptions/../providers/x",
    "https://management.azure.com/subscriptions/%2e%2e/providers/x",
    "https://management.azure.com/subscriptions/%2E./providers/x",
    "https://management.azure.com/subscriptions/a%2f..%2fb",
    "https://management.azure.com/subscriptions/a%5cb",
    "https://management.azure.com/subscriptions//a",
    "https://management.azure.com/subscriptions/a#b",
    "https://m\xc3\xa4nagement.azure.com/subscriptions/a",
    "https://management.azure.com\xe3\x80\x82" "evil.example/subscriptions/a",
    "https://management.azure.com\xef\xbc\x8f.evil.example/subscriptions/a",
    "https://[::1]/subscriptions/a",
    "https://2130706433/subscriptions/a",
    "https://management.azure.com",
};

static void take(const char *link, bool want, const char *path, const char *query)
{
    struct origin o;
    struct buf p = buf_make(20000), q = buf_make(40000);
    assert_int_equal(origin_parse("https://management.azure.com", &o, NULL), 0);
    bool got = origin_take_link(&o, link, &p, &q);
    if (got != want)
        fail_msg("%s: %s", link, got ? "taken" : "refused");
    if (want) {
        assert_string_equal(buf_str(&p), path);
        assert_string_equal(buf_str(&q), query);
    }
    buf_free(&p);
    buf_free(&q);
}

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        take(hostile[i], false, NULL, NULL);
    take(NULL, false, NULL, NULL);
    char *long_link = malloc(40001);
    memset(long_link, 'a', 40000);
    long_link[40000] = '\0';
    memcpy(long_link, "https://management.azure.com/", 29);
    take(long_link, false, NULL, NULL);
    free(long_link);
}

static void test_good(void **state)
{
    (void)state;
    take("https://management.azure.com/subscriptions/a?x=1", true, "/subscriptions/a",
         "x=1");
    take("HTTPS://Management.Azure.COM:443/subscriptions/A", true, "/subscriptions/A",
         "");
    take("https://management.azure.com/subscriptions/a/b%3Bc?$filter=x eq 'y'", true,
         "/subscriptions/a/b%3Bc", "$filter=x%20eq%20'y'");
    take("https://management.azure.com/s?t=%2e%2e/\xc3\xa4<", true, "/s",
         "t=%2e%2e/%C3%A4%3C");
}

static void test_origins(void **state)
{
    static const char *const bad[] = {
        "http://management.azure.com", "management.azure.com", "https://a.example/path",
        "https://u@a.example",         "https://a.example?x",  "https://a.example#x",
        "https://a.example/?",         "https://",             "",
        "https://a b.example",         "https://a.example./"};
    struct origin a, b;
    struct err e;
    struct buf text = buf_make(400);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (origin_parse(bad[i], &a, &e) != -ERR_CONFIG)
            fail_msg("%s: taken", bad[i]);
    assert_int_equal(origin_parse(NULL, &a, &e), -ERR_CONFIG);
    assert_int_equal(origin_parse("https://A.example/", &a, &e), 0);
    assert_int_equal(origin_parse("https://a.example:443", &b, &e), 0);
    assert_true(origin_same(&a, &b));
    origin_text(&a, &text);
    assert_string_equal(buf_str(&text), "https://a.example");
    assert_int_equal(origin_parse("https://a.example:8443", &b, &e), 0);
    assert_false(origin_same(&a, &b));
    buf_clear(&text);
    origin_text(&b, &text);
    assert_string_equal(buf_str(&text), "https://a.example:8443");
    buf_free(&text);
    assert_int_equal(origin_parse("https://me:pass@a.example", &b, &e), -ERR_CONFIG);
    assert_non_null(strstr(e.text, "https://me:***@a.example: not an origin"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_origins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
