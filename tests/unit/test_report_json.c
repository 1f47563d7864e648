/* The report for programs: the members and their order, and JSON whatever a check, a
 * tenant or a hostile worker wrote. */
#include "report_estate.h"

#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"
#include "report/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct doc *parse(const struct buf *text)
{
    struct err e = {0};
    struct doc *d = doc_parse(buf_str(text), text->len, &e);
    if (!d)
        fail_msg("%s in %s", e.text, buf_str(text));
    return d;
}

static void assert_text(const struct doc *d, const char *pointer, const char *wanted)
{
    const char *found = doc_text(d, pointer);
    if (!found || strcmp(found, wanted))
        fail_msg("%s is %s", pointer, found ? found : "no text");
}

static void assert_members(const struct doc *d, const char *pointer, const char *wanted)
{
    struct buf names = buf_make(1024);
    const char *name;
    for (size_t i = 0; (name = doc_member(d, pointer, i)); i++)
        buf_fmt(&names, "%s%s", i ? " " : "", name);
    assert_string_equal(buf_str(&names), wanted);
    buf_free(&names);
}

static void test_members(void **state)
{
    struct estate *t = *state;
    estate_find(t, 0, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    assert_members(d, "", "schema tool scan summary findings gaps refused code");
    assert_members(d, "/scan",
                   "started finished inventory_time source cloud tenant subscriptions "
                   "complete cage requests throttled");
    assert_members(d, "/summary",
                   "resources findings status errors muted severity security_level "
                   "survival");
    assert_members(d, "/summary/survival",
                   "statement certain checks lacking vaults lost not_judged unlisted");
    assert_members(d, "/summary/status", "pass warn fail not_applicable unknown error");
    assert_members(d, "/summary/severity", "critical high medium low info");
    assert_members(d, "/summary/security_level", "Excellent Good Fair Poor");
    assert_members(d, "/findings/0",
                   "check protection title status severity message resource evidence "
                   "detail remedy references controls fingerprint muted");
    assert_members(d, "/findings/0/resource",
                   "id type name location resource_group subscription");
    assert_text(d, "/schema", "holdfast.report/1");
    assert_text(d, "/tool/version", "1.2.3");
    assert_int_equal(doc_type(d, "/scan/tenant"), DOC_ABSENT); /* "" is nothing known */
    doc_free(d);
    buf_free(&text);
}

static void test_finding(void **state)
{
    struct estate *t = *state;
    struct frame_detail *detail = mem_new(sizeof *detail);
    detail->message = estate_text("It is off");
    detail->evidence[0] = (struct frame_evidence){
        estate_text(ESTATE_VAULT), estate_text("/a"), estate_text("{\"b\":[1]}"), 0};
    detail->evidence[1] = (struct frame_evidence){
        estate_text(ESTATE_VAULT), estate_text("/c"), estate_text("\"Off\""), 1};
    detail->n_evidence = 2;
    detail->remarks[0] =
        (struct frame_remark){estate_text("days"), estate_text("14 \"or\" so")};
    detail->n_remarks = 1;
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, detail);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    assert_text(d, "/findings/0/check", "a-check");
    assert_text(d, "/findings/0/status", "fail");
    assert_text(d, "/findings/0/severity", "high"); /* the finding's, not the check's */
    assert_text(d, "/findings/0/message", "It is off");
    assert_text(d, "/findings/0/resource/id", ESTATE_VAULT);
    assert_text(d, "/findings/0/resource/type", "Microsoft.RecoveryServices/vaults");
    assert_text(d, "/findings/0/resource/name", "Alpha");
    assert_text(d, "/findings/0/resource/location", "westeurope");
    assert_text(d, "/findings/0/resource/resource_group", "rg-1");
    assert_text(d, "/findings/0/resource/subscription", "5ab");
    assert_int_equal(doc_type(d, "/findings/0/evidence/0/value/b"), DOC_ARRAY);
    assert_int_equal(doc_truth(d, "/findings/0/evidence/0/default"), -1);
    assert_text(d, "/findings/0/evidence/1/value", "Off");
    assert_int_equal(doc_truth(d, "/findings/0/evidence/1/default"), 1);
    assert_text(d, "/findings/0/detail/days", "14 \"or\" so");
    assert_text(d, "/findings/0/remedy", "az thing -n Alpha -g rg-1");
    assert_text(d, "/findings/0/controls/0", "MCSB:BR-2");
    assert_int_equal(strlen(doc_text(d, "/findings/0/fingerprint")), 71);
    doc_free(d);
    buf_free(&text);
    free(detail);
}

/* A remedy for what is well would be read as something to do. */
static void test_no_remedy(void **state)
{
    struct estate *t = *state;
    estate_find(t, 0, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    estate_find(t, 1, t->vault, VERDICT_NOT_APPLICABLE, SEVERITY_NONE, NULL);
    estate_find(t, 2, t->vault, VERDICT_UNKNOWN, SEVERITY_NONE, NULL);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    assert_int_equal(doc_type(d, "/findings/0/remedy"), DOC_ABSENT);
    assert_int_equal(doc_type(d, "/findings/1/remedy"), DOC_ABSENT);
    assert_text(d, "/findings/2/remedy", "az thing -n Alpha -g rg-1");
    doc_free(d);
    buf_free(&text);
}

static void test_reasons_of_errors(void **state)
{
    struct estate *t = *state;
    estate_error(t, 0, t->vault, FAILURE_TOO_SLOW);
    estate_error(t, 1, t->vault, FAILURE_BLOCKED);
    estate_error(t, 2, t->vault, FAILURE_TOO_SLOW);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    int64_t n = 0;
    assert_members(d, "/summary/errors",
                   "blocked raised too_slow too_big wrong_type undeclared unreadable "
                   "crashed timeout no_memory not_run");
    assert_true(doc_integer(d, "/summary/errors/too_slow", &n) && n == 2);
    assert_true(doc_integer(d, "/summary/errors/blocked", &n) && n == 1);
    assert_true(doc_integer(d, "/summary/errors/crashed", &n) && n == 0);
    assert_text(d, "/findings/0/reason", "too_slow");
    assert_text(d, "/findings/1/reason", "blocked");
    doc_free(d);
    buf_free(&text);
}

static void test_lists_what_is_asked(void **state)
{
    struct estate *t = *state;
    estate_find(t, 0, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    estate_find(t, 1, t->vault, VERDICT_UNKNOWN, SEVERITY_NONE, NULL);
    estate_find(t, 2, t->vault, VERDICT_WARN, SEVERITY_LOW, NULL);
    t->result.listed = 1u << VERDICT_UNKNOWN | 1u << VERDICT_WARN;
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    assert_int_equal(doc_length(d, "/findings"), 2);
    assert_text(d, "/findings/0/check", "b-check");
    assert_text(d, "/findings/0/severity", "medium"); /* what the check would give */
    assert_text(d, "/findings/1/check", "c-check");
    int64_t n = 0;
    assert_true(doc_integer(d, "/summary/findings", &n));
    assert_int_equal(n, 3); /* the summary counts all */
    doc_free(d);
    buf_free(&text);
}

static void test_gaps_and_refusals(void **state)
{
    struct estate *t = *state;
    char scope[] = "/subscriptions/5ab", code[] = "Auth\"", file[] = "/x/<y>.so",
         why[] = "bad\033";
    struct gap_line gaps[] = {{scope, NULL, code, NULL, NULL, 403},
                              {scope, scope, NULL, NULL, NULL, 0}};
    struct refusal refused = {file, why};
    t->result.gaps = gaps;
    t->result.n_gaps = 2;
    t->result.refused = &refused;
    t->result.n_refused = 1;
    struct code_line lines[] = {{file, "01ab", NULL}, {"/x/z.lua", "23cd", "45ef"}};
    t->result.code = lines;
    t->result.n_code = 2;
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    assert_int_equal(doc_length(d, "/gaps"), 2);
    assert_members(d, "/gaps/1", "scope type status code message action");
    assert_text(d, "/gaps/0/code", "Auth\"");
    assert_text(d, "/refused/0/file", "/x/<y>.so");
    assert_text(d, "/refused/0/reason", "bad\033");
    assert_members(d, "/code/0", "file sha256 key");
    assert_text(d, "/code/0/file", "/x/<y>.so");
    assert_int_equal(doc_type(d, "/code/0/key"), DOC_ABSENT); /* null */
    assert_text(d, "/code/1/sha256", "23cd");
    assert_text(d, "/code/1/key", "45ef");
    assert_null(strchr(buf_str(&text), '\033'));
    assert_null(strchr(buf_str(&text), '<')); /* no text closes a script element */
    doc_free(d);
    buf_free(&text);
    t->result.gaps = NULL;
    t->result.n_gaps = 0;
    t->result.code = NULL;
    t->result.n_code = 0;
}

/* What a worker sends went through a stranger's process. */
static void test_hostile_details(void **state)
{
    static const char *const values[] = {
        "",   "}",   "1,2",   "1],\"muted\":[2",   "\"open",
        "[1", "nul", "1 } {", "{\"a\":1,\"a\":2}", "\"a\"\n,\"b\":1"};
    struct estate *t = *state;
    size_t n = sizeof values / sizeof *values;
    struct frame_detail *detail = mem_new(sizeof *detail);
    detail->message = estate_text("</script>\r\n\"\x9b");
    for (size_t i = 0; i < n; i++)
        detail->evidence[i] = (struct frame_evidence){
            estate_text("/x\""), estate_text("/y\n"), estate_text(values[i]), 0};
    detail->n_evidence = n;
    for (size_t i = 0; i < 2; i++)
        detail->remarks[i] =
            (struct frame_remark){estate_text("same"), estate_text(i ? "b" : "a")};
    detail->n_remarks = 2;
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, detail);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text); /* strict: no key twice either */
    assert_int_equal(doc_length(d, "/findings/0/evidence"), n);
    for (size_t i = 0; i < n; i++) {
        char at[64];
        snprintf(at, sizeof at, "/findings/0/evidence/%zu", i);
        assert_members(d, at, "resource pointer value");
    }
    assert_int_equal(doc_type(d, "/findings/0/muted"), DOC_ABSENT);
    doc_free(d);
    buf_free(&text);
    free(detail);
}

/* What is a JSON value stands as it is, all else as a string of it. */
static void test_values(void **state)
{
    static const struct {
        const char *value;
        enum doc_type type;
        const char *text; /* NULL: what was given */
    } all[] = {{"\"plain\"", DOC_STRING, "plain"},
               {"\"\"", DOC_STRING, ""},
               {"\"", DOC_STRING, NULL},
               {"\"a\"b\"", DOC_STRING, NULL},
               {"\"a\\\"", DOC_STRING, NULL},
               {"\"\\u0041\"", DOC_STRING, "A"},
               {"\"a\nb\"", DOC_STRING, NULL},
               {"12", DOC_INTEGER, NULL},
               {"0", DOC_INTEGER, NULL},
               {"007", DOC_STRING, NULL},
               {"-3", DOC_INTEGER, NULL},
               {"1.5", DOC_REAL, NULL},
               {"123456789012345", DOC_INTEGER, NULL},
               {"12345678901234567890", DOC_STRING, NULL},
               {"12a", DOC_STRING, NULL},
               {"true", DOC_TRUE, NULL},
               {"false", DOC_FALSE, NULL},
               {"null", DOC_ABSENT, NULL},
               {"nulls", DOC_STRING, NULL},
               {"{\"a\":[1]}", DOC_OBJECT, NULL}};
    struct estate *t = *state;
    size_t n = sizeof all / sizeof *all;
    struct frame_detail *detail = mem_new(sizeof *detail);
    for (size_t i = 0; i < n; i++)
        detail->evidence[i] = (struct frame_evidence){
            estate_text("/x"), estate_text("/y"), estate_text(all[i].value), 0};
    detail->n_evidence = n;
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, detail);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    for (size_t i = 0; i < n; i++) {
        char at[64];
        snprintf(at, sizeof at, "/findings/0/evidence/%zu/value", i);
        if (doc_type(d, at) != all[i].type)
            fail_msg("%s has another type", all[i].value);
        if (all[i].type == DOC_STRING)
            assert_text(d, at, all[i].text ? all[i].text : all[i].value);
    }
    doc_free(d);
    buf_free(&text);
    free(detail);
}

/* What is made once, of a check and of a resource, stands with its own findings. */
static void test_made_once(void **state)
{
    struct estate *t = *state;
    const int64_t rows[] = {t->vault, t->vault, t->item, t->item, t->vault, t->other};
    const size_t checks[] = {0, 2, 0, 1, 2, 2};
    static const char *const ids[] = {ESTATE_VAULT, ESTATE_VAULT, ESTATE_ITEM,
                                      ESTATE_ITEM,  ESTATE_VAULT, ESTATE_OTHER};
    for (size_t i = 0; i < 6; i++)
        estate_find(t, checks[i], rows[i], VERDICT_PASS, SEVERITY_NONE, NULL);
    struct buf text = estate_report(t, "json");
    struct doc *d = parse(&text);
    for (size_t i = 0; i < 6; i++) {
        char at[64];
        snprintf(at, sizeof at, "/findings/%zu/check", i);
        assert_text(d, at, t->check[checks[i]].id);
        snprintf(at, sizeof at, "/findings/%zu/resource/id", i);
        assert_text(d, at, ids[i]);
        snprintf(at, sizeof at, "/findings/%zu/controls/0", i);
        assert_text(d, at, "MCSB:BR-2");
    }
    doc_free(d);
    buf_free(&text);
}

/* --- remedies --- */

static void assert_remedy(const struct view *v, const char *remedy, const char *wanted)
{
    struct buf out = buf_make(4096);
    view_remedy(v, remedy, &out);
    assert_string_equal(buf_str(&out), wanted);
    buf_free(&out);
}

static void test_remedies(void **state)
{
    struct estate *t = *state;
    struct view v = {0};
    struct err e = {0};
    assert_int_equal(view_read(&v, t->result.inv, t->item, &e), 0);
    assert_remedy(&v, "x {name} {vault} {resourceGroup} {subscriptionId}",
                  "x i Alpha rg-1 5ab");
    assert_remedy(&v, "x {id}", "x " ESTATE_ITEM);
    assert_remedy(&v, "x {policy} {} {name", "x {policy} {} {name");
    assert_remedy(&v, "RSV: one {name} ; BV: two", "one i");
    assert_remedy(&v, "first: RSV: one ; BV: two", "first: one");
    assert_remedy(&v, "RSV: only", "RSV: only");
    assert_int_equal(view_read(&v, t->result.inv, t->other, &e), 0);
    assert_remedy(&v, "RSV: one ; BV: two {name}", "two Beta");
    assert_remedy(&v, "{vault}", "Beta");
    view_free(&v);
}

/* A name is a stranger's text, and the remedy goes into a shell. */
static void test_remedies_are_quoted(void **state)
{
    (void)state;
    char id[] = "/subscriptions/s/x", key[] = "/subscriptions/s/x", type[] = "a/b",
         name[] = "$(reboot) 'x'", nothing[] = "";
    struct view v = {1, id, key, type, name, nothing, nothing, nothing};
    assert_remedy(&v, "az -n {name}", "az -n '$(reboot) '\\''x'\\'''");
    assert_remedy(&v, "az -g {resourceGroup}", "az -g {resourceGroup}");
    snprintf(name, sizeof name, "a;b");
    assert_remedy(&v, "{name}", "'a;b'");
    snprintf(name, sizeof name, "{id}");
    assert_remedy(&v, "{name} {id}", "'{id}' /subscriptions/s/x"); /* filled once */
}

static void test_formats(void **state)
{
    (void)state;
    assert_ptr_equal(report_find("JSON"), report_find("json"));
    assert_null(report_find("jso"));
    assert_null(report_find(""));
    assert_true(report_find("json")->listed >> VERDICT_PASS & 1);
    assert_false(report_find("text")->listed >> VERDICT_PASS & 1);
}

#define WITH_ESTATE(test) cmocka_unit_test_setup_teardown(test, estate_make, estate_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ESTATE(test_members),
        WITH_ESTATE(test_finding),
        WITH_ESTATE(test_no_remedy),
        WITH_ESTATE(test_reasons_of_errors),
        WITH_ESTATE(test_lists_what_is_asked),
        WITH_ESTATE(test_gaps_and_refusals),
        WITH_ESTATE(test_hostile_details),
        WITH_ESTATE(test_values),
        WITH_ESTATE(test_made_once),
        WITH_ESTATE(test_remedies),
        cmocka_unit_test(test_remedies_are_quoted),
        cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
