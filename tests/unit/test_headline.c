/* The first line of a report says a number only where all that it takes was asked, judged
 * and listed. */
#include "base/buf.h"
#include "data/finding.h"
#include "report/headline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_says(struct survival s, char *shard, const char *wanted)
{
    struct result r = {.summary = {.survival = s}, .shard = shard};
    struct buf line = buf_make(1 << 12);
    r.summary.survival.told = true;
    headline_say(&r, &line);
    assert_string_equal(buf_str(&line), wanted);
    buf_free(&line);
}

static void test_certain(void **state)
{
    (void)state;
    assert_says((struct survival){.checks = 33, .vaults = 18, .lost = 12}, NULL,
                "12 of 18 vaults would lose backups if somebody got in tonight.");
    assert_says((struct survival){.checks = 33, .vaults = 1, .lost = 1}, NULL,
                "1 of 1 vault would lose backups if somebody got in tonight.");
    assert_says((struct survival){.checks = 33, .vaults = 18}, NULL,
                "0 of 18 vaults would lose backups if somebody got in tonight.");
    assert_says((struct survival){.checks = 33}, NULL,
                "No vault was found: there is no backup here that could survive.");
}

static void test_not_asked(void **state)
{
    (void)state;
    unsigned mua = survival_bit("mua-enabled"),
             soft = survival_bit("soft-delete-enabled");
    assert_says(
        (struct survival){
            .checks = 1, .lacking = SURVIVAL_ALL, .vaults = 18, .unknown = 18},
        NULL,
        "1 check ran: it does not say whether backups would survive. That takes "
        "immutability-enabled, mua-enabled, mua-guard-exclusions, "
        "mua-guard-separate-scope and soft-delete-enabled.");
    assert_says((struct survival){.checks = 7, .lacking = mua, .vaults = 2, .unknown = 2},
                NULL,
                "7 checks ran: they do not say whether backups would survive. That takes "
                "also mua-enabled.");
    assert_says(
        (struct survival){
            .checks = 7, .lacking = mua | soft, .vaults = 5, .lost = 2, .unknown = 3},
        NULL,
        "At least 2 of 5 vaults would lose backups if somebody got in tonight; 3 "
        "could not be judged without mua-enabled and soft-delete-enabled.");
}

static void test_not_judged(void **state)
{
    (void)state;
    assert_says(
        (struct survival){.checks = 33, .vaults = 18, .lost = 3, .unknown = 4}, NULL,
        "At least 3 of 18 vaults would lose backups if somebody got in tonight; 4 "
        "could not be judged.");
    assert_says(
        (struct survival){.checks = 33, .vaults = 18, .unknown = 18}, NULL,
        "Whether backups would survive is not known: 18 of 18 vaults could not be "
        "judged.");
    assert_says((struct survival){.checks = 33, .vaults = 3, .unknown = 2}, NULL,
                "Whether backups would survive is not known: 2 of 3 vaults could not be "
                "judged. 1 vault would keep its own.");
}

static void test_not_listed(void **state)
{
    (void)state;
    assert_says((struct survival){.checks = 33, .unlisted = true}, NULL,
                "Whether backups would survive is not known: no vault could be listed.");
    assert_says((struct survival){.checks = 33, .vaults = 3, .unlisted = true}, NULL,
                "Whether backups would survive is not known: there may be vaults that "
                "could not be listed. 3 vaults would keep theirs.");
    assert_says(
        (struct survival){.checks = 33, .vaults = 3, .unknown = 3, .unlisted = true},
        NULL,
        "Whether backups would survive is not known: 3 of 3 vaults could not be "
        "judged, and there may be vaults that could not be listed.");
    assert_says((struct survival){.checks = 33, .vaults = 3, .lost = 3, .unlisted = true},
                NULL,
                "At least 3 of 3 vaults would lose backups if somebody got in tonight; "
                "there may be vaults that could not be listed.");
}

static void test_share(void **state)
{
    (void)state;
    char one[] = "2/3", two[] = "1/3 2/3";
    assert_says((struct survival){.checks = 33, .vaults = 2}, one,
                "0 of 2 vaults would lose backups if somebody got in tonight. This is "
                "share 2/3 of the subscriptions alone.");
    assert_says((struct survival){.checks = 33, .vaults = 2, .lost = 2}, two,
                "2 of 2 vaults would lose backups if somebody got in tonight. This is "
                "shares 1/3 2/3 of the subscriptions alone.");
}

/* A report of an earlier version. */
static void test_not_told(void **state)
{
    (void)state;
    struct result r = {.source = NULL};
    struct buf line = buf_make(1 << 12);
    headline_say(&r, &line);
    assert_string_equal(buf_str(&line),
                        "This report does not say whether backups would survive.");
    buf_free(&line);
}

/* Whatever the numbers: "0 of" only when it is certain. */
static void test_never_calms(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * 3 * 3 * 2; i++) {
        struct survival s = {.told = true, .checks = 2, .vaults = 4};
        s.lacking = i & 1 ? 2 : 0;
        s.lost = i / 2 % 3;
        s.unknown = i / 6 % 3;
        s.unlisted = i / 18;
        struct result r = {.summary = {.survival = s}};
        struct buf line = buf_make(1 << 12);
        headline_say(&r, &line);
        bool plain = buf_str(&line)[0] >= '0' && buf_str(&line)[0] <= '9' &&
                     !strstr(buf_str(&line), "ran:");
        assert_int_equal(plain, survival_certain(&s));
        buf_free(&line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certain),     cmocka_unit_test(test_not_asked),
        cmocka_unit_test(test_not_judged),  cmocka_unit_test(test_not_listed),
        cmocka_unit_test(test_share),       cmocka_unit_test(test_not_told),
        cmocka_unit_test(test_never_calms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
