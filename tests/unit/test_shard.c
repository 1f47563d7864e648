/* Shares of subscriptions: what is read, and that they are disjoint and complete. */
#include "base/err.h"
#include "data/shard.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *index_, *task, *count, *least, *step;

static const char *env(const char *name)
{
    return !strcmp(name, "JOB_COMPLETION_INDEX")     ? index_
           : !strcmp(name, "SLURM_ARRAY_TASK_ID")    ? task
           : !strcmp(name, "SLURM_ARRAY_TASK_COUNT") ? count
           : !strcmp(name, "SLURM_ARRAY_TASK_MIN")   ? least
           : !strcmp(name, "SLURM_ARRAY_TASK_STEP")  ? step
                                                     : NULL;
}

static void reads(const char *text, unsigned i, unsigned n)
{
    struct shard s = {0, 0};
    struct err e;
    char out[SHARD_TEXT], wanted[SHARD_TEXT];
    if (shard_read(text, env, &s, &e))
        fail_msg("%s: %s", text, e.text);
    assert_int_equal(s.i, i);
    assert_int_equal(s.n, n);
    shard_text(s, out);
    snprintf(wanted, sizeof wanted, "%u/%u", i, n);
    assert_string_equal(out, wanted);
}

static void refuses(const char *text, const char *says)
{
    struct shard s = {0, 0};
    struct err e = {0};
    if (shard_read(text, env, &s, &e) != -ERR_USAGE || s.n)
        fail_msg("%s was taken", text);
    if (!strstr(e.text, says))
        fail_msg("%s: \"%s\" does not say \"%s\"", text, e.text, says);
}

static void test_written(void **state)
{
    (void)state;
    reads("1/1", 1, 1);
    reads("3/8", 3, 8);
    reads("1000/1000", 1000, 1000);
    static const char *const bad[] = {"",      "3",      "/",    "3/",     "/8",   "0/8",
                                      "9/8",   "3/0",    "-1/8", "3/-8",   "a/8",  "3/8x",
                                      "3/8/",  " 3/8",   "3 /8", "1/1001", "+3/8", "3/8 ",
                                      "0x1/8", "AUTO/8", "3.0/8"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refuses(bad[i], "--shard");
    struct shard s;
    struct err e;
    assert_int_equal(shard_read("auto/8", NULL, &s, &e), -ERR_USAGE);
}

static void test_kubernetes(void **state)
{
    (void)state;
    refuses("auto/8", "JOB_COMPLETION_INDEX");
    index_ = "0";
    reads("auto/8", 1, 8);
    refuses("auto", "auto/N");
    index_ = "7";
    reads("auto/8", 8, 8);
    index_ = "8";
    refuses("auto/8", "share 9 of 8");
    index_ = "x";
    refuses("auto/8", "JOB_COMPLETION_INDEX");
    index_ = NULL;
}

static void test_slurm(void **state)
{
    (void)state;
    refuses("auto", "SLURM_ARRAY_TASK_ID");
    task = "3";
    refuses("auto", "SLURM_ARRAY_TASK_COUNT");
    count = "4";
    reads("auto", 4, 4); /* numbered from 0 */
    reads("auto/8", 4, 8);
    least = "1";
    reads("auto", 3, 4);
    task = "9", least = "1", step = "4", count = "3";
    reads("auto", 3, 3);
    task = "10";
    refuses("auto", "evenly");
    task = "13";
    refuses("auto", "share 4 of 3");
    task = "0";
    refuses("auto", "evenly");
    task = "1", step = "0";
    refuses("auto", "evenly");
    step = NULL, count = "0";
    refuses("auto", "share");
    count = "2000";
    refuses("auto", "share");
    task = count = least = NULL;
}

static void id_of(unsigned i, char out[64])
{
    snprintf(out, 64, "%08x-c0a7-4500-8000-%012x", i * 2654435761u, i);
}

/* Each subscription is in one share, and no share is much larger than another. */
static void test_shares(void **state)
{
    (void)state;
    enum { SUBSCRIPTIONS = 2000 };
    char id[64];
    for (unsigned n = 1; n <= 64; n++) {
        unsigned in[65] = {0};
        for (unsigned k = 0; k < SUBSCRIPTIONS; k++) {
            unsigned takers = 0;
            id_of(k, id);
            for (unsigned i = 1; i <= n; i++) {
                bool takes = shard_takes((struct shard){i, n}, id);
                takers += takes;
                in[i] += takes;
            }
            assert_int_equal(takers, 1);
        }
        for (unsigned i = 1; i <= n; i++)
            assert_in_range(in[i], SUBSCRIPTIONS / n / 3, SUBSCRIPTIONS / n * 3);
    }
    assert_true(shard_takes((struct shard){0, 0}, id));
}

/* Inventories of different versions must fit each other: these never change. */
static void test_stable(void **state)
{
    (void)state;
    static const char lower[] = "10000000-c0a7-4500-8000-00000000000a";
    static const char upper[] = "10000000-C0A7-4500-8000-00000000000A";
    unsigned of[] = {7, 64, 1000}, at[3] = {0};
    for (size_t k = 0; k < 3; k++)
        for (unsigned i = 1; i <= of[k]; i++) {
            bool takes = shard_takes((struct shard){i, of[k]}, lower);
            assert_int_equal(takes, shard_takes((struct shard){i, of[k]}, upper));
            at[k] = takes ? i : at[k];
        }
    assert_int_equal(at[0], 4);
    assert_int_equal(at[1], 39);
    assert_int_equal(at[2], 783);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_written), cmocka_unit_test(test_kubernetes),
        cmocka_unit_test(test_slurm),   cmocka_unit_test(test_shares),
        cmocka_unit_test(test_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
