/* Whether a list may go on where its nextLink says, and a page as its elements. */

#include "base/buf.h"
#include "collect/origin.h"
#include "collect/page.h"
#include "collect/paging.h"
#include "data/doc.h"

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

#define SUB "/subscriptions/aaaaaaaa-0000-4000-8000-000000000001"
#define ARM "https://management.azure.com"

static struct origin arm(void)
{
    struct origin o;
    assert_int_equal(origin_parse(ARM, &o, NULL), 0);
    return o;
}

static const char *next(struct paging *p, const char *link)
{
    struct origin o = arm();
    struct buf url = buf_make(65536);
    const char *wrong = paging_next(p, &o, link, &url);
    if (!wrong)
        assert_memory_equal(buf_str(&url), ARM, strlen(ARM));
    buf_free(&url);
    return wrong;
}

static void test_subscription(void **state)
{
    struct paging p = paging_make(SUB "/providers/X/vaults", (struct hash_key){1, 2});
    (void)state;
    assert_null(next(&p, ARM SUB "/providers/X/vaults?t=1"));
    assert_null(next(&p, ARM "/Subscriptions/AAAAAAAA-0000-4000-8000-000000000001"
                             "/providers/X/vaults?t=2"));
    assert_string_equal(next(&p, ARM SUB "/providers/X/vaults?t=1"), "RepeatedLink");
    assert_string_equal(next(&p, ARM SUB "9/providers/X/vaults?t=3"), "ForeignLink");
    assert_string_equal(next(&p, ARM "/subscriptions/b/providers/X/vaults"),
                        "ForeignLink");
    assert_string_equal(next(&p, ARM "/providers/X/vaults?t=4"), "ForeignLink");
    assert_string_equal(next(&p, "https://evil.example" SUB "/providers/X/vaults"),
                        "ForeignLink");
    assert_string_equal(next(&p, SUB "/providers/X/vaults?t=5"), "ForeignLink");
    paging_free(&p);
}

static void test_tenant(void **state)
{
    struct paging p = paging_make("/subscriptions", (struct hash_key){1, 2});
    (void)state;
    assert_null(next(&p, ARM "/Subscriptions?api-version=1&t=1"));
    assert_string_equal(next(&p, ARM SUB "?t=2"), "ForeignLink");
    assert_string_equal(next(&p, ARM "/tenants?t=3"), "ForeignLink");
    paging_free(&p);
}

static void test_endless(void **state)
{
    struct paging p = paging_make(SUB "/x/y", (struct hash_key){1, 2});
    char link[256];
    const char *wrong = NULL;
    size_t n = 0;
    (void)state;
    p.pages = PAGING_MAX - 3;
    p.seen = calloc(p.pages, sizeof *p.seen);
    for (; !wrong && n < 10; n++) {
        snprintf(link, sizeof link, ARM SUB "/x/y?t=%zu", n);
        wrong = next(&p, link);
    }
    assert_int_equal(n, 3);
    assert_string_equal(wrong, "TooManyPages");
    paging_free(&p);
}

/* Elements between bars; "!" where the page, or the place that was reached, is wrong. */
static void elements(const char *text, char *out, size_t size)
{
    struct page p;
    const char *at;
    size_t len, n = 0;
    int rc;
    if (page_make(text, strlen(text), "value", &p, NULL)) {
        snprintf(out, size, "!");
        return;
    }
    out[0] = '\0';
    while ((rc = page_next(&p, &at, &len)) == 1)
        n += (size_t)snprintf(out + n, size - n, "%.*s|", (int)len, at);
    snprintf(out + n, size - n, "%s", rc ? "!" : "");
    page_free(&p);
}

static void test_page(void **state)
{
    static const char *const cases[][2] = {
        {"{\"value\":[]}", ""},
        {"{\"value\" : [ {\"a\":[1,\"]\"]} ,\r\n {} ],\"nextLink\":\"x\"}",
         "{\"a\":[1,\"]\"]}|{}|"},
        {"{\"x\":{\"value\":[1]},\"value\":[2,3]}", "2|3|"},
        {"{\"value\":[1 2]}", "1 2|"}, /* no element that a reader would take */
        {"{\"value\":[{}{}]}", "{}|!"},
        {"{\"value\":[{};{}]}", "{}|!"},
        {"{\"value\":[{},]}", "{}|!"},
        {"{\"value\":[,{}]}", "!"},
        {"{\"value\":[{}", "!"},
        {"{\"value\":[{}]", "!"},
        {"{\"value\":[{}]}}", "!"},
        {"{\"value\":[{}],\"value\":[]}", "!"},
        {"{\"value\":{}}", "!"},
        {"[{}]", "!"},
        {"<html>", "!"},
        {"", "!"},
    };
    char out[256];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        elements(cases[i][0], out, sizeof out);
        assert_string_equal(out, cases[i][1]);
    }
    struct page p;
    const char *text = "{\"value\":[{},{}],\"nextLink\":\"x\"}";
    assert_int_equal(page_make(text, strlen(text), "value", &p, NULL), 0);
    assert_string_equal(doc_text(p.around, "/nextLink"), "x");
    assert_int_equal(doc_length(p.around, "/value"), 0);
    page_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_subscription),
        cmocka_unit_test(test_tenant),
        cmocka_unit_test(test_endless),
        cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
