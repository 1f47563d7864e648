/* Reports that are read back: every member that is shown is proven. */
#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "data/finding.h"
#include "report/report.h"
#include "report/saved.h"
#include "report_estate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void print(const char *check, const char *key, char out[72])
{
    snprintf(out, 72, "sha256:%064zx", strlen(check) + strlen(key));
}

/* The text read back; NULL with the reason. */
static struct saved *read_back(const char *text, size_t len, const char *inventory,
                               struct err *e)
{
    int fd = io_temp(NULL, e);
    assert_true(fd >= 0);
    assert_int_equal(io_write(fd, text, len, e), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct saved *s = saved_read(fd, "r", inventory, NULL, e);
    close(fd);
    return s;
}

static void fill(struct estate *t)
{
    static struct frame_detail d;
    d = (struct frame_detail){.message = estate_text("it is \"so\""), .n_evidence = 2};
    d.evidence[0] =
        (struct frame_evidence){estate_text(ESTATE_VAULT), estate_text("/a~1b"),
                                estate_text("{\"x\":[1,null]}"), 0};
    d.evidence[1] = (struct frame_evidence){estate_text(ESTATE_VAULT), estate_text("/c"),
                                            estate_text("\"Disabled\""), 1};
    d.remarks[0] = (struct frame_remark){estate_text("a/b~c"), estate_text("1")};
    d.remarks[1] = (struct frame_remark){estate_text("z"), estate_text("<2>")};
    d.n_remarks = 2;
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_CRITICAL, &d);
    estate_find(t, 1, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    estate_find(t, 0, t->item, VERDICT_WARN, SEVERITY_LOW, NULL);
    estate_find(t, 2, t->other, VERDICT_UNKNOWN, SEVERITY_NONE, &d);
    t->at[0].original = SEVERITY_HIGH;
    static char share[] = "1/3 2/3";
    t->result.shard = share;
    t->result.summary.survival = (struct survival){.told = true,
                                                   .checks = 3,
                                                   .lacking = 2,
                                                   .vaults = 2,
                                                   .unknown = 2,
                                                   .unlisted = true};
}

static void round_trip(struct estate *t, const char *format)
{
    char inventory[160];
    struct err e = {0};
    snprintf(inventory, sizeof inventory, "%s/names", t->folder);
    t->result.listed = 0;
    struct buf first = estate_report(t, format);
    struct saved *s = read_back(buf_str(&first), first.len, inventory, &e);
    if (!s)
        fail_msg("%s", e.text);
    struct result own = t->result;
    t->result = *saved_result(s);
    t->result.fingerprint = print;
    struct buf second = estate_report(t, format);
    t->result = own;
    assert_string_equal(buf_str(&first), buf_str(&second));
    saved_free(s);
    unlink(inventory);
    buf_free(&first);
    buf_free(&second);
}

static void test_round_trip(void **state)
{
    struct estate *t = *state;
    fill(t);
    strs_add(&t->result.check_dirs, "checks");
    strs_add(&t->result.check_dirs, "/b c");
    round_trip(t, "json");
    round_trip(t, "jsonl");
    strs_free(&t->result.check_dirs);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *old, *new, *says;
    } all[] = {
        {"\"status\":\"fail\"", "\"status\":\"bad\"", "line 2: a finding without a"},
        {"\"severity\":\"critical\"", "\"severity\":5", "usable severity"},
        {"\"original_severity\":\"high\"", "\"original_severity\":\"x\"", "severity"},
        {"\"check\":\"a-check\"", "\"check\":\"A\"", "usable check"},
        {"\"title\":\"The", "\"titel\":\"The", "usable title"},
        {"\"pointer\":\"/c\"", "\"pointer\":7", "usable evidence"},
        {"\"detail\":{\"a/b~c\":\"1\"", "\"detail\":{\"a/b~c\":1", "usable detail"},
        {"\"references\":[", "\"references\":[4,", "usable references"},
        {"\"controls\":[", "\"controls\":[{},", "usable controls"},
        {"\"type\":\"finding\"", "\"type\":\"found\"", "unknown type"},
        {"\"type\":\"finding\"", "\"tpye\":\"finding\"", "without a type"},
        {"\"fail\":1", "\"fail\":-1", "/summary/status/fail wants a count"},
        {"\"vaults\":2", "\"vaults\":1", "counts more than its vaults"},
        {"\"not_judged\":2", "\"not_judged\":null", "not_judged wants a count"},
        {"\"unlisted\":true", "\"unlisted\":1", "unlisted wants true or false"},
        {"\"complete\":", "\"komplete\":", "/scan/complete"},
        {"\"started\":\"2", "\"started\":\"x", "/scan/started wants a time"},
        {"\"resource\":{\"id\":\"/", "\"resource\":{\"id\":\"//", "usable resource"},
        {"{\"type\":\"summary\"", "\n{\"type\":\"summary\"", "line 6"}};
    struct estate *t = *state;
    char inventory[160];
    snprintf(inventory, sizeof inventory, "%s/names", t->folder);
    fill(t);
    struct buf text = estate_report(t, "jsonl");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct err e = {0};
        struct buf other = buf_make(1 << 20);
        const char *at = strstr(buf_str(&text), all[i].old);
        if (!at)
            fail_msg("the report has no %s", all[i].old);
        buf_add(&other, buf_str(&text), (size_t)(at - buf_str(&text)));
        buf_text(&other, all[i].new);
        buf_text(&other, at + strlen(all[i].old));
        struct saved *s = read_back(buf_str(&other), other.len, inventory, &e);
        if (s || !strstr(e.text, all[i].says))
            fail_msg("%s: %s", all[i].new, s ? "taken" : e.text);
        buf_free(&other);
        unlink(inventory);
    }
    buf_free(&text);
}

/* A report that is cut anywhere is never taken for a whole one. */
static void test_cut(void **state)
{
    static const char *const formats[] = {"json", "jsonl"};
    struct estate *t = *state;
    char inventory[160];
    snprintf(inventory, sizeof inventory, "%s/names", t->folder);
    fill(t);
    for (size_t i = 0; i < 2; i++) {
        t->result.listed = 0;
        struct buf text = estate_report(t, formats[i]);
        for (size_t len = 0; len + 1 < text.len; len += 13) {
            struct err e = {0};
            struct saved *s = read_back(buf_str(&text), len, inventory, &e);
            if (s)
                fail_msg("%s cut at byte %zu was taken", formats[i], len);
            unlink(inventory);
        }
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_round_trip, estate_make, estate_drop),
        cmocka_unit_test_setup_teardown(test_refusals, estate_make, estate_drop),
        cmocka_unit_test_setup_teardown(test_cut, estate_make, estate_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
