/* Ids that are referred to: once each, and not when they were read before or since. */

#include "collect/wanted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_once(void **state)
{
    struct wanted w = wanted_make((struct hash_key){1, 2});
    (void)state;
    wanted_refer(&w, "/a", "/A");
    wanted_refer(&w, "/a", "/a");
    wanted_refer(&w, "/b", "/B");
    assert_int_equal(w.ids.n, 2);
    assert_string_equal(w.ids.at[0], "/A");
    assert_string_equal(w.ids.at[1], "/B");
    wanted_free(&w);
}

static void test_read(void **state)
{
    struct wanted w = wanted_make((struct hash_key){1, 2});
    (void)state;
    wanted_read(&w, "/a");
    wanted_refer(&w, "/a", "/A"); /* read before */
    assert_int_equal(w.ids.n, 0);
    wanted_refer(&w, "/b", "/B");
    wanted_refer(&w, "/c", "/C");
    wanted_read(&w, "/b"); /* read since */
    wanted_read(&w, "/b");
    wanted_refer(&w, "/b", "/B");
    assert_int_equal(w.ids.n, 2);
    assert_null(w.ids.at[0]);
    assert_string_equal(w.ids.at[1], "/C");
    wanted_free(&w);
}

static void test_many(void **state)
{
    struct wanted w = wanted_make((struct hash_key){3, 4});
    char key[32];
    (void)state;
    for (int i = 0; i < 10000; i++) {
        snprintf(key, sizeof key, "/%d", i);
        if (i % 2)
            wanted_read(&w, key);
        wanted_refer(&w, key, key);
    }
    assert_int_equal(w.ids.n, 5000);
    assert_int_equal(w.known.n, 10000);
    for (int i = 0; i < 10000; i += 2) {
        snprintf(key, sizeof key, "/%d", i);
        assert_string_equal(w.ids.at[i / 2], key);
        wanted_read(&w, key);
        assert_null(w.ids.at[i / 2]);
    }
    wanted_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_once),
                                       cmocka_unit_test(test_read),
                                       cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
