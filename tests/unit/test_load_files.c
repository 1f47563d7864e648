/* Whole files: long arrays, several files into one inventory, and out again unchanged. */
#include "base/mem.h"
#include "base/text.h"
#include "data/doc.h"
#include "data/inventory.h"

#include "load_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RSV "Microsoft.RecoveryServices/vaults"
#define COMPLETE(scope)                                                                  \
    "{\"kind\":\"complete\",\"scope\":\"" scope "\",\"type\":\"" RSV "\"}\n"
#define END(n) "{\"kind\":\"end\",\"lines\":" n "}\n"
#define RESOURCE(name, more)                                                             \
    "{\"kind\":\"resource\"," more "\"resource\":{\"id\":\"" V name "\",\"type\":\"" RSV \
    "\"}}\n"

/* --- long arrays --- */

/* An array of vaults v0, v1 … with a MiB of blanks before each, longer than one document
 * may be. */
static struct buf long_array(const char *tail)
{
    enum { PAD = 1 << 20 };
    struct buf b = buf_make(128 << 20);
    char *pad = mem_new(PAD + 1);
    memset(pad, ' ', PAD);
    for (int i = 0; b.len <= DOC_BYTES; i++) {
        buf_text(&b, i ? ",\n" : "[\n");
        buf_add(&b, pad, PAD);
        buf_fmt(&b, "{\"id\":\"" V "v%d\"}", i);
    }
    buf_text(&b, tail);
    free(pad);
    return b;
}

static void test_a_long_array_is_whole_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *tail, *part; /* NULL: it is taken */
    } cases[] = {
        {"\n]\n", NULL},
        {"", "in: line 65: the array does not end: the file is cut"},
        {",\n{\"id\":\"" V "w", "in: line 66: the array does not end: the file is cut"},
        {"\n]\n{\"id\":\"" V "w\"}\n", "in: line 67: there is more behind the end"},
        {"\n} ]\n", "in: line 65: no usable JSON"},
        {",\n]\n", "in: line 66: no comma, bracket or element"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = long_array(cases[i].tail);
        struct rig r = rig_load_one(b.data, b.len);
        if (cases[i].part ? r.rc != -ERR_DATA || !strstr(r.e.text, cases[i].part) : r.rc)
            fail_msg("%s: %d \"%s\"", cases[i].tail, r.rc, r.e.text);
        if (!r.rc)
            assert_int_equal(r.stats.resources, 64);
        rig_drop(&r);
        buf_free(&b);
    }
}

/* --- several files --- */

static void holds(const char *path, const char *line, bool wanted)
{
    char *out = rig_dump(path);
    if ((strstr(out, line) != NULL) != wanted)
        fail_msg("%s\n%s\n%s", wanted ? "missing:" : "unwanted:", line, out);
    free(out);
}

static void test_each_file_has_its_own_end(void **state)
{
    (void)state;
    const char *const good = META RESOURCE("a", "") COMPLETE("/subscriptions/s") END("3");
    const char *const cut = META RESOURCE("b", "") COMPLETE("/subscriptions/t");
    const char *const texts[][2] = {{good, cut}, {cut, good}};
    for (size_t i = 0; i < 2; i++) {
        struct rig r = rig_load(texts[i], 2);
        assert_int_equal(r.rc, 0);
        assert_non_null(strstr(buf_str(&r.said), "no end line"));
        holds(r.path, COMPLETE("/subscriptions/s"), true);
        holds(r.path, COMPLETE("/subscriptions/t"), false);
        holds(r.path, V "b", true);
        rig_drop(&r);
    }
}

static void test_the_earliest_time_counts(void **state)
{
    (void)state;
    const char *const early = META_AT("20") RESOURCE("a", "");
    const char *const late = META_AT("22") RESOURCE("b", "");
    const char *const latest = META_AT("23") RESOURCE("c", "");
    const char *const orders[][3] = {
        {early, late, latest}, {late, early, latest}, {latest, late, early}};
    for (size_t i = 0; i < 3; i++) {
        struct rig r = rig_load(orders[i], 3);
        assert_int_equal(r.rc, 0);
        holds(r.path, META_AT("20"), true);
        holds(r.path, RESOURCE("a", ""), true);
        holds(r.path, RESOURCE("b", "\"fetched\":\"2026-11-22T06:00:00Z\","), true);
        holds(r.path, RESOURCE("c", "\"fetched\":\"2026-11-23T06:00:00Z\","), true);
        rig_drop(&r);
    }
}

/* The newer wins, wherever it stands; a plain file is as old as the file itself. */
static void test_rank_over_files(void **state)
{
    (void)state;
    const char *const old = META_AT("20") "{\"id\":\"" V "a\",\"n\":1}\n";
    const char *const new = META_AT("22") "{\"id\":\"" V "a\",\"n\":2}\n";
    const char *const late_meta = "{\"id\":\"" V "a\",\"n\":3}\n" META_AT("19");
    const char *const plain = "[\n{\"id\":\"" V "a\",\"n\":4}\n]\n";
    const struct {
        const char *texts[2], *wins;
    } cases[] = {
        {{old, new}, "\"n\":2"},       {{new, old}, "\"n\":2"},
        {{old, late_meta}, "\"n\":1"}, {{late_meta, old}, "\"n\":1"},
        {{old, plain}, "\"n\":4"},     {{plain, new}, "\"n\":4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig r = rig_load(cases[i].texts, 2);
        assert_int_equal(r.rc, 0);
        holds(r.path, cases[i].wins, true);
        rig_drop(&r);
    }
}

static void test_other_tenants_are_said(void **state)
{
    (void)state;
    const char *const texts[] = {
        "{\"kind\":\"meta\",\"format\":1,\"tenant\":\"t1\",\"tool\":\"1\"}\n",
        "{\"kind\":\"meta\",\"format\":1,\"tenant\":\"t2\",\"tool\":\"2\"}\n"};
    struct rig r = rig_load(texts, 2);
    assert_int_equal(r.rc, 0);
    assert_non_null(strstr(buf_str(&r.said), "in: line 1: tenant is t2 here, and t1"));
    assert_null(strstr(buf_str(&r.said), "tool"));
    holds(r.path, "\"tenant\":\"t1\"", true);
    rig_drop(&r);
}

static void test_through_a_pipe(void **state)
{
    (void)state;
    const char *text = META RESOURCE("a", "") COMPLETE("/") END("3");
    struct rig r = rig_load_pipe(text, strlen(text));
    assert_int_equal(r.rc, 0);
    char *out = rig_dump(r.path);
    assert_string_equal(out, text);
    free(out);
    rig_drop(&r);
    text = COMPLETE("/") RESOURCE("a", "") META END("3"); /* any order but for the end */
    r = rig_load_pipe(text, strlen(text));
    assert_int_equal(r.rc, 0);
    holds(r.path, META RESOURCE("a", "") COMPLETE("/") END("3"), true);
    rig_drop(&r);
}

/* --- out again --- */

/* Bodies nested as deep as they may be, and records around them. */
static char *deep(size_t levels)
{
    struct buf b = buf_make(4096);
    buf_text(&b, META "{\"kind\":\"resource\",\"resource\":{\"id\":\"" V "a\",\"type\":"
                      "\"" RSV "\",\"a\":");
    for (size_t i = 1; i < levels; i++)
        buf_char(&b, '[');
    for (size_t i = 1; i < levels; i++)
        buf_char(&b, ']');
    buf_text(&b, "}}\n" END("2"));
    return buf_steal(&b);
}

static void test_what_is_dumped_can_be_loaded(void **state)
{
    (void)state;
    char *depth = deep(DOC_DEPTH), *deeper = deep(DOC_DEPTH + 1);
    const char *const texts[] = {
        depth,
        /* the id as it was written, in the body or beside it */
        META RESOURCE("v/", "") END("2"),
        META "{\"kind\":\"resource\",\"id\":\"" V "v/\",\"type\":\"" RSV
             "\",\"resource\":{\"n\":1}}\n" END("2"),
        META "{\"kind\":\"resource\",\"id\":\"" V "v/\",\"resource\":{\"id\":\"" V
             "V\",\"type\":\"" RSV "\"}}\n" END("2"),
        META "{\"kind\":\"resource\",\"resource\":{\"properties\":{\"id\":\"" V
             "V\"},\"type\":\"" RSV "\",\"id\":\"" V "v\"}}\n" END("2"),
        /* a type that is not the body's own */
        META "{\"kind\":\"resource\",\"type\":\"A.B/c\",\"resource\":{\"id\":\"/odd/"
             "x\",\"type\":\"D.E/f\"}}\n" END("2"),
        META "{\"kind\":\"resource\",\"resource\":{\"id\":\"/odd/x\",\"type\":\"d.E/F\"}}"
             "\n{\"kind\":\"resource\",\"resource\":{\"id\":\"/odd/y\",\"type\":\"D.E/"
             "f\"}}\n" END("3"),
        META "{\"kind\":\"gap\",\"scope\":\"/\",\"type\":\"\"}\n"
             "{\"kind\":\"complete\",\"scope\":\"/\",\"type\":\"" RSV
             "\",\"variant\":0}\n" END("3"),
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct rig r = rig_load_one(texts[i], strlen(texts[i]));
        if (r.rc)
            fail_msg("%s: %s", texts[i], r.e.text);
        char *out = rig_dump(r.path);
        assert_string_equal(out, texts[i]);
        free(out);
        rig_drop(&r);
    }
    struct rig r = rig_load_one(deeper, strlen(deeper));
    assert_int_equal(r.rc, -ERR_DATA);
    assert_non_null(strstr(r.e.text, "line 2: "));
    rig_drop(&r);
    free(depth);
    free(deeper);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_long_array_is_whole_or_refused),
        cmocka_unit_test(test_each_file_has_its_own_end),
        cmocka_unit_test(test_the_earliest_time_counts),
        cmocka_unit_test(test_rank_over_files),
        cmocka_unit_test(test_other_tenants_are_said),
        cmocka_unit_test(test_through_a_pipe),
        cmocka_unit_test(test_what_is_dumped_can_be_loaded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
