/* Which vaults would lose backups: a failing check that tells says so; only a vault that
 * every needed check has judged is said to keep them. */
#include "report_estate.h"
#include "scan/survey.h"

#include "base/err.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TELLS = SURVIVAL_NEEDS, TAG, CHECKS };

struct vaults {
    struct estate *t;
    struct check_info check[CHECKS];
    const struct check_info *list[CHECKS];
};

static int make(void **state)
{
    static char immutability[] = "immutability", owner[] = "governance",
                more[] = "soft-delete-more", tag[] = "vault-owner";
    struct vaults *v = mem_new(sizeof *v);
    estate_make((void **)&v->t);
    for (size_t i = 0; i < CHECKS; i++) {
        v->check[i] = (struct check_info){.severity = SEVERITY_HIGH,
                                          .protection = i == TAG ? owner : immutability};
        v->check[i].id = i == TAG     ? tag
                         : i == TELLS ? more
                                      : (char *)(uintptr_t)survival_need(i);
        v->list[i] = &v->check[i];
        if (i < 3)
            v->t->checks[i] = v->list[i];
    }
    v->t->result.checks = v->list;
    v->t->result.n_checks = CHECKS;
    *state = v;
    return 0;
}

static int drop(void **state)
{
    struct vaults *v = *state;
    void *t = v->t;
    estate_drop(&t);
    free(v);
    return 0;
}

struct surveying {
    struct survey *s;
    struct err *e;
};

static int weigh(void *ctx, const struct finding *f)
{
    struct surveying *s = ctx;
    return survey_weigh(s->s, f, s->e);
}

static int survey(struct result *r, struct err *e)
{
    struct surveying s = {survey_make(r), e};
    int rc = r->findings.read(r->findings.self, weigh, &s, e);
    survey_end(s.s);
    return rc;
}

static void find(struct vaults *v, size_t check, int64_t row, enum verdict verdict,
                 enum severity s)
{
    estate_find(v->t, 0, row, verdict, s, NULL);
    v->t->at[v->t->n - 1].check = v->list[check];
}

/* Every needed check passes on both vaults, but for one on the second. */
static void pass_all(struct vaults *v, size_t but)
{
    for (size_t i = 0; i < SURVIVAL_NEEDS; i++)
        if (survival_bit("mua-guard-exclusions") != 1u << i) {
            find(v, i, v->t->vault, VERDICT_PASS, SEVERITY_NONE);
            if (i != but)
                find(v, i, v->t->other, VERDICT_PASS, SEVERITY_NONE);
        }
}

static void assert_counts(struct vaults *v, uint64_t vaults, uint64_t lost,
                          uint64_t unknown)
{
    struct err e;
    assert_int_equal(survey(&v->t->result, &e), 0);
    const struct survival *s = &v->t->result.summary.survival;
    assert_true(s->told);
    assert_int_equal(s->vaults, vaults);
    assert_int_equal(s->lost, lost);
    assert_int_equal(s->unknown, unknown);
}

static bool certain(const struct vaults *v)
{
    return survival_certain(&v->t->result.summary.survival);
}

static void test_all_pass(void **state)
{
    struct vaults *v = *state;
    assert_counts(v, 0, 0, 0);
    pass_all(v, CHECKS);
    assert_counts(v, 2, 0, 0);
    assert_true(certain(v));
}

static void test_tag_does_not_tell(void **state)
{
    struct vaults *v = *state;
    v->t->result.checks = v->list + TAG;
    v->t->result.n_checks = 1;
    find(v, TAG, v->t->vault, VERDICT_FAIL, SEVERITY_CRITICAL);
    find(v, TAG, v->t->other, VERDICT_PASS, SEVERITY_NONE);
    assert_counts(v, 0, 0, 0);
    assert_int_equal(v->t->result.summary.survival.lacking, SURVIVAL_ALL);
    assert_false(certain(v));
}

/* Selected, and yet without a verdict on the second vault. */
static void test_one_is_missing(void **state)
{
    struct vaults *v = *state;
    pass_all(v, 0);
    assert_counts(v, 2, 0, 1);
    find(v, 0, v->t->other, VERDICT_UNKNOWN, SEVERITY_NONE);
    assert_counts(v, 2, 0, 1);
    find(v, 1, v->t->vault, VERDICT_ERROR, SEVERITY_NONE);
    assert_counts(v, 2, 0, 2);
    assert_false(certain(v));
}

static void test_not_selected(void **state)
{
    struct vaults *v = *state;
    pass_all(v, CHECKS);
    for (size_t i = 0; i < SURVIVAL_NEEDS; i++) {
        const struct check_info *left = v->list[i];
        v->list[i] = v->list[TAG];
        struct err e;
        assert_int_equal(survey(&v->t->result, &e), 0);
        assert_int_equal(v->t->result.summary.survival.lacking, 1u << i);
        assert_false(certain(v));
        v->list[i] = left;
    }
}

static void test_lost(void **state)
{
    struct vaults *v = *state;
    pass_all(v, CHECKS);
    find(v, TAG, v->t->vault, VERDICT_FAIL, SEVERITY_CRITICAL);
    find(v, TELLS, v->t->vault, VERDICT_FAIL, SEVERITY_MEDIUM);
    find(v, TELLS, v->t->other, VERDICT_WARN, SEVERITY_HIGH);
    assert_counts(v, 2, 0, 0);
    find(v, TELLS, v->t->item, VERDICT_FAIL, SEVERITY_HIGH); /* its vault's fate */
    assert_counts(v, 2, 1, 0);
    find(v, TELLS, v->t->vault, VERDICT_UNKNOWN, SEVERITY_NONE); /* changes nothing */
    assert_counts(v, 2, 1, 0);
}

/* A configuration that calls it less grave keeps no backup. */
static void test_regraded(void **state)
{
    struct vaults *v = *state;
    pass_all(v, CHECKS);
    v->check[TELLS].severity = SEVERITY_LOW;
    v->check[TELLS].own_severity = SEVERITY_HIGH;
    find(v, TELLS, v->t->vault, VERDICT_FAIL, SEVERITY_LOW);
    v->t->at[v->t->n - 1].original = SEVERITY_HIGH;
    assert_counts(v, 2, 1, 0);
}

static void test_gaps(void **state)
{
    struct vaults *v = *state;
    char vault[] = ESTATE_VAULT, sub[] = "/subscriptions/5ab", third[] = ESTATE_VAULT "2",
         rsv[] = "Microsoft.RecoveryServices/vaults", vm[] = "Microsoft.Compute/x";
    struct gap_line gap = {.scope = sub, .type = vm};
    pass_all(v, CHECKS);
    v->t->result.gaps = &gap;
    v->t->result.n_gaps = 1;
    assert_counts(v, 2, 0, 0);
    assert_true(certain(v));
    gap.type = rsv; /* the list of vaults: who knows how many there are */
    assert_counts(v, 2, 0, 0);
    assert_true(v->t->result.summary.survival.unlisted);
    gap.type = NULL;
    assert_counts(v, 2, 0, 0);
    assert_false(certain(v));
    gap.scope = vault;
    assert_counts(v, 2, 0, 1);
    assert_false(v->t->result.summary.survival.unlisted);
    gap.scope = third; /* known by its gap alone */
    assert_counts(v, 3, 0, 1);
    v->t->result.gaps = NULL;
    v->t->result.n_gaps = 0;
}

#define WITH_VAULTS(test) cmocka_unit_test_setup_teardown(test, make, drop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_VAULTS(test_all_pass),       WITH_VAULTS(test_tag_does_not_tell),
        WITH_VAULTS(test_one_is_missing), WITH_VAULTS(test_not_selected),
        WITH_VAULTS(test_lost),           WITH_VAULTS(test_regraded),
        WITH_VAULTS(test_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
