/* The table of options: what is taken, what is refused, and with which hint. */
#include "base/buf.h"
#include "base/err.h"
#include "cmd/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Parses words that are separated by blanks. */
static int parse(struct options *o, unsigned command, const char *line, struct err *e)
{
    char copy[256], *rest = copy, *argv[32];
    int argc = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word; *copy && (word = strsep(&rest, " "));)
        argv[argc++] = word;
    *o = (struct options){0};
    *e = (struct err){0};
    return options_parse(o, command, argc, argv, e);
}

static void assert_taken(unsigned command, const char *line)
{
    struct options o;
    struct err e;
    if (parse(&o, command, line, &e))
        fail_msg("\"%s\": %s", line, e.text);
    options_free(&o);
}

static void assert_refused(unsigned command, const char *line, const char *says)
{
    struct options o;
    struct err e;
    if (parse(&o, command, line, &e) != -ERR_USAGE)
        fail_msg("\"%s\" was taken", line);
    if (!strstr(e.text, says))
        fail_msg("\"%s\": \"%s\" does not say \"%s\"", line, e.text, says);
    options_free(&o);
}

static void test_values(void **state)
{
    (void)state;
    struct options o;
    struct err e;
    assert_int_equal(parse(&o, FOR_SCAN,
                           "--from a.jsonl -c x-* --check=y -cz --jobs 3 -q -f json "
                           "--subscription s1 -s s2 -o - --allow-incomplete",
                           &e),
                     0);
    assert_string_equal(o.from, "a.jsonl");
    assert_int_equal(o.checks.n, 3);
    assert_string_equal(o.checks.at[0], "x-*");
    assert_string_equal(o.checks.at[1], "y");
    assert_string_equal(o.checks.at[2], "z");
    assert_int_equal(o.jobs, 3);
    assert_true(o.quiet && o.allow_incomplete && !o.verbose);
    assert_string_equal(o.format, "json");
    assert_string_equal(o.output, "-");
    assert_int_equal(o.subscriptions.n, 2);
    assert_int_equal(o.words.n, 0);
    options_free(&o);
}

static void test_last_wins(void **state)
{
    (void)state;
    struct options o;
    struct err e;
    assert_int_equal(parse(&o, FOR_SCAN, "-f text -f json --jobs 2 --jobs 4", &e), 0);
    assert_string_equal(o.format, "json");
    assert_int_equal(o.jobs, 4);
    options_free(&o);
}

static void test_words(void **state)
{
    (void)state;
    struct options o;
    struct err e;
    assert_int_equal(parse(&o, FOR_INVENTORY, "load - -o out -- --from", &e), 0);
    assert_int_equal(o.words.n, 3);
    assert_string_equal(o.words.at[0], "load");
    assert_string_equal(o.words.at[1], "-");
    assert_string_equal(o.words.at[2], "--from");
    options_free(&o);
}

static void test_unknown(void **state)
{
    (void)state;
    assert_refused(FOR_SCAN, "--frm x", "did you mean --from");
    assert_refused(FOR_SCAN, "--no-colour", "did you mean --no-color");
    assert_refused(FOR_SCAN, "--xyzzyxyzzy", "--help");
    assert_refused(FOR_SCAN, "-Z", "-Z");
}

/* An abbreviation works until the next option that begins alike: so it never works. */
static void test_abbreviations(void **state)
{
    (void)state;
    assert_refused(FOR_SCAN, "--sub x", "--subscription");
    assert_refused(FOR_SCAN, "--assume", "--assume-complete");
    assert_refused(FOR_SCAN, "--che x", "--check");
    assert_taken(FOR_SCAN, "--check x");
    assert_taken(FOR_SCAN, "--check-dir x");
}

static void test_values_missing_or_bad(void **state)
{
    (void)state;
    assert_refused(FOR_SCAN, "--from", "FILE");
    assert_refused(FOR_SCAN, "-c", "PATTERN");
    assert_refused(FOR_SCAN, "--quiet=yes", "no value");
    assert_refused(FOR_SCAN, "--jobs 0", "1 to");
    assert_refused(FOR_SCAN, "--jobs -1", "1 to");
    assert_refused(FOR_SCAN, "--jobs 65", "64");
    assert_refused(FOR_SCAN, "--jobs 2x", "2x");
    assert_refused(FOR_SCAN, "--jobs 99999999999999999999", "64");
    assert_refused(FOR_SCAN, "--timeout=", "--timeout");
    assert_taken(FOR_SCAN, "--jobs 64");
}

static void test_of_other_subcommands(void **state)
{
    (void)state;
    assert_refused(FOR_QUERY, "--auth auto", "--auth");
    assert_refused(FOR_COLLECT, "--from x", "--from");
    assert_refused(FOR_VERSION, "-o x", "--output");
    assert_taken(FOR_VERSION, "--help");
    assert_taken(FOR_COLLECT, "--auth auto");
    assert_taken(FOR_COLLECT, "--resume --shard 1/2");
    assert_refused(FOR_QUERY, "--shard 1/2", "--shard");
}

static void test_of_later_versions(void **state)
{
    (void)state;
    static const char *const later[] = {"--mute x", "--baseline x", "--history x"};
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        assert_refused(FOR_SCAN, later[i], "not available in this version");
}

static size_t place_of(const char *name)
{
    size_t i = 0;
    while (strcmp(options_at(i)->name, name))
        i++;
    return i;
}

static void give(struct options *o, const char *name, enum origin origin,
                 const char *value, int wanted)
{
    struct err e = {0};
    assert_int_equal(options_give(o, place_of(name), origin, value, &e), wanted);
}

/* The command line wins over the profile, that over the configuration; lists are taken
 * whole. */
static void test_origins(void **state)
{
    (void)state;
    struct options o;
    struct err e;
    assert_int_equal(parse(&o, FOR_SCAN, "-c mine --jobs 3", &e), 0);
    give(&o, "check", ORIGIN_CONFIG, "other", 0);
    give(&o, "jobs", ORIGIN_PROFILE, "9", 0);
    give(&o, "skip", ORIGIN_CONFIG, "a", 0);
    give(&o, "skip", ORIGIN_CONFIG, "b", 0);
    give(&o, "control", ORIGIN_CONFIG, "c", 0);
    give(&o, "control", ORIGIN_PROFILE, NULL, 0);
    give(&o, "quiet", ORIGIN_CONFIG, "true", 0);
    give(&o, "quiet", ORIGIN_PROFILE, "false", 0);
    give(&o, "quiet", ORIGIN_CONFIG, "true", 0);
    give(&o, "fail-on", ORIGIN_CONFIG, "low", 0);
    give(&o, "fail-on", ORIGIN_PROFILE, "high", 0);
    give(&o, "timeout", ORIGIN_CONFIG, "0", -ERR_USAGE);
    assert_int_equal(o.checks.n, 1);
    assert_string_equal(o.checks.at[0], "mine");
    assert_int_equal(o.jobs, 3);
    assert_int_equal(o.skips.n, 2);
    assert_int_equal(o.controls.n, 0);
    assert_false(o.quiet);
    assert_string_equal(o.fail_on, "high");
    assert_int_equal(o.origin[place_of("fail-on")], ORIGIN_PROFILE);
    assert_int_equal(o.origin[place_of("check")], ORIGIN_COMMAND);
    struct strs values = {0};
    options_values(&o, place_of("skip"), &values);
    options_values(&o, place_of("quiet"), &values);
    options_values(&o, place_of("jobs"), &values);
    options_values(&o, place_of("auth"), &values);
    assert_int_equal(values.n, 4);
    assert_string_equal(values.at[1], "b");
    assert_string_equal(values.at[2], "false");
    assert_string_equal(values.at[3], "3");
    strs_free(&values);
    options_free(&o);
}

static void test_config_takes_a_scans(void **state)
{
    (void)state;
    assert_taken(FOR_CONFIG, "show --config x --from y --jobs 2");
    assert_refused(FOR_REPORT, "--config x", "--config");
}

static void test_help_names_all(void **state)
{
    (void)state;
    struct buf out = buf_make(1 << 16);
    options_help(FOR_SCAN, &out);
    static const char *const some[] = {"--subscription ID|NAME", "--from FILE", "-c, ",
                                       "--set CHECK.NAME=VALUE", "--help"};
    for (size_t i = 0; i < sizeof some / sizeof *some; i++)
        assert_non_null(strstr(buf_str(&out), some[i]));
    buf_clear(&out);
    options_help(FOR_QUERY, &out);
    assert_non_null(strstr(buf_str(&out), "--from"));
    assert_null(strstr(buf_str(&out), "--auth"));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_last_wins),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_abbreviations),
        cmocka_unit_test(test_values_missing_or_bad),
        cmocka_unit_test(test_of_other_subcommands),
        cmocka_unit_test(test_of_later_versions),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_config_takes_a_scans),
        cmocka_unit_test(test_help_names_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
