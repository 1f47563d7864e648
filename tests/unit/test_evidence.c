/* The line of values under a finding: short, in order, and nothing that moves a
 * terminal. */
#include "base/buf.h"
#include "base/mem.h"
#include "data/frame.h"
#include "report/evidence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "/subscriptions/s/resourceGroups/g/providers/A.B/vaults/v"

static struct frame_text text(const char *t) { return (struct frame_text){t, strlen(t)}; }

static void add(struct frame_detail *d, const char *id, const char *pointer,
                const char *value)
{
    d->evidence[d->n_evidence++] =
        (struct frame_evidence){text(id), text(pointer), text(value), 0};
}

static void assert_line(const struct frame_detail *d, size_t width, const char *wanted)
{
    struct buf line = buf_make(1 << 12);
    evidence_say(d, width, &line);
    assert_string_equal(buf_str(&line), wanted);
    assert_true(line.len <= width);
    buf_free(&line);
}

static void assert_one(const char *pointer, const char *value, const char *wanted)
{
    struct frame_detail *d = mem_new(sizeof *d);
    *d = (struct frame_detail){.n_evidence = 0};
    add(d, ID, pointer, value);
    assert_line(d, 72, wanted);
    free(d);
}

static void test_none(void **state)
{
    struct frame_detail *d = mem_new(sizeof *d);
    (void)state;
    *d = (struct frame_detail){.n_evidence = 0};
    assert_line(NULL, 72, "");
    assert_line(d, 72, "");
    free(d);
}

static void test_pointers(void **state)
{
    (void)state;
    assert_one("/properties/a/softDeleteSettings/state", "1",
               "softDeleteSettings/state = 1");
    assert_one("/properties/a/redundancyOfAll", "true", "redundancyOfAll = true");
    assert_one("/properties/state", "false", "state = false");
    assert_one("/location", "2.5", "location = 2.5");
    assert_one("/properties/nodesList/1/status", "1", "nodesList/1/status = 1");
    assert_one("/properties/groups/0/memberIdentities/3", "1", "memberIdentities/3 = 1");
    assert_one("/0/1", "1", "0/1 = 1");
    assert_one("", "1", " = 1");
    assert_one("odd", "1", "odd = 1");
}

static void test_values(void **state)
{
    (void)state;
    assert_one("/location", "\"uksouth\"", "location = uksouth");
    assert_one("/location", "\"\"", "location = \"\"");
    assert_one("/location", "null", "location = not set");
    assert_one("/location", "[\"a\",\"b\"]", "location = [\"a\",\"b\"]");
    assert_one("/location", "[{\"a\":1},{}]", "location = list of 2");
    assert_one("/location", "no JSON, 5", "location = no JSON, 5");
    assert_one("/location", "1,2", "location = 1,2");
    assert_one("/location", "\"" ID "\"", "location = .../v");
    assert_one("/location", "\"" ID "/\"", "location = .../v");
    assert_one("/location", "\"/\"", "location = /");
    assert_one("/location",
               "\"https://kv.vault.azure.net/keys/backup-key/0123456789abcdef0123\"",
               "location = .../backup-key/0123456789abc...");
    assert_one("/location", "\"0123456789012345678901234567890123456789\"",
               "location = 0123456789012345678901234567890123456789");
    assert_one("/location", "\"01234567890123456789012345678901234567890\"",
               "location = 0123456789012345678901234567890123456...");
}

static void test_many(void **state)
{
    struct frame_detail *d = mem_new(sizeof *d);
    (void)state;
    *d = (struct frame_detail){.n_evidence = 0};
    add(d, ID, "/properties/softDeleteState", "\"Off\"");
    add(d, ID, "/properties/immutability", "\"Disabled\"");
    d->evidence[1].assumed = 1;
    assert_line(d, 72, "softDeleteState = Off; immutability = Disabled (default)");
    assert_line(d, 56, "softDeleteState = Off; immutability = Disabled (default)");
    assert_line(d, 55, "softDeleteState = Off; ...");
    assert_line(d, 20, "softDeleteSt...; ...");
    add(d, ID "/x/VM;a;b;vm-1", "/location", "1");
    assert_line(d, 60, "softDeleteState of v = Off; ...");
    assert_line(
        d, 85, "softDeleteState of v = Off; immutability of v = Disabled (default); ...");
    d->evidence[1] = d->evidence[2];
    d->n_evidence = 2;
    assert_line(d, 72, "softDeleteState of v = Off; location of vm-1 = 1");
    free(d);
}

/* Whatever width and count: never wider, and the same bytes each time. */
static void test_never_wider(void **state)
{
    struct frame_detail *d = mem_new(sizeof *d);
    (void)state;
    *d = (struct frame_detail){.n_evidence = 0};
    for (size_t i = 0; i < EVIDENCE_MAX; i++)
        add(d, i % 3 ? ID : ID "/long/name-of-something-that-goes-on-and-on-and-on",
            i % 2 ? "/properties/aVeryLongNameOfAPropertyThatNeverEndsAtAllButHere"
                  : "/id",
            i % 5 ? "\"value\"" : "\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"");
    for (size_t width = 12; width < 400; width++) {
        struct buf line = buf_make(1 << 14);
        size_t n = 0;
        evidence_say(d, width, &line);
        for (size_t i = 0; i < line.len; i++)
            n += ((unsigned char)line.data[i] & 0xc0) != 0x80;
        assert_true(n && n <= width);
        buf_free(&line);
    }
    free(d);
}

static void test_hostile(void **state)
{
    struct frame_detail *d = mem_new(sizeof *d);
    struct buf line = buf_make(1 << 14);
    (void)state;
    *d = (struct frame_detail){.n_evidence = 0};
    add(d, ID "/\033[2J", "/a\033]0;x\007/b\n", "\"\\u001b[31m\\u202e\\n\"");
    add(d, ID "/\xff", "/\xe2\x80\xae", "\033[31m");
    evidence_say(d, 4000, &line);
    for (size_t i = 0; i < line.len; i++)
        assert_true(line.data[i] >= 0x20 && line.data[i] < 0x7f);
    assert_non_null(strstr(buf_str(&line), "\\u{1b}[31m\\u{202e}\\u{a}"));
    buf_free(&line);
    free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_values),      cmocka_unit_test(test_many),
        cmocka_unit_test(test_never_wider), cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
