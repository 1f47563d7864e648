/* A C plugin's descriptor, made wrong one field at a time. */
#include "base/err.h"
#include "eval/checks.h"

#include "../abi/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static hf_status pass(const hf_host *h, hf_ctx *c, const hf_resource *r)
{
    (void)r;
    return h->pass(c, NULL);
}

static const hf_check good_check = {.id = "zoo-good",
                                    .title = "It is good",
                                    .severity = HF_LOW,
                                    .targets = HF_LIST("A.B/c"),
                                    .needs = HF_NEEDS({"A.B/d", HF_SCOPE, 1}),
                                    .settings = HF_SETTINGS({"days", "14", "In days"}),
                                    .run = pass};

static hf_plugin plugin_of(const hf_check *checks, size_t n)
{
    return (hf_plugin){HF_MAGIC,
                       HF_ABI,
                       (uint32_t)sizeof(hf_plugin),
                       (uint32_t)sizeof(hf_check),
                       (uint32_t)sizeof(hf_need),
                       (uint32_t)sizeof(hf_setting),
                       "zoo",
                       "1.0",
                       checks,
                       n,
                       NULL,
                       0,
                       (uint32_t)sizeof(hf_type)};
}

static void free_checks(struct checks *c)
{
    for (size_t i = 0; i < c->n; i++)
        checkinfo_free(&c->at[i].info);
    free(c->at);
    typerows_free(&c->types);
    *c = (struct checks){0};
}

static void refused(const hf_plugin *p, const char *part)
{
    struct checks c = {0};
    struct err e = {0};
    int rc = checks_add_plugin(&c, p, 0, &e);
    if (rc != -ERR_DATA || !strstr(e.text, part))
        fail_msg("%d \"%s\", wanted \"%s\"", rc, e.text, part);
    free_checks(&c);
}

static void test_good(void **state)
{
    (void)state;
    struct checks c = {0};
    struct err e = {0};
    hf_plugin p = plugin_of(&good_check, 1);
    if (checks_add_plugin(&c, &p, 7, &e))
        fail_msg("%s", e.text);
    const struct eval_check *found = checks_find(&c, "zoo-good", 7);
    assert_non_null(found);
    assert_null(checks_find(&c, "zoo-good", 6));
    assert_string_equal(found->info.protection, "zoo");
    assert_int_equal(found->info.severity, SEVERITY_LOW);
    assert_int_equal(found->info.n_needs, 1);
    assert_int_equal(found->info.needs[0].where, NEEDS_SCOPE);
    assert_true(found->info.needs[0].optional);
    assert_true(found->info.settings[0].numeric);
    assert_true(found->run == pass);
    free_checks(&c);
}

static char longest[70000];

static void test_head(void **state)
{
    (void)state;
#define BAD(field, value, part)                                                          \
    do {                                                                                 \
        hf_plugin p_ = plugin_of(&good_check, 1);                                        \
        p_.field = value;                                                                \
        refused(&p_, part);                                                              \
    } while (0)
    BAD(magic, 0, "magic");
    BAD(magic, HF_MAGIC ^ 1, "magic");
    BAD(abi, 2u << 16, "abi: built for 2.0, this holdfast speaks 1.1");
    BAD(abi, 0, "abi: built for 0.0");
    BAD(abi, HF_ABI + 1, "abi: built for 1.2, this holdfast speaks 1.1");
    BAD(size, 0, "size");
    BAD(size, (uint32_t)sizeof(hf_plugin) - 8, "size");
    BAD(size, UINT32_MAX, "size");
    BAD(check_size, 0, "check_size");
    BAD(check_size, (uint32_t)sizeof(hf_check) + 8, "check_size");
    BAD(need_size, 8, "need_size");
    BAD(setting_size, 16, "setting_size");
    BAD(name, NULL, "name");
    BAD(name, "", "name");
    BAD(name, "No Kebab", "protection");
    BAD(name, longest, "name");
    BAD(version, NULL, "version");
    BAD(version, "", "version");
    BAD(version, longest, "version");
    BAD(checks, NULL, "checks");
    BAD(n_checks, 0, "checks");
    BAD(n_checks, CHECKS_MAX + 1, "checks");
    BAD(n_checks, SIZE_MAX, "checks");
#undef BAD
}

static const char *const no_targets[] = {NULL};
static const char *many_targets[CHECK_LIST_MAX + 2];
static hf_need many_needs[CHECK_LIST_MAX + 2];
static hf_setting many_settings[CHECK_LIST_MAX + 2];
static hf_only many_only[CHECK_LIST_MAX + 2];

static void test_fields(void **state)
{
    (void)state;
#define BAD(field, value, part)                                                          \
    do {                                                                                 \
        hf_check c_ = good_check;                                                        \
        c_.field = value;                                                                \
        hf_plugin p_ = plugin_of(&c_, 1);                                                \
        refused(&p_, part);                                                              \
    } while (0)
    BAD(id, NULL, "check 1 (?): id");
    BAD(id, "", "id");
    BAD(id, "Zoo", "check 1 (Zoo): id");
    BAD(id, "-zoo", "id");
    BAD(id, "../zoo", "id");
    BAD(id, "zoo\033[31m", "id");
    BAD(id, longest, "id");
    BAD(protection, "a b", "protection");
    BAD(title, NULL, "title");
    BAD(title, "", "title");
    BAD(title, "\xff\xfe", "title");
    BAD(title, longest, "title");
    BAD(why, "\xc3", "why");
    BAD(remedy, longest, "remedy");
    BAD(severity, HF_DEFAULT, "severity");
    BAD(severity, (hf_severity)6, "severity");
    BAD(severity, (hf_severity)4000, "severity");
    BAD(targets, NULL, "targets");
    BAD(targets, no_targets, "targets");
    BAD(targets, HF_LIST("novendor"), "targets");
    BAD(targets, HF_LIST("A.B/c d"), "targets");
    BAD(targets, many_targets, "targets: more than 64, or no end");
    BAD(needs, HF_NEEDS({"d", HF_BELOW, 0}), "needs");
    BAD(needs, HF_NEEDS({"A.B/d", (hf_where)9, 0}), "unknown where");
    BAD(needs, many_needs, "needs: more than 64, or no end");
    BAD(only, HF_ONLY({"A.B/x", HF_LIST("K"), NULL, NULL, NULL}),
        "no target and no need");
    BAD(only, HF_ONLY({"A.B/c", HF_LIST("a b"), NULL, NULL, NULL}), "kind");
    BAD(only, HF_ONLY({"A.B/c", NULL, "/x", NULL, NULL}), "words in `is`");
    BAD(only, HF_ONLY({"A.B/c", many_targets, NULL, NULL, NULL}), "more than 64");
    BAD(only, many_only, "only: more than 64, or no end");
    BAD(settings, HF_SETTINGS({"Days", "1", "x"}), "settings");
    BAD(settings, HF_SETTINGS({"days", NULL, "x"}), "settings: days");
    BAD(settings, HF_SETTINGS({"days", "1", NULL}), "settings: days: wants a meaning");
    BAD(settings, HF_SETTINGS({"days", longest, "x"}), "settings: days");
    BAD(settings, many_settings, "settings: more than 64, or no end");
    BAD(controls, HF_LIST(""), "controls");
    BAD(controls, many_targets, "controls: more than 64, or no end");
    BAD(refs, HF_LIST("http://plain"), "refs");
    BAD(refs, HF_LIST("javascript:alert(1)"), "refs");
    BAD(run, NULL, "run");
#undef BAD
}

static void test_twice(void **state)
{
    (void)state;
    struct checks c = {0};
    struct err e = {0};
    const hf_check twice[] = {good_check, good_check};
    hf_plugin p = plugin_of(twice, 2), single = plugin_of(twice, 1);
    refused(&p, "check zoo-good: the id is taken");
    assert_int_equal(checks_add_plugin(&c, &single, 0, &e), 0);
    assert_int_equal(checks_add_plugin(&c, &single, 1, &e), -ERR_DATA);
    assert_int_equal(c.n, 1);
    free_checks(&c);
}

/* --- types that a plugin brings; plugins of older minors --- */

#define HSM "Microsoft.KeyVault/managedHSMs"

static const hf_type good_type = {.type = HSM,
                                  .path = "{parent}/providers/" HSM,
                                  .api_version = "2023-07-01",
                                  .action = HSM "/read",
                                  .refs = HF_LIST("/properties/networkAcls/*/id")};

static void test_types(void **state)
{
    (void)state;
    struct checks c = {0};
    struct err e = {0};
    hf_plugin p = plugin_of(&good_check, 1);
    p.types = &good_type;
    p.n_types = 1;
    if (checks_add_plugin(&c, &p, 7, &e))
        fail_msg("%s", e.text);
    assert_int_equal(c.types.n, 1);
    assert_int_equal(c.types.at[0].file, 7);
    assert_string_equal(c.types.at[0].type, HSM);
    assert_string_equal(c.types.at[0].refs.at[0], "/properties/networkAcls/*/id");
    assert_null(c.types.at[0].parent);
    free_checks(&c);
    const struct {
        hf_type type;
        const char *part;
    } all[] = {
        {{.type = NULL}, "no resource type"},
        {{.type = longest}, "no resource type"},
        {{.type = HSM, .path = "/x", .api_version = "2023-07-01"}, HSM ": path"},
        {{.type = HSM, .path = longest, .api_version = "2023-07-01"}, HSM ": path"},
        {{.type = HSM,
          .path = "{parent}/providers/" HSM,
          .api_version = "2023-07-01",
          .action = "Microsoft.KeyVault/managedHSMs/delete"},
         "action"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        p.types = &all[i].type;
        refused(&p, all[i].part);
    }
    const hf_type twice[] = {good_type, good_type};
    p.types = twice;
    p.n_types = 2;
    refused(&p, "twice");
    p.n_types = TYPEROW_FILE_MAX + 1;
    refused(&p, "types: wants at most");
    p.types = NULL;
    p.n_types = 1;
    refused(&p, "types");
    p.n_types = 0;
    p.type_size = 8;
    refused(&p, "type_size: 8 bytes");
}

/* What stands behind the descriptor of 1.0 is somebody else's. */
static void test_older_minor(void **state)
{
    (void)state;
    struct checks c = {0};
    struct err e = {0};
    hf_plugin p = plugin_of(&good_check, 1);
    p.abi = (uint32_t)HF_ABI_MAJOR << 16;
    refused(&p, "size");
    p.check_size = (uint32_t)offsetof(hf_check, only);
    p.size = (uint32_t)offsetof(hf_plugin, types);
    p.types = (const hf_type *)longest;
    p.n_types = SIZE_MAX;
    p.type_size = 3;
    if (checks_add_plugin(&c, &p, 0, &e))
        fail_msg("%s", e.text);
    assert_int_equal(c.n, 1);
    assert_int_equal(c.types.n, 0);
    free_checks(&c);
    p.check_size += 8;
    refused(&p, "right for ABI 1.0");
}

int main(void)
{
    memset(longest, 'a', sizeof longest - 1);
    for (size_t i = 0; i < CHECK_LIST_MAX + 2; i++) {
        many_targets[i] = "A.B/c";
        many_needs[i] = (hf_need){"A.B/d", HF_BELOW, 0};
        many_settings[i] = (hf_setting){"days", "1", "x"};
        many_only[i] = (hf_only){"A.B/d", NULL, "/x", NULL, NULL};
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),   cmocka_unit_test(test_head),
        cmocka_unit_test(test_types),  cmocka_unit_test(test_older_minor),
        cmocka_unit_test(test_fields), cmocka_unit_test(test_twice)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
