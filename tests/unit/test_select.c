/* Which checks a scan runs: globs, protections, controls, a hint for a typing slip. */
#include "base/err.h"
#include "data/checkinfo.h"
#include "scan/describe.h"
#include "scan/select.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *words[][3] = {
    /* id, protection, control */
    {(char[]){"immutability-locked"}, (char[]){"immutability"}, (char[]){"MCSB:BR-2"}},
    {(char[]){"network-private"}, (char[]){"network"}, (char[]){"MCSB:NS-2"}},
    {(char[]){"soft-delete-days"}, (char[]){"soft-delete"}, (char[]){"CIS:8.1"}},
    {(char[]){"soft-delete-on"}, (char[]){"soft-delete"}, (char[]){"MCSB:BR-2"}}};
static struct check_info infos[4];
static const struct known_checks known = {.at = infos, .n = 4};

static int fill(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++)
        infos[i] = (struct check_info){.id = words[i][0],
                                       .protection = words[i][1],
                                       .controls = {&words[i][2], 1}};
    return 0;
}

/* `wanted`: ids joined by spaces; or, after '!', part of the complaint. */
static void selects(struct selection *s, const char *wanted)
{
    struct err e = {0};
    const struct check_info **out = NULL;
    size_t n = 0;
    char got[512] = "";
    int rc = select_checks(&known, s, &out, &n, &e);
    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(got);
        snprintf(got + used, sizeof got - used, "%s%s", i ? " " : "", out[i]->id);
    }
    free(out);
    selection_free(s);
    if (*wanted == '!') {
        if (rc != -ERR_USAGE || !strstr(e.text, wanted + 1))
            fail_msg("%d \"%s\", wanted \"%s\"", rc, e.text, wanted + 1);
        return;
    }
    assert_int_equal(rc, 0);
    assert_string_equal(got, wanted);
}

static struct selection picks(const char *checks, const char *skips,
                              const char *protection, const char *control)
{
    struct selection s = {0};
    if (checks)
        strs_add(&s.checks, checks);
    if (skips)
        strs_add(&s.skips, skips);
    if (protection)
        strs_add(&s.protections, protection);
    if (control)
        strs_add(&s.controls, control);
    return s;
}

#define PICK(checks, skips, protection, control, wanted)                                 \
    do {                                                                                 \
        struct selection s_ = picks(checks, skips, protection, control);                 \
        selects(&s_, wanted);                                                            \
    } while (0)

static void test_picks(void **state)
{
    (void)state;
    PICK(NULL, NULL, NULL, NULL,
         "immutability-locked network-private soft-delete-days soft-delete-on");
    PICK("soft-*", NULL, NULL, NULL, "soft-delete-days soft-delete-on");
    PICK("network-privat?", NULL, NULL, NULL, "network-private");
    PICK("*", "soft-*", NULL, NULL, "immutability-locked network-private");
    PICK(NULL, "*-on", NULL, NULL,
         "immutability-locked network-private soft-delete-days");
    PICK(NULL, NULL, "Soft-Delete", NULL, "soft-delete-days soft-delete-on");
    PICK(NULL, NULL, NULL, "mcsb:br-*", "immutability-locked soft-delete-on");
    PICK("*-on", NULL, NULL, "MCSB:BR-2", "soft-delete-on");
    struct selection s = picks("immutability-locked", NULL, NULL, NULL);
    strs_add(&s.checks, "network-*");
    selects(&s, "immutability-locked network-private");
}

static void test_mistakes(void **state)
{
    (void)state;
    PICK("imutability-locked", NULL, NULL, NULL, "!did you mean immutability-locked?");
    PICK("soft-delete-dys", NULL, NULL, NULL, "!did you mean soft-delete-days?");
    PICK("zzzzzz", NULL, NULL, NULL, "!--check zzzzzz matches no check: see");
    PICK("soft-delete", NULL, NULL, NULL, "!matches no check"); /* globs are whole */
    PICK(NULL, "nosuch*", NULL, NULL, "!--skip nosuch*");
    PICK(NULL, NULL, "soft", NULL, "!--protection soft");
    PICK(NULL, NULL, NULL, "ISO:1", "!--control ISO:1");
    PICK("soft-*", "soft-delete-*", NULL, NULL, "!leaves no check");
    PICK("network-*", NULL, "soft-delete", NULL, "!leaves no check");
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const ids[] = {"scan", "checks", "plan"};
    assert_string_equal(select_nearest("scann", ids, 3), "scan");
    assert_string_equal(select_nearest("cheks", ids, 3), "checks");
    assert_null(select_nearest("inventory", ids, 3));
    char longer[200];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_null(select_nearest(longer, ids, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_picks),
                                       cmocka_unit_test(test_mistakes),
                                       cmocka_unit_test(test_nearest)};
    return cmocka_run_group_tests(tests, fill, NULL);
}
