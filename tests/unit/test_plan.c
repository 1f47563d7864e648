#include "typerow_rig.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/catalog.h"
#include "data/checkinfo.h"
#include "data/plan.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define ITEMS RSV "/backupFabrics/protectionContainers/protectedItems"
#define GUARD "Microsoft.DataProtection/resourceGuards"
#define DIAG "Microsoft.Insights/diagnosticSettings"
#define VM "Microsoft.Compute/virtualMachines"

struct need {
    const char *type;
    enum needs_where where;
    bool optional;
};

/* A check that targets one type and has up to three needs (type NULL: none). */
static struct check_info check(const char *id, const char *target,
                               const struct need *needs)
{
    struct check_info c = {.id = mem_text(id)};
    strs_add(&c.targets, target);
    c.needs = mem_new(4 * sizeof *c.needs);
    for (; needs && needs->type; needs++)
        c.needs[c.n_needs++] =
            (struct check_need){mem_text(needs->type), needs->where, needs->optional};
    return c;
}

static const struct plan_type *find(const struct plan *p, const char *type)
{
    for (size_t i = 0; i < p->n; i++)
        if (!strcmp(p->types[i].row->type, type))
            return &p->types[i];
    return NULL;
}

static void parents_first(const struct plan *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct plan_type *t = &p->types[i];
        assert_true(t->row->way != CATALOG_NONE);
        for (size_t k = 0; k < t->under.n; k++)
            assert_true(find(p, t->under.at[k]) && find(p, t->under.at[k]) < t);
        const struct plan_type *up = find(p, t->row->parent);
        if (t->needed && !t->row->extension && strcmp(t->row->parent, TYPE_TENANT))
            assert_true(up && up < t && up->needed);
    }
}

static void test_closure(void **state)
{
    (void)state;
    const struct need needs[] = {
        {GUARD, NEEDS_FOLLOWED, false}, {DIAG, NEEDS_BELOW, true}, {NULL, 0, false}};
    struct check_info a = check("a", RSV, needs);
    struct check_info b = check("b", RSV "/BackupPolicies", NULL);
    const struct check_info *all[] = {&b, &a};
    struct plan p;
    assert_int_equal(plan_make(all, 2, NULL, &p, NULL), 0);
    parents_first(&p);
    assert_int_equal(p.n, 6);
    const struct plan_type *t = find(&p, TYPE_SUBSCRIPTION);
    assert_true(t->needed && !t->optional && !t->target);
    t = find(&p, RSV);
    assert_true(t->needed && t->target && !t->optional && !t->followed);
    assert_int_equal(t->checks.n, 2);
    assert_string_equal(t->checks.at[0], "a");
    t = find(&p, RSV "/backupPolicies");
    assert_true(t->needed && t->target);
    /* what fills the vault, for the severity of an empty one */
    t = find(&p, ITEMS);
    assert_true(t->needed && t->optional && !t->target);
    t = find(&p, GUARD);
    assert_true(t->followed && !t->needed && !t->optional);
    t = find(&p, DIAG);
    assert_true(t->needed && t->optional && t == &p.types[p.n - 1]);
    assert_int_equal(t->under.n, 1);
    assert_string_equal(t->under.at[0], RSV);
    plan_free(&p);
    checkinfo_free(&a);
    checkinfo_free(&b);
}

static void test_optional(void **state)
{
    (void)state;
    const struct need soft[] = {{VM, NEEDS_SCOPE, true}, {NULL, 0, false}};
    const struct need hard[] = {{VM, NEEDS_SCOPE, false}, {NULL, 0, false}};
    struct check_info a = check("a", RSV, soft), b = check("b", RSV, hard);
    const struct check_info *all[][2] = {{&a, &b}, {&b, &a}};
    struct plan p;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(plan_make(all[i], 2, NULL, &p, NULL), 0);
        assert_false(find(&p, VM)->optional);
        plan_free(&p);
    }
    assert_int_equal(plan_make(all[0], 1, NULL, &p, NULL), 0);
    assert_true(find(&p, VM)->optional && find(&p, VM)->needed);
    plan_free(&p);
    assert_int_equal(plan_make(NULL, 0, NULL, &p, NULL), 0);
    assert_int_equal(p.n, 1);
    plan_free(&p);
    checkinfo_free(&a);
    checkinfo_free(&b);
}

static void test_tenant(void **state)
{
    (void)state;
    const struct need needs[] = {{ITEMS, NEEDS_BELOW, false}, {NULL, 0, false}};
    struct check_info a = check("a", TYPE_TENANT, needs);
    const struct check_info *all[] = {&a};
    struct plan p;
    assert_int_equal(plan_make(all, 1, NULL, &p, NULL), 0);
    parents_first(&p);
    assert_null(find(&p, TYPE_TENANT));
    assert_int_equal(p.n, 3);
    plan_free(&p);
    checkinfo_free(&a);
}

static void test_refused(void **state)
{
    (void)state;
    const struct need above[] = {{RSV, NEEDS_ABOVE, false}, {NULL, 0, false}};
    const struct need odd[] = {{"Microsoft.None/x", NEEDS_BELOW, true}, {NULL, 0, false}};
    struct check_info a = check("lone", DIAG, NULL), b = check("good", DIAG, above);
    struct check_info c = check("odd", RSV, odd);
    struct check_info d = check("odder", "Microsoft.No/y", NULL);
    const struct check_info *all[] = {&a, &b, &c, &d};
    struct plan p;
    struct err e = {0};
    assert_int_equal(plan_make(all, 1, NULL, &p, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "lone"));
    plan_free(&p);
    assert_int_equal(plan_make(all + 1, 1, NULL, &p, &e), 0);
    assert_string_equal(find(&p, DIAG)->under.at[0], RSV);
    parents_first(&p);
    plan_free(&p);
    assert_int_equal(plan_make(all + 2, 1, NULL, &p, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "odd"));
    assert_non_null(strstr(e.text, "Microsoft.None/x"));
    assert_int_equal(plan_make(all + 3, 1, NULL, &p, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "Microsoft.No/y"));
    checkinfo_free(&a);
    checkinfo_free(&b);
    checkinfo_free(&c);
    checkinfo_free(&d);
}

static struct plan_scope scope(void)
{
    struct plan_scope s = {.cloud_name = mem_text("public"),
                           .authority = mem_text("https://login.example"),
                           .resource_manager = mem_text("https://arm.example"),
                           .audience = mem_text("https://arm.example/"),
                           .auth = mem_text("auto"),
                           .tool = mem_text("0.1.0"),
                           .inventory = mem_text("/tmp/a \"b\""),
                           .max_requests = 64,
                           .timeout = 30};
    strs_add(&s.subscriptions, "Prod <1>");
    return s;
}

static void test_round(void **state)
{
    (void)state;
    const struct need needs[] = {
        {GUARD, NEEDS_FOLLOWED, false}, {DIAG, NEEDS_BELOW, true}, {NULL, 0, false}};
    struct check_info a = check("a", RSV, needs);
    const struct check_info *all[] = {&a};
    struct plan p, back;
    struct plan_scope s = scope(), t;
    struct buf one = buf_make(100000), two = buf_make(100000);
    struct err e = {0};
    assert_int_equal(plan_make(all, 1, NULL, &p, NULL), 0);
    plan_encode(&p, &s, &one);
    assert_int_equal(plan_decode(buf_str(&one), one.len, &back, &t, &e), 0);
    plan_encode(&back, &t, &two);
    assert_string_equal(buf_str(&one), buf_str(&two));
    assert_string_equal(t.subscriptions.at[0], "Prod <1>");
    assert_null(t.tenant);
    assert_int_equal(back.n, p.n);
    plan_free(&back);
    plan_scope_free(&t);
    /* Cut anywhere, it is refused. */
    for (size_t n = 0; n < one.len; n++)
        assert_int_equal(plan_decode(buf_str(&one), n, &back, &t, NULL), -ERR_DATA);
    plan_free(&p);
    plan_scope_free(&s);
    buf_free(&one);
    buf_free(&two);
    checkinfo_free(&a);
}

/* The encoded plan with `from` replaced by `to` is refused, and says `word`. */
static void spoilt(const char *text, const char *from, const char *to, const char *word)
{
    struct buf b = buf_make(100000);
    const char *at = strstr(text, from);
    assert_non_null(at);
    buf_add(&b, text, (size_t)(at - text));
    buf_text(&b, to);
    buf_text(&b, at + strlen(from));
    struct plan p;
    struct plan_scope s;
    struct err e = {0};
    assert_int_equal(plan_decode(b.data, b.len, &p, &s, &e), -ERR_DATA);
    if (!strstr(e.text, word))
        print_error("%s\n", e.text);
    assert_non_null(strstr(e.text, word));
    buf_free(&b);
}

static void test_strict(void **state)
{
    (void)state;
    struct check_info a = check("a", RSV, NULL);
    const struct check_info *all[] = {&a};
    struct plan p;
    struct plan_scope s = scope();
    struct buf b = buf_make(100000);
    assert_int_equal(plan_make(all, 1, NULL, &p, NULL), 0);
    plan_encode(&p, &s, &b);
    const char *text = buf_str(&b);
    spoilt(text, "\"min\":1,\"max\":1", "\"min\":2,\"max\":3", "protocol 2 to 3");
    spoilt(text, "\"min\":1", "\"min\":\"1\"", "hello");
    spoilt(text, "\"types\"", "\"tipes\"", "tipes");
    spoilt(text, "\"timeout\":30", "\"timeout\":30,\"secret\":\"x\"", "secret");
    spoilt(text, "\"timeout\":30", "\"timeout\":-1", "timeout");
    spoilt(text, "\"timeout\":30", "\"timeout\":30.5", "timeout");
    spoilt(text, "https://arm.example\"", "http://arm.example\"", "resource_manager");
    spoilt(text, "\"auth\":\"auto\"", "\"auth\":1", "auth");
    spoilt(text, "\"auth\":\"auto\",", "", "auth");
    spoilt(text, "\"" RSV "\"", "\"Microsoft.None/x\"", "Microsoft.None/x");
    spoilt(text, "\"" RSV "\"", "\"" TYPE_SUBSCRIPTION "\"", "twice");
    spoilt(text, "\"" RSV "\"", "\"" TYPE_TENANT "\"", "tenants");
    spoilt(text, "\"" TYPE_SUBSCRIPTION "\"", "\"" VM "\"", "before");
    spoilt(text, "\"target\":true", "\"target\":1", "target");
    spoilt(text, "\"under\":[]", "\"under\":[\"" RSV "\"]", "under");
    spoilt(text, "\"under\":[]", "\"under\":{}", "under");
    spoilt(text, "\"checks\":[\"a\"]", "\"checks\":[1]", "checks");
    plan_free(&p);
    plan_scope_free(&s);
    buf_free(&b);
    checkinfo_free(&a);
}

/* Rows of check files close over their parents and cross with the plan, proven again. */
static void test_own_rows(void **state)
{
    (void)state;
    struct typerows rows = {0};
    struct typerow t[] = {rig_row(KEYS, "parent=" HSM " path={parent}/keys"),
                          rig_row(HSM, "ref=/properties/a/*/id"),
                          rig_row("Microsoft.Authorization/locks", "extension=1")};
    for (size_t i = 0; i < 3; i++)
        typerows_add(&rows, &t[i]);
    struct catalog *c;
    assert_int_equal(catalog_make(&rows, &c, NULL, NULL), 0);
    typerows_free(&rows);
    const struct need needs[] = {{"microsoft.authorization/LOCKS", NEEDS_BELOW, false},
                                 {NULL, 0, false}};
    struct check_info a = check("a", KEYS, needs);
    const struct check_info *all[] = {&a};
    struct plan p, back;
    struct plan_scope s = scope(), u;
    struct buf one = buf_make(100000), two = buf_make(100000);
    struct err e = {0};
    assert_int_equal(plan_make(all, 1, NULL, &p, NULL), -ERR_DATA);
    plan_free(&p);
    assert_int_equal(plan_make(all, 1, c, &p, &e), 0);
    parents_first(&p);
    assert_int_equal(p.n, 4);
    assert_string_equal(find(&p, "Microsoft.Authorization/locks")->under.at[0], KEYS);
    plan_encode(&p, &s, &one);
    if (plan_decode(buf_str(&one), one.len, &back, &u, &e))
        fail_msg("%s", e.text);
    plan_encode(&back, &u, &two);
    assert_string_equal(buf_str(&one), buf_str(&two));
    assert_string_equal(find(&back, HSM)->row->refs[0], "/properties/a/*/id");
    const char *text = buf_str(&one);
    spoilt(text, "\"rows\":[", "\"rows\":[1,", "row");
    spoilt(text, "\"path\":\"{parent}", "\"path\":\"//x", "path");
    spoilt(text, "\"path\":\"{parent}/keys", "\"path\":\"{parent}/keys?x=1", "path");
    spoilt(text, "{\"type\":\"" HSM "\",\"path", "{\"type\":\"" HSM "x\",\"path", "path");
    spoilt(text, "/read\"", "/write\"", "action");
    spoilt(text, "\"parent\":\"" HSM "\"", "\"parent\":\"A.B/c\"", "path");
    spoilt(text, "2023-07-01\"", "2023-07-01&x\"", "api_version");
    plan_free(&p);
    plan_free(&back);
    plan_scope_free(&s);
    plan_scope_free(&u);
    catalog_free(c);
    buf_free(&one);
    buf_free(&two);
    checkinfo_free(&a);
}

/* Few subscriptions are one query; of many, several are on the way at once. */
static void test_groups(void **state)
{
    static const size_t of[][2] = {{1, 25},   {25, 25},   {100, 25},  {101, 26},
                                   {240, 60}, {400, 100}, {5000, 100}};
    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        assert_int_equal(plan_group(of[i][0]), of[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closure),  cmocka_unit_test(test_optional),
        cmocka_unit_test(test_tenant),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_round),    cmocka_unit_test(test_strict),
        cmocka_unit_test(test_own_rows), cmocka_unit_test(test_groups)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
