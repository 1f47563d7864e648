#include "base/buf.h"
#include "base/err.h"
#include "data/checkinfo.h"
#include "data/inventory.h"
#include "data/needs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SUBS "Microsoft.Resources/subscriptions"
#define RSV "Microsoft.RecoveryServices/vaults"
#define POLICIES RSV "/backupPolicies"
#define CONTAINERS RSV "/backupFabrics/protectionContainers"
#define ITEMS CONTAINERS "/protectedItems"
#define GUARD "Microsoft.DataProtection/resourceGuards"
#define DIAG "Microsoft.Insights/diagnosticSettings"
#define DISK "Microsoft.Compute/disks"
#define VM "Microsoft.Compute/virtualMachines"

#define S1 "/subscriptions/s1"
#define S2 "/subscriptions/s2"
#define RG S1 "/resourcegroups/rg"
#define V1 RG "/providers/microsoft.recoveryservices/vaults/v1"
#define V2 S2 "/resourcegroups/rg/providers/microsoft.recoveryservices/vaults/v2"
#define C1 V1 "/backupfabrics/azure/protectioncontainers/c1"
#define I1 C1 "/protecteditems/i1"
#define D1 RG "/providers/microsoft.compute/disks/d1"
#define M1 RG "/providers/microsoft.compute/virtualmachines/m1"

/* --- an inventory from a few lines --- */

struct fact {
    char kind; /* r resource, g gap, c complete */
    const char *scope, *type;
    int number; /* variant of a complete, status of a gap */
    const char *code, *action;
};

struct estate {
    char path[64];
    struct inventory *inv;
    struct needs *needs;
};

static void put(struct inventory *inv, const struct fact *f)
{
    if (f->kind == 'c') {
        assert_int_equal(inventory_put_complete(inv, f->scope, f->type, f->number, NULL),
                         0);
        return;
    }
    if (f->kind == 'g') {
        struct inventory_gap g = {.scope = f->scope,
                                  .type = f->type,
                                  .status = f->number,
                                  .code = f->code,
                                  .action = f->action};
        assert_int_equal(inventory_put_gap(inv, &g, NULL), 0);
        return;
    }
    struct inventory_resource r = {.id = f->scope, .body = "{}", .body_len = 2};
    assert_true(inventory_put(inv, &r, NULL) > 0);
}

static void estate_make(struct estate *s, const struct fact *facts, size_t n, bool assume)
{
    struct err e = {0};
    snprintf(s->path, sizeof s->path, "/tmp/holdfast-needs-XXXXXX");
    int fd = mkstemp(s->path);
    assert_true(fd >= 0);
    close(fd);
    struct inventory *inv = inventory_create(s->path, &e);
    if (!inv)
        fail_msg("%s", e.text);
    for (size_t i = 0; i < n; i++)
        put(inv, &facts[i]);
    assert_int_equal(inventory_finish(inv, &e), 0);
    s->inv = inventory_open(s->path, &e);
    assert_non_null(s->inv);
    s->needs = needs_make(s->inv, assume, &e);
    assert_non_null(s->needs);
}

static void estate_free(struct estate *s)
{
    needs_free(s->needs);
    inventory_close(s->inv);
    unlink(s->path);
}

#define MAKE(s, facts) estate_make(s, facts, sizeof(facts) / sizeof *(facts), false)
#define ASSUME(s, facts) estate_make(s, facts, sizeof(facts) / sizeof *(facts), true)

/* The need is met (want NULL), or `want` is the sentence. */
static void ask(struct estate *s, const char *key, const char *type,
                enum needs_where where, const char *want)
{
    struct buf why = buf_make(4096);
    int rc =
        needs_gap(s->needs, key, &(struct needs_what){type, where, NULL}, &why, NULL);
    if (rc != (want != NULL) || strcmp(buf_str(&why), want ? want : ""))
        print_error("%s of %s at %d: %d %s\n", type, key, (int)where, rc, buf_str(&why));
    assert_int_equal(rc, want != NULL);
    assert_string_equal(buf_str(&why), want ? want : "");
    buf_free(&why);
}

#define BELOW(s, key, type, want) ask(s, key, type, NEEDS_BELOW, want)
#define ABOVE(s, key, type, want) ask(s, key, type, NEEDS_ABOVE, want)
#define SCOPE(s, type, want) ask(s, "/nowhere/x", type, NEEDS_SCOPE, want)
#define NOT(type, scope) type " below " scope " was not collected"

/* --- complete --- */

/* Nothing has to be read to know that a policy is not below a machine. */
static void test_impossible(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', M1, 0, 0, 0, 0},
                                 {'r', C1, 0, 0, 0, 0},
                                 {'g', S2, RSV, 403, "AuthorizationFailed", 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, M1, POLICIES, NULL);
    BELOW(&s, C1, POLICIES, NULL);
    BELOW(&s, C1, ITEMS, NOT(ITEMS, C1));
    BELOW(&s, M1, DIAG, NOT(DIAG, M1));
    BELOW(&s, RG, DISK, NOT(DISK, RG));
    BELOW(&s, "/tenants/t", DISK, NOT(DISK, "/"));
    estate_free(&s);
}

static void test_nothing_said(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, V1, POLICIES, NOT(POLICIES, V1));
    SCOPE(&s, ITEMS, NOT(ITEMS, "/"));
    ask(&s, V1, GUARD, NEEDS_FOLLOWED, NULL);
    assert_false(needs_known(s.needs, "/", NULL, RSV));
    assert_false(needs_gone(s.needs, V2, NULL));
    struct buf why = buf_make(100);
    struct err e = {0};
    assert_int_equal(
        needs_gap(s.needs, V1,
                  &(struct needs_what){"Microsoft.None/x", NEEDS_BELOW, NULL}, &why, &e),
        -ERR_DATA);
    buf_free(&why);
    estate_free(&s);
}

static void test_there(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0}, {'r', I1, 0, 0, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, V1, ITEMS, NULL); /* somebody gave it */
    BELOW(&s, "/", ITEMS, NULL);
    SCOPE(&s, ITEMS, NOT(ITEMS, "/")); /* everywhere is more than somewhere */
    assert_false(needs_known(s.needs, V1, NULL, ITEMS));
    estate_free(&s);
}

static void test_stated(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},
                                 {'c', V1, POLICIES, -1, 0, 0},
                                 {'c', "/Subscriptions/S1/", VM, 0, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, V1, POLICIES, NULL);
    BELOW(&s, V1 "/x/y", POLICIES, NULL);
    BELOW(&s, V1 "x", POLICIES, NOT(POLICIES, V1 "x"));
    BELOW(&s, RG, POLICIES, NOT(POLICIES, RG));
    BELOW(&s, RG, VM, NULL);
    assert_true(needs_known(s.needs, S1, NULL, VM));
    assert_false(needs_known(s.needs, S2, NULL, VM));
    estate_free(&s);
}

static void test_variants(void **state)
{
    (void)state;
    struct fact facts[6] = {{'r', V1, 0, 0, 0, 0}};
    struct estate s;
    for (int i = 0; i < 5; i++)
        facts[i + 1] = (struct fact){'c', V1, CONTAINERS, i, 0, 0};
    estate_make(&s, facts, 5, false); /* the last variant is missing */
    BELOW(&s, V1, CONTAINERS, NOT(CONTAINERS, V1));
    estate_free(&s);
    estate_make(&s, facts, 6, false);
    BELOW(&s, V1, CONTAINERS, NULL);
    estate_free(&s);
    const struct fact all[] = {{'r', V1, 0, 0, 0, 0}, {'c', V1, CONTAINERS, -1, 0, 0}};
    MAKE(&s, all);
    BELOW(&s, V1, CONTAINERS, NULL);
    estate_free(&s);
}

/* A check whose verdicts hang on one kind minds no other; one that says nothing minds
 * them all. */
static void test_kinds(void **state)
{
    (void)state;
    struct check_only only[2] = {{.type = (char *)CONTAINERS}, {.type = (char *)ITEMS}};
    const struct check_info check = {.only = only, .n_only = 2};
    const struct needs_what what = {CONTAINERS, NEEDS_BELOW, &check};
    const struct fact facts[] = {
        {'r', S1, 0, 0, 0, 0},          {'r', V1, 0, 0, 0, 0},
        {'r', V2, 0, 0, 0, 0},          {'c', "/", SUBS, -1, 0, 0},
        {'c', S1, RSV, -1, 0, 0},       {'c', V1, CONTAINERS, 0, 0, 0},
        {'c', V1, CONTAINERS, 3, 0, 0}, {'c', V2, CONTAINERS, 0, 0, 0}};
    static const struct {
        const char *kinds[3];
        bool first, all;
    } cases[] = {{{"AzureWorkload"}, true, true},          {{"DPM"}, true, false},
                 {{"AzureWorkload", "DPM"}, true, false},  {{"MAB"}, false, false},
                 {{"AzureWorkload", "MAB"}, false, false}, {{NULL}, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct estate s;
        struct buf why = buf_make(1000);
        for (size_t k = 0; cases[i].kinds[k]; k++)
            strs_add(&only[0].kinds, cases[i].kinds[k]);
        MAKE(&s, facts);
        assert_int_equal(needs_gap(s.needs, V1, &what, &why, NULL), !cases[i].first);
        for (int again = 0; again < 2; again++) /* remembered */
            assert_int_equal(needs_known(s.needs, "/", &check, CONTAINERS), cases[i].all);
        assert_false(needs_known(s.needs, "/", NULL, CONTAINERS));
        buf_free(&why);
        estate_free(&s);
        strs_free(&only[0].kinds);
    }
}

/* A container of one kind is there, and it is known that others were not asked for: who
 * wants those, or all, is told so. */
static void test_kinds_there(void **state)
{
    (void)state;
    struct check_only only[1] = {{.type = (char *)CONTAINERS}};
    const struct check_info check = {.only = only, .n_only = 1};
    const struct fact facts[] = {
        {'r', V1, 0, 0, 0, 0}, {'r', C1, 0, 0, 0, 0}, {'c', V1, CONTAINERS, 0, 0, 0}};
    static const char *const kinds[] = {"AzureWorkload", "MAB"};
    for (int i = 0; i < 2; i++) {
        struct estate s;
        struct buf why = buf_make(1000);
        const struct needs_what what = {CONTAINERS, NEEDS_BELOW, &check};
        strs_add(&only[0].kinds, kinds[i]);
        MAKE(&s, facts);
        assert_int_equal(needs_gap(s.needs, V1, &what, &why, NULL), i);
        BELOW(&s, V1, CONTAINERS, NOT(CONTAINERS, V1));
        BELOW(&s, S1, CONTAINERS, NOT(CONTAINERS, S1)); /* from above it as well */
        buf_free(&why);
        estate_free(&s);
        strs_free(&only[0].kinds);
    }
}

/* Engines of one vault were read, those of the other not asked for: seen from above both
 * they are not known. */
static void test_one_of_two(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},
                                 {'r', V1 "/backupengines/e", 0, 0, 0, 0},
                                 {'r', V2, 0, 0, 0, 0},
                                 {'c', V1, RSV "/backupEngines", -1, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, V1, RSV "/backupEngines", NULL);
    BELOW(&s, V2, RSV "/backupEngines", NOT(RSV "/backupEngines", V2));
    BELOW(&s, RG, RSV "/backupEngines", NOT(RSV "/backupEngines", RG));
    estate_free(&s);
}

/* Every vault has its statement, every subscription one for its vaults, and the list of
 * subscriptions is known. */
static void test_added_up(void **state)
{
    (void)state;
    const struct fact facts[] = {
        {'r', S1, 0, 0, 0, 0},    {'r', S2, 0, 0, 0, 0},      {'r', V1, 0, 0, 0, 0},
        {'r', V2, 0, 0, 0, 0},    {'c', "/", SUBS, -1, 0, 0}, {'c', S1, RSV, -1, 0, 0},
        {'c', S2, RSV, -1, 0, 0}, {'c', V1, ITEMS, -1, 0, 0}, {'c', V2, ITEMS, -1, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    SCOPE(&s, ITEMS, NULL);
    BELOW(&s, "/tenants/t", ITEMS, NULL);
    BELOW(&s, S1, ITEMS, NULL);
    assert_true(needs_known(s.needs, "/", NULL, RSV));
    assert_true(needs_known(s.needs, "/", NULL, ITEMS));
    /* Another tenant's subscription is below "/" too; nothing is known of it. */
    assert_false(needs_gone(s.needs,
                            "/subscriptions/s3/resourcegroups/r/providers/"
                            "microsoft.recoveryservices/vaults/v3",
                            RSV));
    assert_true(needs_gone(s.needs, V1 "x", RSV));
    estate_free(&s);
    /* Leave any one statement out. */
    for (size_t gone = 4; gone < 9; gone++) {
        struct fact some[8];
        for (size_t i = 0, n = 0; i < 9; i++)
            if (i != gone)
                some[n++] = facts[i];
        MAKE(&s, some);
        SCOPE(&s, ITEMS, NOT(ITEMS, "/"));
        SCOPE(&s, ITEMS, NOT(ITEMS, "/")); /* remembered */
        assert_false(needs_known(s.needs, "/", NULL, ITEMS));
        estate_free(&s);
    }
}

/* A container has no statement of its own and adds up to nothing: its vault decides. */
static void test_below_parent(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},
                                 {'r', C1, 0, 0, 0, 0},
                                 {'c', "/", SUBS, -1, 0, 0},
                                 {'c', S1, RSV, -1, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, C1, ITEMS, NOT(ITEMS, C1));
    BELOW(&s, V1, POLICIES, NOT(POLICIES, V1));
    estate_free(&s);
}

static void test_above(void **state)
{
    (void)state;
    const struct fact facts[] = {
        {'r', V1, 0, 0, 0, 0}, {'r', I1, 0, 0, 0, 0}, {'c', "/", RSV, -1, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    ABOVE(&s, I1, RSV, NULL);
    ABOVE(&s, I1, RSV, NULL);
    ABOVE(&s, I1, CONTAINERS, CONTAINERS " above " I1 " was not collected");
    ABOVE(&s, V2, SUBS, SUBS " above " V2 " was not collected");
    /* Complete or not: what it lies in exists. */
    ABOVE(&s, V2 "/backuppolicies/p", RSV,
          RSV " above " V2 "/backuppolicies/p was not collected");
    ABOVE(&s, V1, "Microsoft.Resources/tenants", NULL);
    estate_free(&s);
}

/* --- gaps --- */

static void test_gap_beats(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},
                                 {'r', I1, 0, 0, 0, 0},
                                 {'c', V1, ITEMS, -1, 0, 0},
                                 {'g', V1, ITEMS, 403, "AuthorizationFailed", "X/read"}};
    const char *why = "could not read " ITEMS " below " V1
                      ": 403 AuthorizationFailed; the identity needs X/read";
    struct estate s;
    for (int assume = 0; assume < 2; assume++) {
        estate_make(&s, facts, 4, assume);
        BELOW(&s, V1, ITEMS, why); /* the very scope */
        BELOW(&s, C1, ITEMS, why); /* a gap above covers */
        BELOW(&s, S1, ITEMS, why); /* a gap below is part of it */
        SCOPE(&s, ITEMS, why);
        SCOPE(&s, ITEMS, why);
        assert_false(needs_known(s.needs, V1, NULL, ITEMS));
        assert_false(needs_gone(s.needs, C1 "/protecteditems/other", ITEMS));
        ask(&s, V1, ITEMS, NEEDS_FOLLOWED, NULL);
        estate_free(&s);
    }
}

static void test_gap_apart(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},
                                 {'c', "/", ITEMS, -1, 0, 0},
                                 {'c', "/", POLICIES, -1, 0, 0},
                                 {'g', V2, ITEMS, 403, 0, 0},
                                 {'g', V1 "1", ITEMS, 500, 0, 0},
                                 {'g', V1 "-1", ITEMS, 500, 0, 0},
                                 {'g', V1, "Microsoft.Unheard/of", 500, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, V1, ITEMS, NULL); /* another vault, whole segments */
    BELOW(&s, V2, POLICIES, NULL);
    BELOW(&s, V2, ITEMS,
          "could not read " ITEMS " below " V2 ": 403; the identity needs "
          "Microsoft.RecoveryServices/Vaults/backupProtectedItems/read");
    estate_free(&s);
}

static void test_gap_of_ancestor(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},
                                 {'c', "/", ITEMS, -1, 0, 0},
                                 {'c', "/", VM, -1, 0, 0},
                                 {'g', S1, RSV, 429, "TooManyRequests", 0}};
    const char *why = "could not read " RSV " below " S1 ": 429 TooManyRequests";
    struct estate s;
    MAKE(&s, facts);
    SCOPE(&s, ITEMS, why);
    BELOW(&s, V1, ITEMS, why);
    BELOW(&s, V2, ITEMS, NULL);
    SCOPE(&s, VM, NULL); /* vaults are nothing that machines are listed under */
    ABOVE(&s, V1 "/backuppolicies/p", RSV, NULL); /* it stands there */
    ABOVE(&s, V1 "x/backuppolicies/p", RSV, why);
    estate_free(&s);
}

static void test_gap_of_all(void **state)
{
    (void)state;
    const struct fact facts[] = {
        {'c', "/", ITEMS, -1, 0, 0}, {'c', "/", VM, -1, 0, 0}, {'g', S2, "", 401, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    SCOPE(&s, VM,
          "could not read " VM " below " S2
          ": 401; the identity needs Microsoft.Compute/virtualMachines/read");
    BELOW(&s, S1, VM, NULL);
    estate_free(&s);
    const struct fact root[] = {{'c', "/", VM, -1, 0, 0}, {'g', "/", "", 0, 0, 0}};
    MAKE(&s, root);
    BELOW(&s, S1, VM, "could not read " VM " below /");
    estate_free(&s);
}

/* An extension is listed under what its scope is, and that under its own parents. */
static void test_extension(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0},     {'r', V2, 0, 0, 0, 0},
                                 {'c', V1, DIAG, -1, 0, 0}, {'c', V2, DIAG, -1, 0, 0},
                                 {'g', S2, RSV, 500, 0, 0}, {'g', S1, VM, 500, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    BELOW(&s, V1, DIAG, NULL);
    BELOW(&s, V2, DIAG, "could not read " RSV " below " S2 ": 500");
    BELOW(&s, M1, DIAG, "could not read " VM " below " S1 ": 500");
    SCOPE(&s, DIAG, NOT(DIAG, "/"));
    estate_free(&s);
}

static void test_assume(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0}, {'g', S2, "", 403, 0, 0}};
    struct estate s;
    ASSUME(&s, facts);
    BELOW(&s, V1, ITEMS, NULL);
    ABOVE(&s, C1, "Microsoft.Resources/subscriptions/resourceGroups", NULL);
    assert_true(needs_known(s.needs, V1, NULL, ITEMS));
    assert_true(needs_gone(s.needs, D1, NULL));
    assert_false(needs_gone(s.needs, V2, RSV));
    assert_false(needs_known(s.needs, "/", NULL, ITEMS));
    estate_free(&s);
}

/* Resource Graph says nothing of what the caller may not read. */
static void test_gone(void **state)
{
    (void)state;
    const struct fact facts[] = {
        {'c', S1, DISK, -1, 0, 0}, {'c', S1, VM, -1, 0, 0}, {'c', D1, DISK, -1, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    assert_true(needs_gone(s.needs, M1, VM));
    assert_true(needs_gone(s.needs, M1, NULL));
    assert_true(needs_gone(s.needs, D1, DISK));
    assert_false(needs_gone(s.needs, D1 "x", DISK));
    assert_false(
        needs_gone(s.needs, S2 "/providers/microsoft.compute/virtualmachines/m", VM));
    assert_false(needs_gone(s.needs, "/odd/id/of/x", NULL));
    estate_free(&s);
}

/* A gap's words come from elsewhere. */
static void test_words(void **state)
{
    (void)state;
    const struct fact facts[] = {{'g', S1, ITEMS, 500, "a\x1b[2Jb", "c\nd"}};
    struct estate s;
    MAKE(&s, facts);
    struct buf why = buf_make(4096);
    assert_int_equal(needs_gap(s.needs, V1,
                               &(struct needs_what){ITEMS, NEEDS_BELOW, NULL}, &why,
                               NULL),
                     1);
    assert_null(strchr(buf_str(&why), '\x1b'));
    assert_null(strchr(buf_str(&why), '\n'));
    buf_free(&why);
    estate_free(&s);
}

static void test_cost(void **state)
{
    (void)state;
    const struct fact facts[] = {{'r', V1, 0, 0, 0, 0}, {'c', V1, POLICIES, -1, 0, 0}};
    struct estate s;
    MAKE(&s, facts);
    enum { TIMES = 100000 };
    struct buf why = buf_make(100);
    clock_t start = clock();
    for (int i = 0; i < TIMES; i++)
        assert_int_equal(needs_gap(s.needs, C1,
                                   &(struct needs_what){POLICIES, NEEDS_BELOW, NULL},
                                   &why, NULL),
                         0);
    double us = (double)(clock() - start) * 1e6 / CLOCKS_PER_SEC / TIMES;
    print_message("%.2f us a need\n", us);
    assert_true(us < 50); /* sanitizers and a busy machine included */
    buf_free(&why);
    estate_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_impossible),  cmocka_unit_test(test_nothing_said),
        cmocka_unit_test(test_there),       cmocka_unit_test(test_stated),
        cmocka_unit_test(test_variants),    cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_kinds_there), cmocka_unit_test(test_one_of_two),
        cmocka_unit_test(test_added_up),    cmocka_unit_test(test_below_parent),
        cmocka_unit_test(test_above),       cmocka_unit_test(test_gap_beats),
        cmocka_unit_test(test_gap_apart),   cmocka_unit_test(test_gap_of_ancestor),
        cmocka_unit_test(test_gap_of_all),  cmocka_unit_test(test_extension),
        cmocka_unit_test(test_assume),      cmocka_unit_test(test_gone),
        cmocka_unit_test(test_words),       cmocka_unit_test(test_cost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
