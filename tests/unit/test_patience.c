/* Throttling: whose turn it is, who is held up by whom, and how it ends. */

#include "collect_rig.h"

#include "base/clock.h"
#include "collect/lane.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* after what it needs */
#include <cmocka.h>

enum { VAULTS = 40, SIZE = 1 << 17 };
#define THERE S1 "/resourceGroups/RG/providers/" RSV "/a%d"
#define ELSEWHERE S2 "/resourceGroups/RG/providers/" RSV "/b%d"

static void keep(void *job) { ++*(int *)job; }

static struct lane_item *put(struct lane_set *s, const char *lane, int *job)
{
    struct lane_item *i = lane_item_make(lane_find(s, lane, 1000), "u", NULL, job);
    lane_push(s, i);
    return i;
}

/* The lane of the next that may start; NULL: none. */
static const char *next(struct lane_set *s, int64_t now, int64_t *wait)
{
    struct lane_item *i = lane_take(s, now, wait);
    const char *name = i ? i->lane->name : NULL;
    lane_item_free(i);
    return name;
}

static void test_turns(void **state)
{
    struct lane_set s = lane_set_make(20, 3, 7);
    int job = 0;
    int64_t wait = 5000;
    (void)state;
    for (int i = 0; i < 3; i++)
        put(&s, "a/Compute", &job);
    put(&s, "b/compute", &job);
    put(&s, "a/storage", &job);
    /* in turn, whatever waits behind */
    assert_string_equal(next(&s, 1000, &wait), "a/compute");
    assert_string_equal(next(&s, 1000, &wait), "b/compute");
    assert_string_equal(next(&s, 1000, &wait), "a/storage");
    assert_string_equal(next(&s, 1000, &wait), "a/compute");
    /* the subscription has spent its three, whichever providers they went to */
    assert_null(next(&s, 1000, &wait));
    assert_in_range((unsigned long)wait, 50, 52);
    assert_string_equal(next(&s, 1052, &wait), "a/compute");
    assert_null(s.turn);
    lane_set_free(&s, keep);
}

/* Resource Graph waits for none, as long as its few tokens last, and is one of many
 * then. */
static void test_graph_first(void **state)
{
    enum { MANY = 20, GRANTED = 12 };
    struct lane_set s = lane_set_make(20, 100, 7);
    int job = 0;
    int64_t wait = 5000;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        char name[32];
        snprintf(name, sizeof name, "s%d/compute", i);
        put(&s, name, &job);
        put(&s, LANE_GRAPH, &job);
    }
    for (int i = 0; i < GRANTED; i++)
        assert_string_equal(next(&s, 1000, &wait), LANE_GRAPH);
    for (int i = 0; i < MANY; i++)
        assert_string_not_equal(next(&s, 1000, &wait), LANE_GRAPH);
    assert_null(next(&s, 1000, &wait));
    assert_in_range((unsigned long)wait, 300, 340);
    assert_string_equal(next(&s, 1340, &wait), LANE_GRAPH);
    /* one that is blocked holds up nobody */
    throttle_block(&s.first->pace, 1340, 9000);
    put(&s, "s1/compute", &job);
    assert_string_equal(next(&s, 2340, &wait), "s1/compute");
    lane_set_free(&s, keep);
}

static void test_blocks(void **state)
{
    struct lane_set s = lane_set_make(20, 100, 7);
    int job = 0;
    int64_t wait = 5000;
    (void)state;
    put(&s, "a/compute", &job);
    put(&s, "a/storage", &job);
    put(&s, "b/compute", &job);
    /* a provider, then the whole subscription */
    throttle_block(&lane_find(&s, "a/compute", 0)->pace, 1000, 1900);
    assert_string_equal(next(&s, 1000, &wait), "a/storage");
    throttle_block(&lane_find(&s, "a/storage", 0)->budget->pace, 1000, 1800);
    put(&s, "a/storage", &job);
    assert_string_equal(next(&s, 1000, &wait), "b/compute");
    assert_null(next(&s, 1000, &wait));
    assert_int_equal(wait, 800);
    assert_null(lane_take_late(&s, 2000));
    struct lane_item *late = lane_take_late(&s, 1900);
    assert_string_equal(late->lane->name, "a/compute");
    lane_item_free(late);
    /* what is left in a bucket is what the other side says */
    throttle_cap(&lane_find(&s, "a/storage", 0)->budget->pace, 1800, 0);
    wait = 5000;
    assert_null(next(&s, 1800, &wait));
    assert_in_range((unsigned long)wait, 1, 51);
    for (int i = 0; i < 500; i++) { /* the table grows, the names stay apart */
        char name[32];
        snprintf(name, sizeof name, "s%d/compute", i);
        put(&s, name, &job);
        assert_string_equal(lane_find(&s, name, 0)->name, name);
    }
    lane_set_free(&s, keep);
    assert_int_equal(job, 501);
}

/* --- against the simulator: vaults in two subscriptions, the first is throttled --- */

static void start(struct run *r, const char *const *faults, long timeout)
{
    char *text = malloc(SIZE);
    assert_non_null(text);
    size_t n = (size_t)snprintf(text, SIZE, "%s", rig_estate);
    for (int i = 0; i < VAULTS; i++)
        n += (size_t)snprintf(text + n, SIZE - n,
                              RES(THERE, RSV, "") RES(ELSEWHERE, RSV, ""), i, i);
    rig_start(r, text, (struct sim_options){.faults = faults});
    free(text);
    rig_plan_usual(r);
    r->scope.timeout = timeout;
}

static void lower(char *key)
{
    for (; *key; key++)
        *key = *key >= 'A' && *key <= 'Z' ? (char)(*key + 32) : *key;
}

/* Requests below the vaults of a subscription that stand in the log, and the place of the
 * last that arrived. */
static size_t arrived(struct run *r, const char *words, size_t *last)
{
    char line[8192];
    size_t n = 0, at = 0;
    FILE *f = fopen(r->log, "r");
    assert_non_null(f);
    for (; fgets(line, sizeof line, f); at++)
        if (strstr(line, words)) {
            n++;
            *last = at;
        }
    fclose(f);
    return n;
}

/* It asks for more patience than there is: its gaps say so, and nobody waits. */
static void test_given_up(void **state)
{
    static const char *const faults[] = {"429sub@/vaults/a;retry-after=300", NULL};
    struct run r;
    size_t last;
    (void)state;
    start(&r, faults, 20);
    int64_t begin = clock_steady_ms();
    assert_int_equal(rig_collect(&r), 0);
    assert_true(clock_steady_ms() - begin < 8000);
    for (int i = 0; i < VAULTS; i++) {
        char key[300];
        snprintf(key, sizeof key, ELSEWHERE, i);
        lower(key);
        assert_true(rig_is_complete(&r, key, POLICIES));
        assert_true(rig_is_complete(&r, key, PROXIES));
    }
    /* 3 requests each; those that had been under way when the first 429 came */
    assert_in_range(arrived(&r, "/vaults/a", &last), 1, 16);
    assert_int_equal(arrived(&r, "/vaults/b", &last), VAULTS * 3);
    assert_true(rig_gaps(&r) >= VAULTS * 3);
    assert_true(rig_gap_codes(&r, "Throttled", 0) > VAULTS * 2);
    assert_true(rig_gap_codes(&r, "SubscriptionRequestsThrottled", 429) > 0);
    assert_int_equal(rig_gap_codes(&r, "Timeout", 0), 0);
    rig_end(&r);
}

/* It comes back: what the other subscription has to say was read meanwhile. */
static void test_fair(void **state)
{
    static const char *const faults[] = {"429sub@/vaults/a*1;retry-after=1", NULL};
    struct run r;
    size_t here = 0, there = 0;
    (void)state;
    start(&r, faults, 0);
    assert_int_equal(rig_collect(&r), 0);
    rig_no_gap(&r);
    assert_int_equal(arrived(&r, "/vaults/a", &here), VAULTS * 3 + 1);
    assert_int_equal(arrived(&r, "/vaults/b", &there), VAULTS * 3);
    assert_true(there < here);
    assert_int_equal(r.totals.throttled, 1);
    rig_end(&r);
}

/* One resource that is throttled for long costs that resource alone. */
static void test_one(void **state)
{
    static const char *const faults[] = {"429@/vaults/a7/backupPolicies;retry-after=300",
                                         NULL};
    struct run r;
    char key[300];
    (void)state;
    start(&r, faults, 20);
    assert_int_equal(rig_collect(&r), 0);
    snprintf(key, sizeof key, THERE, 7);
    lower(key);
    rig_only_gap(&r, key, POLICIES, 429, "ResourceRequestsThrottled");
    rig_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turns),  cmocka_unit_test(test_graph_first),
        cmocka_unit_test(test_blocks), cmocka_unit_test(test_given_up),
        cmocka_unit_test(test_fair),   cmocka_unit_test(test_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
