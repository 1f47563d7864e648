/* What the shelf keeps: the same whatever it keeps. */
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "data/doc.h"
#include "data/inventory.h"
#include "eval/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define VAULTS "Microsoft.RecoveryServices/vaults"
#define RG "/subscriptions/s/resourceGroups/rg"
#define VAULT RG "/providers/" VAULTS "/v%d"

enum { VAULTS_N = 600, OTHER = 9999 };
static struct inventory *inv;
static char path[64];

static void put(const char *id, const char *more)
{
    struct err e = {0};
    struct buf body = buf_make(8192);
    buf_fmt(&body, "{\"id\":\"%s\",\"type\":\"" VAULTS "\",%s}", id, more);
    struct inventory_resource r = {
        .id = id, .body = buf_str(&body), .body_len = body.len};
    if (inventory_put(inv, &r, &e) < 0)
        fail_msg("%s", e.text);
    buf_free(&body);
}

static int setup(void **state)
{
    (void)state;
    struct err e = {0};
    char id[256], more[256];
    snprintf(path, sizeof path, "test-shelf-%d.inv", (int)getpid());
    unlink(path);
    inv = inventory_create(path, &e);
    assert_non_null(inv);
    assert_int_equal(inventory_set_meta(inv, "collected", "2026-11-24T06:00:00Z", &e), 0);
    for (int i = 0; i < VAULTS_N; i++) {
        snprintf(id, sizeof id, VAULT, i);
        snprintf(more, sizeof more, "\"name\":\"the vault of number %d\",\"n\":%d", i, i);
        put(id, more);
    }
    snprintf(id, sizeof id, VAULT, OTHER);
    put(id, "\"to\":\"" RG "/one/two\",\"esc\":\"\\/subscriptions\\/s\\/a\\/b\"");
    assert_int_equal(inventory_finish(inv, &e), 0);
    inv = inventory_open(path, &e);
    return inv ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    inventory_close(inv);
    unlink(path);
    return 0;
}

static hf_resource *take(struct shelf *s, int i)
{
    char key[256];
    struct err e = {0};
    hf_resource *r = NULL;
    snprintf(key, sizeof key,
             "/subscriptions/s/resourcegroups/rg/providers/microsoft.recoveryservices/"
             "vaults/v%d",
             i);
    assert_int_equal(shelf_key(s, key, &r, &e), 1);
    assert_string_equal(r->key, key);
    assert_string_equal(r->type, VAULTS);
    return r;
}

static void says(struct shelf *s, hf_resource *r, int i)
{
    char name[64];
    snprintf(name, sizeof name, "the vault of number %d", i);
    assert_string_equal(doc_text(shelf_doc(s, r), "/name"), name);
}

static void test_same_handle(void **state)
{
    (void)state;
    struct err e = {0};
    struct shelf *s = shelf_make(inv, SHELF_BYTES);
    hf_resource *r = take(s, 3), *again = take(s, 3), *row = NULL;
    assert_ptr_equal(r, again);
    struct inventory_resource head = {.n = r->n, .key = r->key};
    assert_int_equal(shelf_row(s, &head, &row, &e), 1);
    assert_ptr_equal(r, row);
    assert_int_equal(r->held, 3);
    shelf_let_go(s, r);
    shelf_let_go(s, r);
    shelf_let_go(s, r);
    shelf_turn(s);
    assert_ptr_equal(take(s, 3), r); /* it stayed */
    says(s, r, 3);
    assert_int_equal(shelf_key(s, "/none", &row, &e), 0);
    shelf_free(s);
}

/* The index of a damaged file may lead anywhere, whether the row is kept or not. */
static void test_index(void **state)
{
    (void)state;
    struct err e = {0};
    struct shelf *s = shelf_make(inv, SHELF_BYTES);
    hf_resource *r = take(s, 1), *row = NULL;
    struct inventory_resource other = {.n = r->n, .key = "/subscriptions/s"};
    for (int i = 0; i < 2; i++) {
        assert_true(shelf_row(s, &other, &row, &e) < 0);
        assert_non_null(strstr(e.text, "its index does not fit row"));
        shelf_free(i ? NULL : s);
        s = i ? s : shelf_make(inv, SHELF_BYTES);
    }
    other.n = 1 << 20;
    assert_true(shelf_row(s, &other, &row, &e) < 0);
    assert_non_null(strstr(e.text, "its index does not fit row"));
    shelf_free(s);
}

/* With room for none: handles stay until the turn, held ones with what was asked. */
static void test_no_room(void **state)
{
    (void)state;
    struct shelf *s = shelf_make(inv, 0);
    hf_resource *all[VAULTS_N], *held = take(s, 7);
    const char *text = doc_text(shelf_doc(s, held), "/name");
    for (int i = 0; i < VAULTS_N; i++) {
        all[i] = take(s, i);
        says(s, all[i], i);
        shelf_let_go(s, all[i]);
    }
    assert_string_equal(text, "the vault of number 7");
    assert_non_null(held->doc);
    for (int i = 0; i < VAULTS_N; i++) {
        assert_int_equal(all[i]->bare, i != 7);
        assert_true(i == 7 || (!all[i]->doc && !all[i]->body));
        assert_ptr_equal(take(s, i), all[i]);
        says(s, all[i], i); /* read again */
        shelf_let_go(s, all[i]);
    }
    shelf_turn(s);
    says(s, held, 7);
    says(s, take(s, 8), 8);
    shelf_free(s);
}

/* What was used last stays; what is discarded does not. */
static void test_order(void **state)
{
    (void)state;
    struct shelf *s = shelf_make(inv, SHELF_BYTES);
    hf_resource *r = take(s, 0);
    says(s, r, 0);
    shelf_let_go(s, r);
    size_t one = r->bytes;
    shelf_free(s);
    s = shelf_make(inv, 4 * one + one / 2);
    for (int i = 0; i < 10; i++) {
        r = take(s, i);
        says(s, r, i);
        i == 9 ? shelf_discard(s, r) : shelf_let_go(s, r);
        shelf_turn(s);
    }
    for (int i = 5; i < 9; i++)
        assert_non_null(take(s, i)->doc);
    assert_null(take(s, 4)->doc);
    assert_null(take(s, 9)->doc);
    shelf_free(s);
}

static void test_pretend(void **state)
{
    (void)state;
    struct shelf *s = shelf_make(inv, SHELF_BYTES);
    hf_resource *r = take(s, 2);
    int64_t n = r->n;
    says(s, r, 2);
    shelf_let_go(s, r);
    for (int turn = 0; turn < 2; turn++) {
        shelf_pretend(s, n, "{\"name\":\"something else\"}");
        r = take(s, 2);
        assert_string_equal(doc_text(shelf_doc(s, r), "/name"), "something else");
        shelf_let_go(s, r);
        shelf_pretend(s, n, "{\"name\":"); /* not even JSON */
        r = take(s, 2);
        for (int i = 0; i < 2; i++) { /* each time it is asked */
            assert_null(shelf_doc(s, r));
            assert_non_null(strstr(r->refused, "no usable JSON"));
        }
        shelf_let_go(s, r);
        shelf_pretend(s, 0, NULL);
        r = take(s, 2);
        says(s, r, 2);
        shelf_let_go(s, r);
    }
    shelf_free(s);
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int named;
    } all[] = {{"/subscriptions/s/resourcegroups/rg/one/two", 1},
               {"/subscriptions/s/a/b", 1}, /* escaped in the text */
               {"/subscriptions/s/resourcegroups/rg/one/three", 0},
               {"/subscriptions/s/a/c", 0}};
    struct err e = {0};
    for (int parsed = 0; parsed < 3; parsed++) {
        struct shelf *s = shelf_make(inv, parsed == 2 ? 0 : SHELF_BYTES);
        hf_resource *r = take(s, OTHER);
        if (parsed)
            assert_string_equal(doc_text(shelf_doc(s, r), "/to"), RG "/one/two");
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            if (parsed == 2) { /* its body goes each time */
                shelf_let_go(s, r);
                assert_null(r->body);
                shelf_hold(s, r);
            }
            assert_int_equal(shelf_names(s, r, all[i].key, &e), all[i].named);
        }
        shelf_free(s);
    }
}

/* The tables grow; nothing is lost on the way. */
static void test_many(void **state)
{
    (void)state;
    struct shelf *s = shelf_make(inv, SHELF_BYTES);
    for (int turn = 0; turn < 3; turn++)
        for (int i = 0; i < VAULTS_N; i++) {
            hf_resource *r = take(s, i);
            says(s, r, i);
            shelf_let_go(s, r);
        }
    shelf_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_handle), cmocka_unit_test(test_index),
        cmocka_unit_test(test_no_room),     cmocka_unit_test(test_order),
        cmocka_unit_test(test_pretend),     cmocka_unit_test(test_names),
        cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
