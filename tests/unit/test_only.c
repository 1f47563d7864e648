/* What a check's verdicts hang on: how it crosses, what is refused, and the plan that
 * comes of it. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/checkonly.h"
#include "data/doc.h"
#include "data/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* after what it needs */
#include <cmocka.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define BV "Microsoft.DataProtection/backupVaults"
#define CONTAINERS RSV "/backupFabrics/protectionContainers"
#define ITEMS CONTAINERS "/protectedItems"
#define ENGINES RSV "/backupEngines"
#define POLICIES RSV "/backupPolicies"
#define HEAD(id, targets)                                                                \
    "{\"id\":\"" id "\",\"protection\":\"p\",\"title\":\"t\",\"severity\":\"low\","      \
    "\"file\":0,\"order\":0,\"targets\":[" targets "]"
#define NEED(type, optional)                                                             \
    "{\"type\":\"" type "\",\"where\":\"below\",\"optional\":" optional "}"
#define SERVERS "\"kinds\":[\"MAB\",\"DPM\",\"AzureBackupServer\"]"
#define PIN "\"unless\":\"/properties/pin\",\"is\":[\"On\",\"Always\"]"
#define LIVES "\"unless\":\"/properties/state\",\"is\":[\"Protected\"]"

/* Filters of containers: AzureWorkload, AzureStorage, MAB, DPM, AzureBackupServer. */
enum { WORKLOAD = 1, STORAGE = 2, MAB = 4, ENGINE_KINDS = 8 | 16, ALL_KINDS = 31 };

static const char hana[] =
    HEAD("hana", "\"" CONTAINERS "\"") ",\"only\":[{\"type\":"
                                       "\"" CONTAINERS
                                       "\",\"kinds\":[\"AzureWorkload\"]}]}";
static const char hybrid[] = HEAD("hybrid", "\"" RSV "\",\"" BV "\"") ",\"needs\":[" NEED(
    CONTAINERS, "true") "," NEED(ENGINES, "true") "],\"only\":[{\"type\":\"" CONTAINERS
                                                  "\"," SERVERS "," PIN
                                                  "},{\"type\":\"" ENGINES "\"," PIN
                                                  "}]}";
static const char holds[] =
    HEAD("holds", "\"" RSV "\"") ",\"needs\":[" NEED(ITEMS, "true") "," NEED(
        CONTAINERS, "true") "," NEED(ENGINES,
                                     "true") "],\"only\":[{\"type\":\"" CONTAINERS
                                             "\"," SERVERS "," LIVES ",\"below\":\"" ITEMS
                                             "\"},{\"type\":\"" ENGINES "\"," LIVES
                                             ",\"below\":\"" ITEMS "\"}]}";

static int read_check(const char *json, struct check_info *c, struct err *e)
{
    struct doc *d = doc_parse(json, strlen(json), e);
    if (!d)
        fail_msg("%s", e->text);
    *c = (struct check_info){0};
    int rc = checkinfo_decode(d, "", c, e);
    doc_free(d);
    return rc;
}

/* A plan of up to four checks (NULL: fewer). */
static void plan(struct plan *p, const char *const *json)
{
    struct check_info c[4] = {0};
    const struct check_info *all[4];
    struct err e = {0};
    size_t n = 0;
    for (; n < 4 && json[n]; n++) {
        if (read_check(json[n], &c[n], &e))
            fail_msg("%s", e.text);
        all[n] = &c[n];
    }
    if (plan_make(all, n, NULL, p, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < n; i++)
        checkinfo_free(&c[i]);
}

#define PLAN(p, ...) plan(p, (const char *const[5]){__VA_ARGS__})

static const struct plan_type *find(const struct plan *p, const char *type)
{
    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->types[i].row->type, type))
            return &p->types[i];
    fail_msg("no %s", type);
    return NULL;
}

static void part_is(const struct plan_part *p, uint64_t filters, const char *unless,
                    const char *is, const char *below)
{
    assert_int_equal(p->filters, filters);
    assert_string_equal(p->unless, unless);
    assert_string_equal(p->is, is);
    if (below)
        assert_string_equal(p->below->type, below);
    else
        assert_null(p->below);
}

static void test_kinds(void **state)
{
    (void)state;
    struct plan p;
    PLAN(&p, hana);
    const struct plan_type *t = find(&p, CONTAINERS);
    assert_int_equal(t->spared, ALL_KINDS & ~WORKLOAD);
    assert_int_equal(t->n_parts, 0);
    assert_int_equal(plan_ever_asked(t), WORKLOAD);
    assert_int_equal(find(&p, RSV)->spared, 0); /* what it is listed below, always */
    plan_free(&p);
    /* another check wants all of it, whichever comes first */
    static const char other[] = HEAD("other", "\"" CONTAINERS "\"") "}";
    for (int i = 0; i < 2; i++) {
        PLAN(&p, i ? other : hana, i ? hana : other);
        assert_int_equal(find(&p, CONTAINERS)->spared, 0);
        plan_free(&p);
    }
}

static void test_parts(void **state)
{
    (void)state;
    struct plan p;
    PLAN(&p, hana, hybrid);
    const struct plan_type *t = find(&p, CONTAINERS);
    assert_int_equal(t->spared, ALL_KINDS & ~WORKLOAD);
    assert_int_equal(t->n_parts, 1);
    part_is(&t->parts[0], MAB | ENGINE_KINDS, "/properties/pin", "On Always", NULL);
    assert_int_equal(plan_ever_asked(t), ALL_KINDS & ~STORAGE);
    t = find(&p, ENGINES); /* its own part and that of what lies within it are one */
    assert_int_equal(t->spared, 1);
    assert_int_equal(t->n_parts, 1);
    part_is(&t->parts[0], 1, "/properties/pin", "On Always", NULL);
    plan_free(&p);
    PLAN(&p, holds, hybrid);
    t = find(&p, ENGINES);
    assert_int_equal(t->n_parts, 2);
    part_is(&t->parts[0], 1, "/properties/state", "Protected", ITEMS);
    part_is(&t->parts[1], 1, "/properties/pin", "On Always", NULL);
    plan_free(&p);
}

/* Where a kind is read, the list that it lies within is, whatever else is said. */
static void test_within(void **state)
{
    (void)state;
    static const char dpm[] =
        HEAD("dpm", "\"" CONTAINERS "\"") ",\"only\":[{\"type\":"
                                          "\"" CONTAINERS "\",\"kinds\":[\"DPM\"]}]}";
    struct plan p;
    PLAN(&p, dpm, hybrid);
    assert_int_equal(find(&p, ENGINES)->spared, 0);
    assert_int_equal(find(&p, ENGINES)->n_parts, 0);
    plan_free(&p);
}

/* What cannot be looked at while the estate is read is read everywhere. */
static void test_everywhere(void **state)
{
    (void)state;
    static const char *const all[] = {
        /* the vault is not what the check judges */
        HEAD("a", "\"Microsoft.Resources/subscriptions\"") ",\"needs\":[" NEED(
            ENGINES, "true") "],\"only\":[{\"type\":\"" ENGINES "\"," PIN "}]}",
        /* it judges what lies above the vault as well */
        HEAD("b",
             "\"" RSV
             "\",\"Microsoft.Resources/subscriptions\"") ",\"needs\":"
                                                         "[" NEED(ENGINES,
                                                                  "true") "],"
                                                                          "\"onl"
                                                                          "y\":["
                                                                          "{\"ty"
                                                                          "pe\":"
                                                                          "\"" ENGINES
                                                                          "\""
                                                                          "," PIN "}]}",
        /* the list that tells it has several filters */
        HEAD("c", "\"" RSV "\"") ",\"needs\":[" NEED(ENGINES, "true") "," NEED(
            CONTAINERS, "true") "],\"only\":[{\"type\":\"" ENGINES "\"," LIVES
                                ",\"below\":\"" CONTAINERS "\"}]}"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct plan p;
        PLAN(&p, all[i]);
        assert_int_equal(find(&p, ENGINES)->spared, 0);
        assert_int_equal(find(&p, ENGINES)->n_parts, 0);
        plan_free(&p);
    }
}

static void test_crossing(void **state)
{
    (void)state;
    struct check_info c, copy = {0}, again;
    struct err e = {0};
    struct buf one = buf_make(10000), two = buf_make(10000);
    assert_int_equal(read_check(holds, &c, &e), 0);
    checkinfo_encode(&c, &one);
    assert_int_equal(read_check(buf_str(&one), &again, &e), 0);
    checkinfo_encode(&again, &two);
    assert_string_equal(buf_str(&one), buf_str(&two));
    checkonly_copy(&copy, &c);
    assert_int_equal(copy.n_only, 2);
    assert_string_equal(copy.only[0].kinds.at[2], "AzureBackupServer");
    assert_string_equal(copy.only[1].below, ITEMS);
    checkinfo_free(&copy);
    checkinfo_free(&again);
    checkinfo_free(&c);
    buf_free(&one);
    buf_free(&two);
}

/* The plan as collect is given it, and the same spoilt. */
static void test_plan_crossing(void **state)
{
    (void)state;
    struct plan p, back;
    struct plan_scope s = {.cloud_name = mem_text("public"),
                           .authority = mem_text("https://a"),
                           .resource_manager = mem_text("https://b"),
                           .audience = mem_text("https://c"),
                           .auth = mem_text("token"),
                           .tool = mem_text("x")},
                      t;
    struct buf one = buf_make(100000), two = buf_make(100000);
    struct err e = {0};
    PLAN(&p, holds, hybrid, hana);
    plan_encode(&p, &s, &one);
    if (plan_decode(buf_str(&one), one.len, &back, &t, &e))
        fail_msg("%s", e.text);
    plan_encode(&back, &t, &two);
    assert_string_equal(buf_str(&one), buf_str(&two));
    plan_free(&back);
    plan_scope_free(&t);
    static const char *const spoilt[][2] = {
        {"\"spared\":30", "\"spared\":64"}, /* a filter that the list has not */
        {"\"spared\":30", "\"spared\":-1"},
        {"\"filters\":28", "\"filters\":29"}, /* not spared */
        {"\"filters\":28", "\"filters\":0"},
        {"\"unless\":\"/properties/pin\"", "\"unless\":\"properties/pin/\""},
        {"\"is\":\"Protected\"", "\"is\":7,\"is\":[2]"},
        {"protectedItems\"}", "protectedThings\"}"}};
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        struct buf bad = buf_make(100000);
        const char *at = strstr(buf_str(&one), spoilt[i][0]);
        assert_non_null(at);
        buf_add(&bad, one.data, (size_t)(at - one.data));
        buf_text(&bad, spoilt[i][1]);
        buf_text(&bad, at + strlen(spoilt[i][0]));
        assert_int_equal(plan_decode(buf_str(&bad), bad.len, &back, &t, &e), -ERR_DATA);
        buf_free(&bad);
    }
    plan_free(&p);
    plan_scope_free(&s);
    buf_free(&one);
    buf_free(&two);
}

static void test_refused(void **state)
{
    (void)state;
#define VAULT                                                                            \
    HEAD("a", "\"" RSV "\"")                                                             \
    ",\"needs\":[" NEED(ENGINES, "true") "," NEED(CONTAINERS, "true") "," NEED(          \
        POLICIES, "false") "],\"only\":[{"
    static const char *const all[][2] = {
        {VAULT "\"type\":\"" BV "\",\"kinds\":[\"MAB\"]}]}", "no target and no need"},
        {VAULT "\"type\":\"x\",\"kinds\":[\"MAB\"]}]}", "no resource type"},
        {VAULT "\"kinds\":[\"MAB\"]}]}", "no resource type"},
        {VAULT "\"type\":\"" CONTAINERS "\"}]}", "wants kinds, or unless"},
        {VAULT "\"type\":\"" CONTAINERS "\",\"kinds\":[\"mab\"]}]}", "kind \"mab\""},
        {VAULT "\"type\":\"" ENGINES "\",\"kinds\":[\"MAB\"]}]}", "kind \"MAB\""},
        {VAULT "\"type\":\"" CONTAINERS "\",\"kinds\":[7]}]}", "kinds wants"},
        {VAULT "\"type\":\"" CONTAINERS "\",\"kinds\":[\"MAB\"]},{\"type\":\"" CONTAINERS
               "\",\"kinds\":[\"DPM\"]}]}",
         "there twice"},
        {VAULT "\"type\":\"" ENGINES "\",\"unless\":\"/x\"}]}", "words in `is`"},
        {VAULT "\"type\":\"" ENGINES "\",\"unless\":\"/x\",\"is\":[\"a b\"]}]}",
         "is no word"},
        {VAULT "\"type\":\"" ENGINES "\",\"unless\":\"x\",\"is\":[\"a\"]}]}", "pointer"},
        {VAULT "\"type\":\"" ENGINES "\",\"is\":[\"a\"]}]}", "wants `unless`"},
        {VAULT "\"type\":\"" POLICIES "\"," PIN "}]}", "no optional need"},
        {VAULT "\"type\":\"" ENGINES "\"," PIN ",\"below\":\"" ITEMS "\"}]}",
         "no need below the target"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct check_info c;
        struct err e = {0};
        int rc = read_check(all[i][0], &c, &e);
        if (rc != -ERR_DATA || !strstr(e.text, all[i][1]))
            fail_msg("%s: \"%s\", wanted \"%s\"", all[i][0], e.text, all[i][1]);
        checkinfo_free(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),    cmocka_unit_test(test_parts),
        cmocka_unit_test(test_within),   cmocka_unit_test(test_everywhere),
        cmocka_unit_test(test_crossing), cmocka_unit_test(test_plan_crossing),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
