/* Resource Graph: query text, request body, what an answer says of itself. */

#include "base/buf.h"
#include "collect/graph.h"
#include "data/catalog.h"
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

static void test_query(void **state)
{
    struct catalog_row row = {.type = "Microsoft.Compute/disks", .table = "resources"};
    struct buf q = buf_make(4096);
    (void)state;
    assert_true(graph_query(&row, &q));
    assert_string_equal(buf_str(&q),
                        "resources | where type =~ 'Microsoft.Compute/disks' | order by "
                        "id asc | project id, name, type, location, tags, kind, sku, "
                        "identity, zones, managedBy, properties");
    buf_clear(&q);
    row = (struct catalog_row){.type = TYPE_GROUP, .table = "resourcecontainers"};
    assert_true(graph_query(&row, &q));
    assert_non_null(strstr(buf_str(&q), "location, tags, managedBy, properties"));
    assert_null(strstr(buf_str(&q), "sku"));
    row = (struct catalog_row){.type = "x' | take 1 //", .table = "resources"};
    assert_false(graph_query(&row, &q));
    row = (struct catalog_row){.type = "x/y", .table = "resources | union y"};
    assert_false(graph_query(&row, &q));
    row.table = NULL;
    assert_false(graph_query(&row, &q));
    buf_free(&q);
}

static void test_body(void **state)
{
    char one[] = "s1", two[] = "s2";
    char *subs[] = {one, two};
    struct buf b = buf_make(4096);
    (void)state;
    graph_body("q =~ 'x\"'", subs, 2, NULL, &b);
    struct doc *d = doc_parse(buf_str(&b), b.len, NULL);
    assert_non_null(d);
    assert_int_equal(doc_length(d, "/subscriptions"), 2);
    assert_string_equal(doc_text(d, "/subscriptions/1"), "s2");
    assert_string_equal(doc_text(d, "/query"), "q =~ 'x\"'");
    assert_string_equal(doc_text(d, "/options/resultFormat"), "objectArray");
    assert_int_equal(doc_type(d, "/options/$skipToken"), DOC_ABSENT);
    doc_free(d);
    buf_clear(&b);
    graph_body("q", subs, 1, "a\"b", &b);
    d = doc_parse(buf_str(&b), b.len, NULL);
    assert_non_null(d);
    assert_string_equal(doc_text(d, "/options/$skipToken"), "a\"b");
    doc_free(d);
    buf_free(&b);
}

static void page(const char *text, const char *wrong, const char *next)
{
    struct doc *d = doc_parse(text, strlen(text), NULL);
    const char *got_next;
    assert_non_null(d);
    const char *got = graph_check(d, &got_next);
    if (wrong)
        assert_string_equal(got, wrong);
    else
        assert_null(got);
    if (next)
        assert_string_equal(got_next, next);
    else
        assert_null(got_next);
    doc_free(d);
}

static void test_pages(void **state)
{
    (void)state;
    page("{\"data\":[],\"resultTruncated\":\"false\"}", NULL, NULL);
    page("{\"data\":[],\"resultTruncated\":\"true\",\"$skipToken\":\"t\"}", NULL, "t");
    page("{\"data\":[],\"resultTruncated\":\"true\"}", "Truncated", NULL);
    page("{\"data\":[],\"resultTruncated\":true}", "Truncated", NULL);
    page("{\"data\":[],\"$skipToken\":\"\",\"resultTruncated\":\"true\"}", "Truncated",
         NULL);
    page("{\"data\":{\"columns\":[],\"rows\":[]}}", "InvalidAnswer", NULL);
    page("{}", "InvalidAnswer", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query),
        cmocka_unit_test(test_body),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
