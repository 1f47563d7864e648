/* Arrays that come in pieces: whatever the pieces, the elements are the same. */
#include "base/buf.h"
#include "data/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* Elements joined by "|", with the line of each; "!" behind it when it is refused, "…"
 * when it does not end. */
static void elements(const char *text, size_t first, struct buf *out)
{
    struct slice_array a = slice_array_make(64, 1);
    size_t len = strlen(text), ends[] = {first < len ? first : len, len};
    int rc = 0;
    for (size_t piece = 0, from = 0; piece < 2 && rc >= 0; from = ends[piece++]) {
        size_t at = 0, n = ends[piece] - from;
        while ((rc = slice_array_feed(&a, text + from, n, &at)) == 1)
            buf_fmt(out, "%s@%lu|", a.element.full ? "long" : buf_str(&a.element),
                    a.line);
    }
    buf_text(out, rc < 0 ? "!" : a.closed ? "" : "...");
    slice_array_free(&a);
}

static void test_pieces(void **state)
{
    static const struct {
        const char *text, *elements;
    } cases[] = {
        {"[]", ""},
        {" [ \n ] \n", ""},
        {"[1]", "1@1|"},
        {"[1,2]", "1@1|2@1|"},
        {"[{\"a\":\"]\\\",[\"},\n[1,[2]],\n\"x\\\\\"]",
         "{\"a\":\"]\\\",[\"}@1|[1,[2]]@2|\"x\\\\\"@3|"},
        {"[\n\n{\n\"a\":1\n}\n,\n2\n]", "{\n\"a\":1\n}\n@3|2\n@7|"},
        {"[1,]", "1@1|!"},
        {"[,1]", "!"},
        {"1", "!"},
        {"{}", "!"},
        {"[1]]", "1@1|!"},
        {"[1],", "1@1|!"},
        {"[1] {}", "1@1|!"},
        {"[1", "..."},
        {"[1,", "1@1|..."},
        {"[", "..."},
        {"", "..."},
        {"[{} {}]", "{} {}@1|"}, /* the reader of the element refuses it */
        {"[}]", "}@1|"},
        {"[\"0123456789012345678901234567890123456789012345678901234567890123\",1]",
         "long@1|1@1|"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t first = 0; first <= strlen(cases[i].text); first++) {
            struct buf got = buf_make(4096);
            elements(cases[i].text, first, &got);
            if (strcmp(buf_str(&got), cases[i].elements))
                fail_msg("%s in pieces at %zu: \"%s\", wanted \"%s\"", cases[i].text,
                         first, buf_str(&got), cases[i].elements);
            buf_free(&got);
        }
    }
}

static void test_members(void **state)
{
    static const struct {
        const char *text, *name, *value; /* NULL: none */
    } cases[] = {
        {"{\"a\":1,\"b\":[2,{\"c\":3}]}", "b", "[2,{\"c\":3}]"},
        {"{\"a\":{\"b\":1},\"b\":2}", "b", "2"},
        {"{\"a\":\"\\\"b\\\":\",\"b\" : \"x\\\\\" }", "b", "\"x\\\\\""},
        {"{\"a\":1}", "b", NULL},
        {"{\"a\":", "a", NULL},
        {"{\"a\"", "a", NULL},
        {"[\"a\",1]", "a", NULL},
        {"", "a", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *at = NULL;
        size_t n = 0;
        const char *text = cases[i].text, *value = cases[i].value;
        bool found = slice_member(text, strlen(text), cases[i].name, &at, &n);
        if (found != (value != NULL) ||
            (found && (n != strlen(value) || memcmp(at, value, n) != 0)))
            fail_msg("%s: %.*s", text, (int)n, at ? at : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
