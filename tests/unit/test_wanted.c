/* Ids that are referred to: once each, only of what the plan follows, and not when they
 * were read before or since. */
#include "base/err.h"
#include "collect/wanted.h"
#include "data/armid.h"
#include "data/catalog.h"
#include "data/inventory.h"
#include "data/plan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define GROUP "/subscriptions/s/resourceGroups/g"
#define VM GROUP "/providers/Microsoft.Compute/virtualMachines/"
#define DISK GROUP "/providers/Microsoft.Compute/disks/"

struct rig {
    char path[64];
    struct plan_type types[3];
    struct plan plan;
    struct inventory *inv;
    struct wanted w;
    int64_t at; /* of the last that `next` gave */
};

static void start(struct rig *r)
{
    struct err e = {0};
    *r = (struct rig){
        .path = "/tmp/hf-wanted-XXXXXX",
        .types = {{.row = catalog_find(NULL, "Microsoft.Compute/virtualMachines"),
                   .followed = true},
                  {.row = catalog_find(NULL, "Microsoft.Compute/disks"), .needed = true},
                  {.row = catalog_find(NULL, TYPE_GROUP), .needed = true}}};
    int fd = mkstemp(r->path);
    assert_true(fd >= 0);
    close(fd);
    r->plan = (struct plan){.types = r->types, .n = 3};
    r->inv = inventory_create(r->path, &e);
    assert_non_null(r->inv);
    r->w = wanted_make(r->inv, &r->plan, (struct hash_key){1, 2});
}

static void end(struct rig *r)
{
    wanted_free(&r->w);
    inventory_close(r->inv);
    unlink(r->path);
}

static void refer(struct rig *r, const char *id)
{
    assert_int_equal(wanted_refer(&r->w, id, NULL), 0);
}

static void put(struct rig *r, const char *id, const char *type)
{
    struct inventory_resource res = {.id = id, .type = type, .body = "{}", .body_len = 2};
    assert_int_equal(inventory_put(r->inv, &res, NULL), PUT_NEW);
}

/* The next is `id`; NULL: there is none. */
static void next(struct rig *r, const char *id)
{
    char is[ARMID_MAX], key[ARMID_MAX], wants[ARMID_MAX];
    assert_int_equal(wanted_next(&r->w, &r->at, is, key, NULL), id != NULL);
    if (!id)
        return;
    assert_string_equal(is, id);
    assert_true(armid_key(id, wants));
    assert_string_equal(key, wants);
}

static void test_once(void **state)
{
    struct rig r;
    (void)state;
    start(&r);
    next(&r, NULL);
    refer(&r, VM "A");
    refer(&r, VM "a");
    refer(&r, VM "A");
    refer(&r, VM "B");
    next(&r, VM "A");
    next(&r, VM "B");
    next(&r, NULL);
    refer(&r, VM "b"); /* asked, whatever came of it */
    next(&r, NULL);
    refer(&r, VM "C");
    next(&r, VM "C");
    end(&r);
}

static void test_followed_types(void **state)
{
    struct rig r;
    (void)state;
    start(&r);
    refer(&r, DISK "d"); /* listed, not followed */
    refer(&r, GROUP "/providers/Microsoft.Nobody/knows/x");
    refer(&r, "no id");
    refer(&r, "");
    refer(&r, GROUP); /* of Resource Graph, which leaves some out */
    next(&r, GROUP);
    next(&r, NULL);
    end(&r);
}

static void test_read(void **state)
{
    struct rig r;
    (void)state;
    start(&r);
    put(&r, VM "a", NULL);
    refer(&r, VM "A"); /* read before */
    refer(&r, VM "B");
    refer(&r, VM "C");
    put(&r, VM "b", NULL); /* read since */
    put(&r, VM "D", "Microsoft.Compute/disks");
    refer(&r, VM "D"); /* read as something else */
    next(&r, VM "C");
    next(&r, VM "D");
    next(&r, NULL);
    end(&r);
}

/* More than are kept in memory, in any order. */
static void test_many(void **state)
{
    struct rig r;
    char id[ARMID_MAX];
    (void)state;
    start(&r);
    assert_int_equal(inventory_begin(r.inv, NULL), 0);
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < 5000; i++) {
            snprintf(id, sizeof id, VM "%d", i);
            if (!turn && i % 2)
                put(&r, id, NULL);
            refer(&r, id);
        }
    assert_int_equal(inventory_commit(r.inv, NULL), 0);
    for (int i = 0; i < 5000; i += 2) {
        snprintf(id, sizeof id, VM "%d", i);
        next(&r, id);
    }
    next(&r, NULL);
    end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_once), cmocka_unit_test(test_followed_types),
        cmocka_unit_test(test_read), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
