/* Fixtures as files, bodies with one property changed, and what a worker may say of what
 * its check asked. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"
#include "scan/fixture.h"
#include "scan/mutant.h"
#include "scan/outcome.h"
#include "scan/traced.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct check_setting settings[] = {
    {(char[]){"days"}, (char[]){"30"}, (char[]){"days"}, true}};
static const struct check_info info = {
    .id = (char[]){"odd"}, .settings = settings, .n_settings = 1};

/* --- fixtures --- */

static int read_text(struct fixture *f, const char *text, struct err *e)
{
    char path[] = "/tmp/holdfast-unit.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    int rc = fixture_read(f, path, &info, e);
    unlink(path);
    return rc;
}

static void refuse(const char *text, const char *word)
{
    struct fixture f;
    struct err e = {0};
    assert_int_equal(read_text(&f, text, &e), -ERR_DATA);
    if (!strstr(e.text, word))
        fail_msg("%s is not in: %s", word, e.text);
    assert_int_equal(f.n_bad, 1);
    assert_string_equal(f.bad[0].text, e.text);
    fixture_free(&f);
}

static const char good[] =
    "{\"kind\":\"meta\",\"format\":1}\n"
    "\n"
    "{\"kind\":\"settings\",\"odd.days\":\"7\"}\n"
    "{\"id\":\"/a/b\",\"type\":\"t\",\"kind\":\"expect\"}\n"
    "{\"kind\":\"expect\",\"resource\":\"/A/b\",\"status\":\"fail\",\"severity\":\"low\","
    "\"evidence\":[{\"pointer\":\"/x\",\"value\":1.50}],\"detail\":{\"b\":\"2\",\"a\":"
    "\"1\"}}\n"
    "{\"kind\":\"never\",\"status\":\"warn\",\"reason\":\"r\"}\n"
    "{\"kind\":\"ignore\",\"pointer\":\"/x/0\",\"reason\":\"r\"}\n"
    "{\"kind\":\"end\",\"lines\":1}";

static void test_read(void **state)
{
    struct fixture f;
    struct err e = {0};
    (void)state;
    assert_int_equal(read_text(&f, good, &e), 0);
    assert_int_equal(f.lines.n, 8);
    assert_int_equal(f.n_expects, 1);
    assert_string_equal(f.expects[0].key, "/a/b");
    assert_int_equal(f.expects[0].severity, SEVERITY_LOW);
    assert_null(f.expects[0].message);
    assert_string_equal(f.expects[0].evidence,
                        "[{\"resource\":\"/A/b\",\"pointer\":\"/x\",\"value\":1.5}]");
    assert_string_equal(f.expects[0].detail, "{\"a\":\"1\",\"b\":\"2\"}");
    assert_int_equal(f.never, 1u << VERDICT_WARN);
    assert_int_equal(f.n_ignores, 1);
    assert_string_equal(f.settings[0].value, "7");
    struct buf text = buf_make(4096);
    fixture_inventory(&f, &text);
    assert_string_equal(buf_str(&text), "{\"kind\":\"meta\",\"format\":1}\n[]\n[]\n"
                                        "{\"id\":\"/a/b\",\"type\":\"t\",\"kind\":"
                                        "\"expect\"}\n[]\n[]\n[]\n[]\n"
                                        "{\"kind\":\"meta\",\"format\":1,\"collected\":"
                                        "\"2026-01-01T00:00:00Z\"}\n"
                                        "{\"kind\":\"end\",\"lines\":9}\n");
    buf_free(&text);
    fixture_free(&f);
}

static void test_refused(void **state)
{
    (void)state;
    refuse("{", ":1: ");
    refuse("\n[1,]\n", ":2: ");
    refuse("{\"kind\":\"expect\",\"resource\":\"x\",\"status\":\"pass\"}", "id");
    refuse("{\"kind\":\"expect\",\"resource\":\"/a\",\"status\":\"error\"}", "status");
    refuse("{\"kind\":\"expect\",\"resource\":\"/a\",\"status\":\"pass\",\"x\":1}",
           "unknown member \"x\"");
    refuse("{\"kind\":\"settings\",\"odd.days\":\"many\"}", "number");
    refuse("{\"kind\":\"settings\",\"odd.days\":\"7 \"}", "number");
    refuse("{\"kind\":\"settings\",\"other.days\":\"7\"}", "no setting other.days");
    refuse("{\"kind\":\"settings\",\"days\":\"7\"}", "days: wants \"odd.days\"");
    refuse("\n{\"kind\":\"strange\"}", ":2: unknown kind \"strange\"");
    refuse("{\"kind\":\"ingore\"}", "did you mean ignore?");
    refuse("{\"kind\":\"ignore\",\"pointer\":\"x\",\"reason\":\"r\"}", "Pointer");
    refuse("{\"kind\":\"ignore\",\"pointer\":\"/x\"}", "reason");
    refuse("{\"kind\":\"expect\",\"resource\":\"/a\",\"status\":\"pass\",\"detail\":{"
           "\"a\":1}}",
           "detail");
}

/* All that is wrong, by line, and the rest of it is there. */
static void test_all_wrong(void **state)
{
    static const char text[] =
        "{\"kind\":\"strange\"}\n"
        "{\"kind\":\"never\",\"status\":\"warn\",\"reason\":\"r\"}\n"
        "{\n"
        "  \"id\": \"/a\",\n"
        "}\n"
        "{\"kind\":\"never\"}\n"
        "{\"kind\":\"never\",}\n"
        "{\"kind\":\"expect\",}\n"
        "{\"id\":\"/a/b\",\"type\":\"t\"}\n";
    static const size_t lines[] = {1, 3, 6, 7, 8};
    struct fixture f;
    struct err e = {0};
    (void)state;
    assert_int_equal(read_text(&f, text, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, ":1: unknown kind"));
    assert_int_equal(f.n_bad, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(f.bad[i].line, lines[i]);
    assert_int_equal(f.never, 1u << VERDICT_WARN);
    fixture_blame(&f, 5, "from elsewhere");
    assert_string_equal(f.bad[2].text, "from elsewhere");
    struct buf b = buf_make(4096);
    fixture_inventory(&f, &b);
    assert_non_null(strstr(buf_str(&b), "[]\n[]\n{\"id\":\"/a/b\",\"type\":\"t\"}\n"));
    buf_free(&b);
    fixture_free(&f);
}

static void test_much_wrong(void **state)
{
    struct fixture f;
    struct err e = {0};
    struct buf b = buf_make(4096);
    (void)state;
    for (int i = 0; i < FIXTURE_BAD_MAX + 5; i++)
        buf_text(&b, "{\"kind\":\"x\"}\n");
    assert_int_equal(read_text(&f, buf_str(&b), &e), -ERR_DATA);
    assert_int_equal(f.n_bad, FIXTURE_BAD_MAX + 1);
    assert_int_equal(f.bad[FIXTURE_BAD_MAX - 1].line, FIXTURE_BAD_MAX);
    assert_non_null(strstr(f.bad[FIXTURE_BAD_MAX].text, "more is wrong than these 20"));
    assert_false(fixture_blame(&f, 1, "x"));
    assert_int_equal(f.n_bad, FIXTURE_BAD_MAX + 1);
    fixture_free(&f);
    buf_free(&b);
}

static struct outcome outcome_of(const char *key, enum verdict v, enum severity s)
{
    return (struct outcome){.id = mem_text(key),
                            .key = mem_text(key),
                            .verdict = v,
                            .severity = s,
                            .message = mem_text("m"),
                            .evidence = mem_text("[]"),
                            .detail = mem_text("{}")};
}

static void test_update(void **state)
{
    struct fixture f;
    struct err e = {0};
    (void)state;
    assert_int_equal(
        read_text(&f,
                  "{\"kind\":\"expect\",\"resource\":\"/holds\",\"status\":\"pass\"}\n"
                  "{ \"id\" : \"/x\" }\r\n"
                  "{\"kind\":\"expect\",\"resource\":\"/Differs\",\"status\":\"pass\"}\n"
                  "{\"kind\":\"expect\",\"resource\":\"/gone\",\"status\":\"pass\"}\n"
                  "{\"kind\":\"expect\",\"resource\":\"/broken\",\"status\":\"pass\"}\n",
                  &e),
        0);
    struct outcome got[] = {outcome_of("/holds", VERDICT_PASS, SEVERITY_NONE),
                            outcome_of("/differs", VERDICT_FAIL, SEVERITY_HIGH),
                            outcome_of("/broken", VERDICT_ERROR, SEVERITY_NONE),
                            outcome_of("/new", VERDICT_WARN, SEVERITY_LOW)};
    struct buf text = buf_make(4096);
    fixture_update(&f, got, 4, &text);
    assert_string_equal(
        buf_str(&text),
        "{\"kind\":\"expect\",\"resource\":\"/holds\",\"status\":\"pass\"}\n"
        "{ \"id\" : \"/x\" }\r\n"
        "{\"kind\":\"expect\",\"resource\":\"/Differs\",\"status\":\"fail\",\"severity\":"
        "\"high\"}\n"
        "{\"kind\":\"expect\",\"resource\":\"/broken\",\"status\":\"pass\"}\n"
        "{\"kind\":\"expect\",\"resource\":\"/new\",\"status\":\"warn\",\"severity\":"
        "\"low\",\"message\":\"m\"}\n");
    buf_free(&text);
    for (size_t i = 0; i < 4; i++)
        outcome_free(&got[i]);
    fixture_free(&f);
}

/* What is written anew: evidence beside a message, the check and the line's end as they
 * were. */
static void test_update_evidence(void **state)
{
#define EVIDENCE "[{\"resource\":\"/b\",\"pointer\":\"/x\",\"value\":1.5}]"
    struct fixture f;
    struct err e = {0};
    (void)state;
    assert_int_equal(
        read_text(&f,
                  "{\"kind\": \"expect\", \"check\": \"odd\", \"resource\": \"/a\","
                  " \"status\": \"pass\", \"message\": \"old\"}\r\n"
                  "{\"kind\":\"expect\",\"resource\":\"/b\",\"status\":\"warn\"}\n"
                  "{\"kind\":\"expect\",\"resource\":\"/c\",\"status\":\"pass\","
                  "\"evidence\":[{\"pointer\":\"/x\",\"value\":1}]}\n"
                  "{\"kind\":\"expect\",\"resource\":\"/d\",\"status\":\"pass\","
                  "\"message\":\"m\"}\n",
                  &e),
        0);
    struct outcome got[] = {outcome_of("/a", VERDICT_PASS, SEVERITY_NONE),
                            outcome_of("/b", VERDICT_PASS, SEVERITY_NONE),
                            outcome_of("/c", VERDICT_PASS, SEVERITY_NONE),
                            outcome_of("/d", VERDICT_PASS, SEVERITY_NONE),
                            outcome_of("/e", VERDICT_PASS, SEVERITY_NONE)};
    for (size_t i = 0; i < 5; i++) {
        if (i == 2)
            continue;
        free(got[i].evidence);
        got[i].evidence = mem_text(EVIDENCE);
    }
    struct buf text = buf_make(4096);
    fixture_update(&f, got, 5, &text);
    assert_string_equal(
        buf_str(&text),
        "{\"kind\":\"expect\",\"check\":\"odd\",\"resource\":\"/a\",\"status\":\"pass\","
        "\"message\":\"m\",\"evidence\":" EVIDENCE "}\r\n"
        "{\"kind\":\"expect\",\"resource\":\"/b\",\"status\":\"pass\"}\n"
        "{\"kind\":\"expect\",\"resource\":\"/c\",\"status\":\"pass\","
        "\"evidence\":[]}\n"
        "{\"kind\":\"expect\",\"resource\":\"/d\",\"status\":\"pass\","
        "\"message\":\"m\"}\n"
        "{\"kind\":\"expect\",\"resource\":\"/e\",\"status\":\"pass\","
        "\"message\":\"m\",\"evidence\":" EVIDENCE "}\n");
    buf_free(&text);
    for (size_t i = 0; i < 5; i++)
        outcome_free(&got[i]);
    fixture_free(&f);
}

/* --- bodies --- */

static int add_body(void *ctx, const char *pointer, const char *how, const char *body)
{
    struct err e = {0};
    struct doc *d = doc_parse(body, strlen(body), &e);
    assert_non_null(d);
    doc_free(d);
    buf_fmt(ctx, "%s %s: %s\n", pointer, how, body);
    return 0;
}

static void test_mutants(void **state)
{
    static const char body[] = "{\"id\":\"/a\",\"name\":\"n\",\"a/b\":{\"~\":true},"
                               "\"c\":[1,0,\"t\"],\"d\":null,\"e\":{}}";
    struct err e = {0};
    struct buf out = buf_make(1 << 16);
    struct doc *d = doc_parse(body, strlen(body), &e);
    (void)state;
    assert_int_equal(mutant_each(d, add_body, &out), 0);
    doc_free(d);
#define HEAD "{\"id\":\"/a\",\"name\":\"n\","
#define TAIL ",\"d\":null,\"e\":{}}\n"
#define AB "\"a/b\":{\"~\":true}"
    assert_string_equal(
        buf_str(&out),
        "/a~1b removed: " HEAD "\"c\":[1,0,\"t\"]" TAIL "/a~1b emptied: " HEAD
        "\"a/b\":{},\"c\":[1,0,\"t\"]" TAIL "/a~1b/~0 removed: " HEAD
        "\"a/b\":{},\"c\":[1,0,\"t\"]" TAIL "/a~1b/~0 turned round: " HEAD
        "\"a/b\":{\"~\":false},\"c\":[1,0,\"t\"]" TAIL "/c removed: " HEAD AB TAIL
        "/c emptied: " HEAD AB ",\"c\":[]" TAIL "/c/0 removed: " HEAD AB
        ",\"c\":[0,\"t\"]" TAIL "/c/0 made 0: " HEAD AB ",\"c\":[0,0,\"t\"]" TAIL
        "/c/0 made 1000000: " HEAD AB ",\"c\":[1000000,0,\"t\"]" TAIL
        "/c/1 removed: " HEAD AB ",\"c\":[1,\"t\"]" TAIL "/c/1 made 1: " HEAD AB
        ",\"c\":[1,1,\"t\"]" TAIL "/c/1 made 1000000: " HEAD AB
        ",\"c\":[1,1000000,\"t\"]" TAIL "/c/2 removed: " HEAD AB ",\"c\":[1,0]" TAIL
        "/c/2 changed: " HEAD AB ",\"c\":[1,0,\"t~changed\"]" TAIL "/e removed: " HEAD AB
        ",\"c\":[1,0,\"t\"],\"d\":null}\n");
    buf_free(&out);
}

static void test_pattern(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {{"/a/0/b", "/a/*/b"},
                                           {"/10", "/*"},
                                           {"/a0/0b", "/a0/0b"},
                                           {"/a//b/", "/a//b/"},
                                           {"", ""}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *got = mutant_pattern(pairs[i][0]);
        assert_string_equal(got, pairs[i][1]);
        free(got);
    }
}

/* --- what a worker says --- */

static void take_fact(void *ctx, const struct traced_fact *f)
{
    buf_fmt(ctx, "%s%zu %lld %s\n", f->quote ? "quote " : "", f->estate,
            (long long)f->row, f->pointer);
}

static void take_lines(void *ctx, const struct traced_lines *l)
{
    buf_fmt(ctx, "%s %zu of %zu\n", l->name, l->n_run, l->n_active);
}

static int hear(const char *text, struct buf *out, bool *full)
{
    struct traced_reader r = {out, take_fact, take_lines};
    struct buf said = buf_make(4096);
    struct err e = {0};
    buf_text(&said, text);
    int rc = traced_read(&said, 2, &r, full, &e);
    buf_free(&said);
    return rc;
}

static void test_traced(void **state)
{
    static const char *const bad[] = {
        "x",
        "{}",
        "[]",
        "{\"fact\":{}}",
        "{\"fact\":{\"estate\":2,\"row\":1,\"pointer\":\"/x\"}}",
        "{\"fact\":{\"estate\":-1,\"row\":1,\"pointer\":\"/x\"}}",
        "{\"fact\":{\"estate\":0,\"row\":0,\"pointer\":\"/x\"}}",
        "{\"fact\":{\"estate\":0,\"row\":1,\"pointer\":1}}",
        "{\"lines\":{\"name\":\"x\",\"active\":[1],\"run\":[2]}}",
        "{\"lines\":{\"name\":\"x\",\"active\":[2,1],\"run\":[]}}",
        "{\"lines\":{\"name\":\"x\",\"active\":[1,1],\"run\":[]}}",
        "{\"lines\":{\"name\":\"x\",\"active\":[0],\"run\":[]}}",
        "{\"lines\":{\"name\":\"x\",\"active\":[99999999],\"run\":[]}}",
        "{\"lines\":{\"active\":[1],\"run\":[]}}",
        "{\"lines\":{\"name\":\"x\",\"active\":{},\"run\":[]}}"};
    struct buf out = buf_make(4096);
    bool full;
    (void)state;
    assert_int_equal(hear("{\"fact\":{\"estate\":1,\"row\":3,\"pointer\":\"/x\"}}\n"
                          "{\"fact\":{\"estate\":1,\"row\":3,\"pointer\":\"\"}}\n"
                          "{\"quote\":{\"estate\":0,\"row\":1,\"pointer\":\"/y\"}}\n"
                          "{\"lines\":{\"name\":\"x\",\"active\":[1,4],\"run\":[4]}}\n",
                          &out, &full),
                     0);
    assert_false(full);
    assert_string_equal(buf_str(&out), "1 3 /x\nquote 0 1 /y\nx 1 of 2\n");
    assert_int_equal(hear("{\"full\":true}\n", &out, &full), 0);
    assert_true(full);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (hear(bad[i], &out, &full) != -ERR_DATA)
            fail_msg("taken: %s", bad[i]);
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_all_wrong), cmocka_unit_test(test_much_wrong),
        cmocka_unit_test(test_update),    cmocka_unit_test(test_update_evidence),
        cmocka_unit_test(test_mutants),   cmocka_unit_test(test_pattern),
        cmocka_unit_test(test_traced)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
