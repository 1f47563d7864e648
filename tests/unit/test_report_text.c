/* The report for a person: the answer first, the worst next, and nothing that could move
 * a terminal. */
#include "report_estate.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Each of the words stands in the text, behind the one before. */
static void assert_order(const struct buf *text, const char *const *words)
{
    const char *at = buf_str(text);
    for (; *words; words++) {
        const char *found = strstr(at, *words);
        if (!found)
            fail_msg("\"%s\" does not come in its place in:\n%s", *words, buf_str(text));
        at = found + strlen(*words);
    }
}

static void assert_lacks(const struct buf *text, const char *word)
{
    if (strstr(buf_str(text), word))
        fail_msg("\"%s\" is in:\n%s", word, buf_str(text));
}

static size_t count(const struct buf *text, const char *word)
{
    size_t n = 0;
    for (const char *p = buf_str(text); (p = strstr(p, word)); p += strlen(word))
        n++;
    return n;
}

static void test_worst_first(void **state)
{
    struct estate *t = *state;
    struct frame_detail *d = mem_new(3 * sizeof *d);
    d[0].message = estate_text("a small thing");
    d[1].message = estate_text("a bad thing");
    d[2].message = estate_text("could not be read");
    estate_find(t, 0, t->other, VERDICT_WARN, SEVERITY_LOW, &d[0]);
    estate_find(t, 0, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    estate_find(t, 1, t->vault, VERDICT_UNKNOWN, SEVERITY_NONE, &d[2]);
    estate_find(t, 2, t->item, VERDICT_FAIL, SEVERITY_CRITICAL, &d[1]);
    struct buf text = estate_report(t, "text");
    assert_order(&text,
                 (const char *const[]){
                     "1 of 2 vaults", "1 critical", "1 low", "Incomplete", "== critical",
                     "c-check", "1 resource", "a bad thing", "i (vault Alpha)",
                     "az thing -n i", "== low", "a-check", "a small thing", "Beta (rg-1)",
                     "== not judged", "could not be read", "Alpha", NULL});
    assert_order(&text, (const char *const[]){"Judged 3 of 4", "1 pass", "1 warn",
                                              "1 fail", "1 unknown", NULL});
    buf_free(&text);
    free(d);
}

static void test_nothing_wrong(void **state)
{
    struct estate *t = *state;
    estate_find(t, 0, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    t->result.complete = true;
    t->result.summary.survival.lost = 0;
    struct buf text = estate_report(t, "text");
    assert_order(&text, (const char *const[]){"0 of 2 vaults", "Judged 1 of 1", NULL});
    assert_lacks(&text, "Incomplete");
    assert_lacks(&text, "a-check"); /* what passes is counted, not listed */
    buf_free(&text);
}

static void test_lists_what_is_asked(void **state)
{
    struct estate *t = *state;
    estate_find(t, 0, t->vault, VERDICT_PASS, SEVERITY_NONE, NULL);
    estate_find(t, 1, t->vault, VERDICT_FAIL, SEVERITY_HIGH, NULL);
    t->result.listed = 1u << VERDICT_PASS;
    struct buf text = estate_report(t, "text");
    assert_order(&text, (const char *const[]){"1 of 2 vaults", "a-check", NULL});
    assert_lacks(&text, "b-check");
    buf_free(&text);
}

/* Names are a stranger's: no byte of them may do anything on a terminal. */
static void test_hostile_text(void **state)
{
    struct estate *t = *state;
    char scope[] = "/x\033[2J", file[] = "a\rb\007",
         why[] = "\xc2\x9b"
                 "31m\xe2\x80\xae";
    struct gap_line gap = {scope, NULL, why, NULL, scope, 403};
    struct refusal refused = {file, why};
    struct frame_detail *d = mem_new(sizeof *d);
    d->message = estate_text("\033]0;owned\007\nsecond line\xff");
    t->result.gaps = &gap;
    t->result.n_gaps = 1;
    t->result.refused = &refused;
    t->result.n_refused = 1;
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, d);
    struct buf text = estate_report(t, "text");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        assert_true(c == '\n' || (c >= 0x20 && c < 0x7f));
    }
    assert_order(&text, (const char *const[]){"\\u{1b}]0;owned\\u{7}\\u{a}second", NULL});
    assert_order(&text, (const char *const[]){"/x\\u{1b}[2J", "a\\u{d}b\\u{7}", NULL});
    buf_free(&text);
    free(d);
    t->result.gaps = NULL;
    t->result.n_gaps = 0;
}

/* What says the same is said once, whatever the number of resources. */
static void test_says_it_once(void **state)
{
    struct estate *t = *state;
    for (size_t i = 0; i < 24; i++)
        estate_find(t, i % 3, i < 12 ? t->other : t->vault, VERDICT_FAIL,
                    i < 12 ? SEVERITY_LOW : SEVERITY_CRITICAL, NULL);
    struct buf text = estate_report(t, "text");
    assert_int_equal(count(&text, "The thing is on"), 6); /* 3 checks, 2 severities */
    assert_int_equal(count(&text, "4 resources"), 6);
    assert_order(
        &text, (const char *const[]){"== critical", "for the first: az thing -n Alpha",
                                     "== low", "for the first: az thing -n Beta", NULL});
    buf_free(&text);
}

static void test_long_lists_are_counted(void **state)
{
    struct estate *t = *state;
    struct frame_detail *d = mem_new(9 * sizeof *d);
    char said[9][16];
    for (size_t i = 0; i < 20; i++)
        estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, NULL);
    for (size_t i = 0; i < 9; i++) {
        snprintf(said[i], sizeof said[i], "reason %zu", i);
        d[i].message = estate_text(said[i]);
        estate_find(t, 1, t->item, VERDICT_UNKNOWN, SEVERITY_NONE, &d[i]);
    }
    struct buf text = estate_report(t, "text");
    assert_order(&text, (const char *const[]){"a-check", "20 resources", "Alpha (rg-1)",
                                              " and 12 more\n", "b-check", "9 resources",
                                              "reason 0", "reason 5",
                                              "and 3 more for other reasons", NULL});
    assert_int_equal(count(&text, "(rg-1)"), 8);
    assert_lacks(&text, "reason 6");
    buf_free(&text);
    free(d);
}

static void test_gaps_of_one_kind(void **state)
{
    struct estate *t = *state;
    char scopes[5][8], type[] = "A.B/c", code[] = "AuthorizationFailed",
                       right[] = "A.B/c/read";
    struct gap_line gaps[6];
    for (size_t i = 0; i < 5; i++) {
        snprintf(scopes[i], sizeof scopes[i], "/s%zu", i);
        gaps[i] = (struct gap_line){scopes[i], type, code, NULL, right, 403};
    }
    gaps[5] = (struct gap_line){scopes[0], type, code, NULL, right, 404};
    t->result.gaps = gaps;
    t->result.n_gaps = 6;
    struct buf text = estate_report(t, "text");
    assert_order(&text, (const char *const[]){"Not read:",
                                              "A.B/c: 403 AuthorizationFailed, "
                                              "needs A.B/c/read",
                                              "below /s0", "below /s2", "and 2 more",
                                              "A.B/c: 404", "below /s0", NULL});
    assert_lacks(&text, "/s3");
    buf_free(&text);
    t->result.gaps = NULL;
    t->result.n_gaps = 0;
}

static void test_lines_are_wrapped(void **state)
{
    struct estate *t = *state;
    char words[900] = "";
    struct frame_detail *d = mem_new(sizeof *d);
    for (size_t used = 0; used + 8 < sizeof words; used = strlen(words))
        snprintf(words + used, sizeof words - used, "%swords", used ? " " : "");
    d->message = estate_text(words);
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, d);
    struct buf text = estate_report(t, "text");
    for (const char *line = buf_str(&text); *line; line += strspn(line, "\n")) {
        size_t len = strcspn(line, "\n");
        const char *word = strstr(line, "words");
        assert_true(len <= 100 || !word || word >= line + len);
        line += len;
    }
    assert_int_equal(count(&text, "words"), 149); /* none is lost */
    buf_free(&text);
    free(d);
}

static void test_reasons_of_errors(void **state)
{
    struct estate *t = *state;
    struct buf none = estate_report(t, "text");
    assert_int_equal(count(&none, "Errors:"), 0);
    estate_error(t, 0, t->vault, FAILURE_TOO_SLOW);
    estate_error(t, 1, t->vault, FAILURE_BLOCKED);
    estate_error(t, 2, t->vault, FAILURE_TOO_SLOW);
    struct buf text = estate_report(t, "text");
    assert_int_equal(count(&text, "Errors: 1 blocked, 2 too slow.\n"), 1);
    buf_free(&text);
    buf_free(&none);
}

static void test_one_of_each(void **state)
{
    struct estate *t = *state;
    char scope[] = "/x";
    struct gap_line gap = {.scope = scope};
    t->result.summary.resources = 1;
    strs_add(&t->result.subscriptions, "5ab");
    struct buf none = estate_report(t, "text");
    assert_order(&none, (const char *const[]){"0 info findings on 1 resource, as of",
                                              "1 subscription.", "0 errors, 0 gaps",
                                              "Judged 0 of 0 pairs", NULL});
    t->result.gaps = &gap;
    t->result.n_gaps = 1;
    estate_find(t, 0, t->vault, VERDICT_WARN, SEVERITY_LOW, NULL);
    struct buf one = estate_report(t, "text");
    assert_order(&one, (const char *const[]){"on 1 resource, ", "1 gap, ", "1 resource\n",
                                             "1 pair of", NULL});
    t->result.gaps = NULL;
    t->result.n_gaps = 0;
    strs_free(&t->result.subscriptions);
    buf_free(&none);
    buf_free(&one);
}

/* Values stand under what is grave; under the rest when they are asked for; never under
 * what passes. */
static void test_values(void **state)
{
    struct estate *t = *state;
    struct frame_detail *d = mem_new(sizeof *d);
    *d = (struct frame_detail){.n_evidence = 1};
    d->evidence[0] = (struct frame_evidence){
        estate_text(ESTATE_VAULT), estate_text("/a/state"), estate_text("\"Off\""), 1};
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, d);
    estate_find(t, 0, t->other, VERDICT_FAIL, SEVERITY_HIGH, d);
    estate_find(t, 1, t->vault, VERDICT_WARN, SEVERITY_MEDIUM, d);
    estate_find(t, 1, t->other, VERDICT_PASS, SEVERITY_NONE, d);
    estate_find(t, 2, t->other, VERDICT_UNKNOWN, SEVERITY_NONE, d);
    struct buf text = estate_report(t, "text");
    assert_order(&text,
                 (const char *const[]){"== high", "Alpha (rg-1), Beta (rg-1)\n",
                                       "    seen (first): a/state = Off (default)\n",
                                       "  do, for", "== medium", NULL});
    assert_int_equal(count(&text, "a/state"), 1);
    buf_free(&text);
    t->result.evidence = true;
    t->result.listed = ~0u;
    text = estate_report(t, "text");
    assert_order(&text,
                 (const char *const[]){"== high", "seen (first): ", "== medium",
                                       "seen: a/state", "== not judged", "seen: ", NULL});
    assert_int_equal(count(&text, "a/state"), 3);
    buf_free(&text);
    free(d);
}

/* The last line is to be copied: it works after this scan, in any shell. */
static void test_hint(void **state)
{
    struct estate *t = *state;
    char weak[] = "landlock (weak: without seccomp)";
    struct buf text = estate_report(t, "text");
    assert_order(&text, (const char *const[]){"decides: holdfast checks ID\n", NULL});
    buf_free(&text);
    strs_add(&t->result.check_dirs, "/opt/checks");
    strs_add(&t->result.check_dirs, "it's $HOME\033[2J");
    char *cage = t->result.cage;
    t->result.cage = weak;
    text = estate_report(t, "text");
    assert_order(&text, (const char *const[]){
                            "holdfast checks --check-dir /opt/checks "
                            "--check-dir 'it'\\''s $HOME\\u{1b}[2J' --weak-cage ID\n",
                            NULL});
    buf_free(&text);
    t->result.cage = cage;
    strs_free(&t->result.check_dirs);
}

/* A resource that holds nothing stands in a lower section: the reason stands beside it,
 * unless a configuration gave the severity. */
static void test_lowered(void **state)
{
    struct estate *t = *state;
    struct frame_detail *d = mem_new(sizeof *d);
    *d = (struct frame_detail){.n_remarks = 2};
    d->remarks[0] = (struct frame_remark){estate_text("lower"), estate_text("x")};
    d->remarks[1] = (struct frame_remark){estate_text("lowered"), estate_text("x")};
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, NULL);
    estate_find(t, 0, t->other, VERDICT_FAIL, SEVERITY_MEDIUM, d);
    estate_find(t, 1, t->other, VERDICT_FAIL, SEVERITY_LOW, d);
    t->at[t->n - 1].original = SEVERITY_HIGH;
    struct buf text = estate_report(t, "text");
    assert_order(&text,
                 (const char *const[]){"== high", "Alpha (rg-1)\n", "== medium",
                                       "Beta (rg-1; holds nothing, so one step lower)\n",
                                       "== low", "Beta (rg-1)\n", NULL});
    buf_free(&text);
    free(d);
}

static void test_same_bytes(void **state)
{
    struct estate *t = *state;
    estate_find(t, 0, t->vault, VERDICT_FAIL, SEVERITY_HIGH, NULL);
    estate_find(t, 1, t->item, VERDICT_WARN, SEVERITY_INFO, NULL);
    struct buf a = estate_report(t, "text"), b = estate_report(t, "text");
    assert_string_equal(buf_str(&a), buf_str(&b));
    buf_free(&a);
    buf_free(&b);
}

#define WITH_ESTATE(test) cmocka_unit_test_setup_teardown(test, estate_make, estate_drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ESTATE(test_worst_first),
        WITH_ESTATE(test_nothing_wrong),
        WITH_ESTATE(test_lists_what_is_asked),
        WITH_ESTATE(test_hostile_text),
        WITH_ESTATE(test_says_it_once),
        WITH_ESTATE(test_long_lists_are_counted),
        WITH_ESTATE(test_gaps_of_one_kind),
        WITH_ESTATE(test_lines_are_wrapped),
        WITH_ESTATE(test_same_bytes),
        WITH_ESTATE(test_lowered),
        WITH_ESTATE(test_hint),
        WITH_ESTATE(test_values),
        WITH_ESTATE(test_one_of_each),
        WITH_ESTATE(test_reasons_of_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
