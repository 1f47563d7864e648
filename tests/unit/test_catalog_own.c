/* Rows of check files beside each other and the built-in ones. */
#include "typerow_rig.h"

#include "base/buf.h"
#include "base/err.h"
#include "data/catalog.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "data/needs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void add(struct typerows *rows, const char *type, const char *fields)
{
    struct typerow t = rig_row(type, fields);
    typerows_add(rows, &t);
}

static void refused(struct typerows *rows, size_t which, const char *part)
{
    struct catalog *c;
    struct err e = {0};
    size_t at = 99;
    assert_int_equal(catalog_make(rows, &c, &at, &e), -ERR_DATA);
    assert_null(c);
    if (at != which || !strstr(e.text, part))
        fail_msg("row %zu: %s, wanted %zu: %s", at, e.text, which, part);
    typerows_free(rows);
}

static void test_catalog(void **state)
{
    (void)state;
    struct typerows rows = {0};
    struct catalog *c = NULL, *back = NULL;
    struct err e = {0};
    /* children before parents, and one that two files declare alike */
    add(&rows, KEYS "/versions",
        "parent=microsoft.keyvault/managedhsms/KEYS "
        "path={parent}/versions");
    add(&rows, KEYS, "parent=" HSM " path={parent}/keys ref=/a/id");
    add(&rows, HSM, "from=a.lua");
    add(&rows, "microsoft.keyvault/managedhsms", "from=b.lua");
    if (catalog_make(&rows, &c, NULL, &e))
        fail_msg("%s", e.text);
    typerows_free(&rows);
    assert_int_equal(catalog_size(c), catalog_size(NULL) + 3);
    for (size_t i = 0; i < catalog_size(c); i++) {
        const struct catalog_row *r = catalog_at(c, i);
        assert_int_equal(catalog_index(r), i);
        assert_ptr_equal(catalog_find(c, r->type), r);
        assert_true(!r->parent || catalog_index(catalog_find(c, r->parent)) < (int)i);
    }
    assert_null(catalog_at(c, catalog_size(c)));
    assert_null(catalog_find(NULL, HSM));
    assert_string_equal(catalog_find(c, "MICROSOFT.keyvault/managedhsms/keys")->parent,
                        HSM);
    assert_string_equal(catalog_find(c, HSM)->from, "a.lua");
    assert_true(catalog_below(c, KEYS "/versions", HSM));
    assert_false(catalog_below(NULL, KEYS "/versions", HSM));
    assert_false(catalog_is_unread(catalog_find(c, HSM), "graph", NULL, "/x"));
    /* there and back; and what an inventory notes of it */
    struct buf text = buf_make(10000), signs = buf_make(10000);
    buf_char(&text, '{');
    catalog_encode(c, &text);
    buf_char(&text, '}');
    struct doc *d = doc_parse(buf_str(&text), text.len, &e);
    assert_int_equal(catalog_decode(d, "/rows", &back, &e), 0);
    assert_int_equal(catalog_size(back), catalog_size(c));
    assert_int_equal(catalog_decode(d, "/none", &back, &e), (catalog_free(back), 0));
    assert_null(back);
    doc_free(d);
    catalog_sign(c, &signs);
    assert_true(catalog_signed(c, buf_str(&signs)) && catalog_signed(NULL, NULL));
    assert_false(catalog_signed(c, NULL) || catalog_signed(c, "x" HSM "\n"));
    buf_free(&text);
    buf_free(&signs);
    catalog_free(c);
}

static void test_refused(void **state)
{
    (void)state;
    struct typerows rows = {0};
    add(&rows, HSM, "from=a.lua");
    add(&rows, HSM, "from=b.lua version=2024-01-01");
    refused(&rows, 1, HSM ": declared otherwise by a.lua");
    add(&rows, HSM, "");
    add(&rows, "A.B/c/d", "parent=A.B/c path={parent}/d");
    refused(&rows, 1, "A.B/c/d: parent: is not known: A.B/c");
    add(&rows, "A.B/c/d", "parent=A.B/c/d/e path={parent}/providers/A.B/c/n/d");
    add(&rows, "A.B/c/d/e", "parent=A.B/c/d path={parent}/e");
    refused(&rows, 0, "parent: leads in a circle");
    add(&rows, "A.B/c", "parent=A.B/c path={parent}/providers/A.B/c");
    refused(&rows, 0, "circle");
    add(&rows, HSM, "");
    add(&rows, "Microsoft.Insights/diagnosticSettings/x",
        "parent=Microsoft.Insights/diagnosticSettings path={parent}/x");
    refused(&rows, 1, "parent: is an extension");
    add(&rows, HSM, "version=x");
    refused(&rows, 0, "api_version");
    for (size_t i = 0; i < CATALOG_MAX; i++) {
        char type[32];
        snprintf(type, sizeof type, "A.B/c%zu", i);
        add(&rows, type, "");
    }
    struct catalog *c;
    struct err e = {0};
    assert_int_equal(catalog_make(&rows, &c, NULL, &e), -ERR_DATA);
    assert_non_null(strstr(e.text, "too many"));
    typerows_free(&rows);
}

/* The built-in catalogue wins; an equal row is no quarrel. */
static void test_built_in(void **state)
{
    (void)state;
    struct typerows rows = {0};
    struct catalog *c;
    add(&rows, "microsoft.keyvault/vaults",
        "table=resources version=2023-07-01 action=Microsoft.KeyVault/vaults/read");
    assert_int_equal(catalog_make(&rows, &c, NULL, NULL), 0);
    assert_int_equal(catalog_size(c), catalog_size(NULL));
    catalog_free(c);
    typerows_free(&rows);
    add(&rows, "Microsoft.KeyVault/vaults", "");
    refused(&rows, 0, "knows this type itself");
    add(&rows, "Microsoft.RecoveryServices/vaults", "version=2015-01-01");
    refused(&rows, 0, "knows this type itself");
    /* by another of its names */
    add(&rows, "Microsoft.RecoveryServices/vaults/backupProtectedItems",
        "parent=Microsoft.RecoveryServices/vaults path={parent}/backupProtectedItems");
    refused(&rows, 0, "knows this type itself");
}

/* The last of many rows has its own gaps and statements, and nobody else's. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 90 };
    char path[] = "/tmp/hf-catalog-XXXXXX", type[32];
    struct typerows rows = {0};
    struct catalog *c;
    struct err e = {0};
    for (size_t i = 0; i < MANY; i++) {
        snprintf(type, sizeof type, "A.B/c%02zu", i);
        add(&rows, type, "");
    }
    if (catalog_make(&rows, &c, NULL, &e))
        fail_msg("%s", e.text);
    typerows_free(&rows);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct inventory *inv = inventory_create(path, &e);
    assert_non_null(inv);
    assert_int_equal(inventory_use_catalog(inv, c, &e), 0);
    struct inventory_gap gap = {.scope = "/", .type = "a.b/C89", .status = 403};
    assert_int_equal(inventory_put_gap(inv, &gap, &e), 0);
    for (size_t i = 0; i + 2 < MANY; i++) {
        snprintf(type, sizeof type, "a.b/C%02zu", i);
        assert_int_equal(inventory_put_complete(inv, "/", type, -1, &e), 0);
    }
    assert_int_equal(inventory_finish(inv, &e), 0);
    inv = inventory_open(path, &e);
    assert_non_null(inv);
    assert_int_equal(inventory_use_catalog(inv, c, &e), 0);
    struct needs *needs = needs_make(inv, false, &e);
    for (size_t i = 0; i < MANY; i++) {
        struct buf why = buf_make(1000);
        snprintf(type, sizeof type, "A.B/c%02zu", i);
        int rc = needs_gap(needs, "/", &(struct needs_what){type, NEEDS_SCOPE, NULL},
                           &why, &e);
        assert_int_equal(rc, i + 2 >= MANY);
        assert_int_equal(needs_known(needs, "/", NULL, type), !rc);
        if (i + 1 == MANY)
            assert_non_null(
                strstr(buf_str(&why), "403; the identity needs A.B/c89/read"));
        buf_free(&why);
    }
    needs_free(needs);
    inventory_close(inv);
    catalog_free(c);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalog), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_built_in), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
