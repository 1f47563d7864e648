/* Defects of checks: their list, the lines in which they cross, and all defects of a
 * script at once. */
#include "base/buf.h"
#include "base/err.h"
#include "data/checkjudge.h"
#include "data/defect.h"
#include "data/doc.h"
#include "eval/script.h"
#include "eval/script_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char word[] = "word", escape[] = "a\033[2Jb\xff", other[] = "other";

static void test_list(void **state)
{
    (void)state;
    struct defects d = {0};
    defects_add(&d, &(struct defect){1, DEFECT_BAD_ID, 3, 2, 0, NULL, NULL, word});
    defects_add(&d, &(struct defect){1, DEFECT_BAD_ID, 3, 1, 0, NULL, NULL, word});
    defects_add(&d, &(struct defect){1, DEFECT_SYNTAX, 3, 2, 0, NULL, NULL, other});
    defects_add(&d, &(struct defect){0, DEFECT_PLACEHOLDER, 9, 9, 0, word, NULL, escape});
    defects_sort(&d);
    assert_int_equal(d.at[0].file, 0);
    assert_string_equal(d.at[0].message, "a\\u{1b}[2Jb\\x{ff}");
    assert_int_equal(d.at[1].column, 1);
    assert_int_equal(d.at[2].rule, DEFECT_SYNTAX);
    assert_int_equal(defects_count(&d, DEFECT_ERROR), 3);
    assert_int_equal(defects_count(&d, DEFECT_WARNING), 1);
    for (size_t i = 0; i < 2 * DEFECTS_MAX; i++)
        defects_add(&d, &(struct defect){5, DEFECT_BAD_ID, 1, 1, 0, NULL, NULL, word});
    assert_int_equal(d.n, 4 + DEFECTS_MAX);
    defects_sort(&d); /* a remark that there is more never speaks for the others */
    assert_int_equal(d.at[d.n - 1].rule, DEFECT_NOT_JUDGED);
    defects_free(&d);
}

static void test_rules(void **state)
{
    (void)state;
    for (int r = 0; r < DEFECT_RULES; r++) {
        assert_non_null(defect_name((enum defect_rule)r));
        assert_non_null(defect_about((enum defect_rule)r));
        if (defect_refuses((enum defect_rule)r))
            assert_int_equal(defect_level((enum defect_rule)r), DEFECT_ERROR);
        for (int k = 0; k < r; k++)
            assert_string_not_equal(defect_name((enum defect_rule)r),
                                    defect_name((enum defect_rule)k));
    }
}

/* --- lines --- */

static int decode(const char *line, struct inspected *out)
{
    struct err e = {0};
    struct doc *d = doc_parse(line, strlen(line), &e);
    assert_non_null(d);
    int rc = inspected_decode(d, 2, out, &e);
    doc_free(d);
    return rc;
}

static void test_lines(void **state)
{
    (void)state;
    struct inspected from = {0}, to = {0};
    struct buf text = buf_make(4096);
    defects_add(&from.defects,
                &(struct defect){7, DEFECT_BAD_ADDRESS, 3, 2, 4, word, other, escape});
    inspected_see(&from, &(struct seen){7, word, 1, 2, 3});
    inspected_encode(&from, 1, &text);
    char *second = strchr(text.data, '\n');
    *second++ = '\0';
    assert_int_equal(decode(text.data, &to), 0);
    *strchr(second, '\n') = '\0';
    assert_int_equal(decode(second, &to), 0);
    const struct defect *d = &to.defects.at[0];
    assert_int_equal(d->file, 1);
    assert_int_equal(d->rule, DEFECT_BAD_ADDRESS);
    assert_true(d->line == 3 && d->column == 2 && d->order == 4);
    assert_string_equal(d->check, word);
    assert_string_equal(d->field, other);
    assert_string_equal(d->message, from.defects.at[0].message);
    assert_int_equal(to.seen[0].file, 1);
    assert_string_equal(to.seen[0].id, word);
    inspected_free(&from);
    inspected_free(&to);
    buf_free(&text);
}

#define PLACE "\"file\":0,\"line\":1,\"column\":1,\"order\":0"

/* A line is written by a process that ran strangers' code. */
static void test_hostile(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"defect\":1}",
        "{\"defect\":{}}",
        "{\"defect\":{" PLACE "}}",
        "{\"defect\":{" PLACE ",\"rule\":\"no-such-rule\",\"message\":\"m\"}}",
        "{\"defect\":{" PLACE ",\"rule\":\"syntax\"}}",
        "{\"defect\":{" PLACE ",\"rule\":\"syntax\",\"message\":\"\"}}",
        "{\"defect\":{" PLACE ",\"rule\":\"syntax\",\"message\":7}}",
        "{\"defect\":{\"file\":2,\"line\":1,\"column\":1,\"order\":0,\"rule\":\"syntax\","
        "\"message\":\"m\"}}",
        "{\"defect\":{\"file\":-1,\"line\":1,\"column\":1,\"order\":0,\"rule\":"
        "\"syntax\",\"message\":\"m\"}}",
        "{\"defect\":{\"file\":0,\"line\":99999999,\"column\":1,\"order\":0,\"rule\":"
        "\"syntax\",\"message\":\"m\"}}",
        "{\"seen\":{" PLACE "}}",
        "{\"seen\":{" PLACE ",\"id\":\"../../etc\"}}",
        "{\"seen\":{" PLACE ",\"id\":\"\"}}",
    };
    struct inspected out = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (decode(bad[i], &out) != -ERR_DATA)
            fail_msg("taken: %s", bad[i]);
    assert_int_equal(out.defects.n + out.n_seen, 0);
    char line[70000] = "{\"defect\":{" PLACE ",\"rule\":\"syntax\",\"message\":\"";
    size_t n = strlen(line);
    memset(line + n, 'x', 60000);
    memcpy(line + n + 60000, "\"}}", 4);
    assert_int_equal(decode(line, &out), 0);
    assert_true(strlen(out.defects.at[0].message) <= DEFECT_MESSAGE_MAX);
    inspected_free(&out);
}

/* --- a script, in full --- */

static const struct script_limits limits = {.memory = 8 << 20, .instructions = 200000};

static void inspect(const char *text, struct inspected *out)
{
    static const struct scan_old old[] = {{"same", "1.5", "equal"}, {NULL, NULL, NULL}};
    struct script_text t = {"zoo.lua", text, strlen(text), old};
    *out = (struct inspected){0};
    script_inspect(&t, &limits, NULL, 0, out);
    defects_sort(&out->defects);
}

static void finds(const char *text, const char *wanted)
{
    struct inspected out;
    char got[4096] = "";
    inspect(text, &out);
    for (size_t i = 0; i < out.defects.n; i++) {
        const struct defect *d = &out.defects.at[i];
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%u:%u %s", n ? "; " : "", d->line, d->column,
                 defect_name(d->rule));
    }
    if (strcmp(got, wanted))
        fail_msg("%s: got %s, wanted %s", text, got, wanted);
    inspected_free(&out);
}

#define RSV "targets = {'Microsoft.RecoveryServices/vaults'}, "
#define RUN "run = function() return pass() end }"
#define GOOD "return check { id = 'a', title = 'T', severity = 'low', " RSV

static void test_script(void **state)
{
    (void)state;
    finds(GOOD RUN, "");
    finds("return check {\n id = 'A',\n title = 1,\n sevrity = 'x',\n}",
          "1:8 missing-field; 1:8 missing-field; 1:8 missing-field; 2:2 bad-id; 3:2 "
          "wrong-type; 4:2 unknown-field");
    finds("return check { id = 'a', }\nx = = 1", "2:0 syntax");
    finds("\x1bLua", "0:0 not-text");
    finds("\nreturn 5", "2:1 not-a-check");
    finds("local x\nx.y = 1", "2:0 not-loaded");
    finds("while true do end", "0:0 not-loaded");
    finds("local c = check { id = 'a', title = 'T', severity = 'low', " RSV
          "\n run = function() return pass() end }\nreturn { c, c }",
          "3:1 not-a-check");
    finds("same('a', 'b') " GOOD RUN, "1:1 deprecated");
    finds(GOOD "controls = {'x', 'MCSB:BR-2', 'y'}, " RUN,
          "1:118 bad-control; 1:136 bad-control");
    finds(GOOD "controls = {7, 'y'}, " RUN, "1:118 wrong-type; 1:121 bad-control");
}

static void test_seen(void **state)
{
    (void)state;
    struct inspected out;
    inspect(
        "return {\n check { id = 'one' }, check { id = 'B' },\n check {\n  id = 'two' "
        "} }",
        &out);
    assert_int_equal(out.n_seen, 2);
    assert_string_equal(out.seen[0].id, "one");
    assert_int_equal(out.seen[0].line, 2);
    assert_string_equal(out.seen[1].id, "two");
    assert_int_equal(out.seen[1].line, 4);
    inspected_free(&out);
}

/* A scan refuses with the first defect, and counts the others. */
static void test_refusal(void **state)
{
    (void)state;
    struct err e = {0};
    const char *text =
        "return check {\n id = 'A',\n title = 'T.',\n controls = {'x'}, " RSV
        "severity = 'none' }";
    assert_null(script_load("zoo.lua", text, strlen(text), &limits, NULL, 0, &e));
    assert_string_equal(e.text,
                        "zoo.lua:1: check: run wants a function, found nil (and 2 "
                        "more: see holdfast validate)");
}

/* Whatever allocation fails while many defects are found: nothing is lost. */
static void test_memory(void **state)
{
    (void)state;
    const char *text =
        "return check { id = 'A', title = {}, sevrity = 1, targets = {'x', 7}, needs = { "
        "{ type = 'A.B/c', where = 'near' }, 8 }, settings = { d = {{}, 1}, e = 3 }, "
        "remedy = '{nme}', refs = {'http://x'}, why = 'a\\0' }";
    for (uint64_t limit = 1000; limit < 60000; limit += 97) {
        struct script_limits tight = {.memory = limit, .instructions = 200000};
        struct script_text t = {"zoo.lua", text, strlen(text), NULL};
        struct inspected out = {0};
        script_inspect(&t, &tight, NULL, 0, &out);
        assert_true(out.defects.n > 0);
        inspected_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_list),    cmocka_unit_test(test_rules),
        cmocka_unit_test(test_lines),   cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_script),  cmocka_unit_test(test_seen),
        cmocka_unit_test(test_refusal), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
