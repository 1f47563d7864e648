/* Parts of JSON without a document: arrays that come in pieces, members, texts. */
#include "base/buf.h"
#include "data/doc.h"
#include "data/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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

/* A member without a document is the one that a document gives. */
static void test_pick(void **state)
{
    static const char *const texts[] = {
        "{\"a\":\"x\",\"p\":{\"b\":\"y\",\"a\":1}}",
        " { \"p\" : { \"a\" : \"in\" , \"b\" : \"\" } , \"a\" : null } ",
        "{\"p\":[{\"b\":\"no\"}],\"a\":{\"a\":\"x\"}}",
        "{\"\\u0061\":\"escaped name\",\"p\":{\"b\":\"q\\\"\"}}",
        "{\"x\":\"\\\\\",\"a\":\"\\n\"}",
        "{\"x\":\"{\",\"p\":{\"c\":\"}\",\"b\":\"\xc3\xa9\"}}",
        "{}",
        "[\"a\"]"};
    static const char *const pointers[] = {"/a", "/p/b", "/p", "/p/b/c", ""};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct doc *d = doc_parse(texts[i], strlen(texts[i]), NULL);
        assert_non_null(d);
        for (size_t k = 0; k < sizeof pointers / sizeof *pointers; k++) {
            const char *wanted = doc_text(d, pointers[k]);
            char *got = doc_pick(texts[i], strlen(texts[i]), pointers[k]);
            if (!wanted != !got || (wanted && strcmp(wanted, got)))
                fail_msg("%s of %s is %s", pointers[k], texts[i], got ? got : "nothing");
            free(got);
        }
        doc_free(d);
    }
    assert_null(doc_pick("", 0, "/a"));
    assert_null(doc_pick("{\"a\":\"", 6, "/a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_pick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
