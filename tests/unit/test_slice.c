#include "base/buf.h"
#include "data/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The text in memory of exactly its size, so that a reader beyond it is caught. */
static char *exact(const char *text)
{
    size_t n = strlen(text);
    char *copy = malloc(n ? n : 1);
    assert_non_null(copy);
    memcpy(copy, text, n);
    return copy;
}

static void member(const char *text, const char *name, const char *want)
{
    const char *at;
    size_t n;
    char *t = exact(text);
    bool found = slice_member(t, strlen(text), name, &at, &n);
    assert_int_equal(found, want != NULL);
    if (want) {
        assert_int_equal(n, strlen(want));
        assert_memory_equal(at, want, n);
    }
    free(t);
}

static void test_member(void **state)
{
    (void)state;
    member("{\"a\":1,\"b\":[1,{\"c\":\"]\"}],\"c\":\"x\"}", "c", "\"x\"");
    member("{\"a\":1,\"b\":[1,{\"c\":\"]\"}]}", "b", "[1,{\"c\":\"]\"}]");
    member(" { \"a\" : {\"id\":2} , \"id\" : \"q\\\"}\" } ", "id", "\"q\\\"}\"");
    member("{\"x\":{\"id\":1}}", "id", NULL);
    member("{\"ab\":1}", "a", NULL);
    member("[]", "a", NULL);
    member("", "a", NULL);
    member("{\"a", "a", NULL);
    member("{\"a\":", "a", NULL);
    member("{\"a\":{", "a", NULL);
    member("{\"a\":1 \"b\":2}", "b", NULL);
}

/* The elements with a bar behind each, and how the array ends. */
static void array(const char *text, const char *want, bool ends)
{
    struct buf b = buf_make(1000);
    const char *start;
    size_t n, at = 0;
    char *t = exact(text);
    while (slice_element(t, strlen(text), &at, &start, &n)) {
        buf_add(&b, start, n);
        buf_char(&b, '|');
    }
    assert_string_equal(buf_str(&b), want);
    assert_int_equal(slice_array_ends(t, strlen(text), at), ends);
    buf_free(&b);
    free(t);
}

static void test_array(void **state)
{
    (void)state;
    array("[]", "", true);
    array(" [ ] \n", "", true);
    array("[1,{\"a\":[2,3]}, \"]\" ]", "1|{\"a\":[2,3]}|\"]\"|", true);
    array("[1,2", "1|2|", false);
    array("[{},", "{}|", false);
    array("[{},]", "{}|", false);
    array("[{} {}]", "{}|", false);
    array("[{}] x", "{}|", false);
    array("[{},{\"a\"", "{}|", false);
    array("[", "", false);
    array("", "", false);
    array("{}", "", false);
}

static void outline(const char *text, const char *want)
{
    struct buf b = buf_make(1000);
    char *t = exact(text);
    bool ok = slice_outline(t, strlen(text), &b);
    assert_int_equal(ok, want != NULL);
    if (want)
        assert_string_equal(buf_str(&b), want);
    buf_free(&b);
    free(t);
}

static void test_outline(void **state)
{
    (void)state;
    outline("{}", "{}");
    outline(" {\"a\": {\"b\":[1]}, \"c\":[{}], \"d\":\"}\", \"e\": 1 } ",
            "{\"a\":{},\"c\":[],\"d\":\"}\",\"e\":1 } ");
    outline("{\"a\":1} x", "{\"a\":1} x"); /* what follows is left to the parser */
    outline("{\"a\":1,}", "{\"a\":1,}");
    outline("{\"a\":{}", NULL);
    outline("{\"a\"", NULL);
    outline("{", NULL);
    outline("[]", NULL);
    outline("", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_member),
                                       cmocka_unit_test(test_array),
                                       cmocka_unit_test(test_outline)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
