/* Where things stand in the text of a script, and what its text does. */
#include "eval/script_lines.h"
#include "eval/script_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct lines make(const char *text)
{
    struct lines l;
    lines_make(&l, text, strlen(text));
    return l;
}

/* All tokens, with a bar between. */
static void tokens(const char *text, const char *wanted)
{
    char got[1024] = "";
    struct lines l = make(text);
    for (size_t t = 1; t < l.n; t++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%.*s", n ? "|" : "", (int)l.at[t].len,
                 text + l.at[t].at);
    }
    if (strcmp(got, wanted))
        fail_msg("%s: got %s, wanted %s", text, got, wanted);
    lines_free(&l);
}

static void test_tokens(void **state)
{
    (void)state;
    tokens("", "");
    tokens("a=1", "a|=|1");
    tokens("#!/bin/lua x\na", "a");
    tokens("a -- b\nc --[[ d\n e ]] f --[==[ ]] ]==] g", "a|c|f|g");
    tokens("'a\\'b' \"c\\\"d\" [[e]] [=[f]]]=]", "'a\\'b'|\"c\\\"d\"|[[e]]|[=[f]]]=]");
    tokens("'a\\z \n  b' c", "'a\\z \n  b'|c");
    tokens("'a\\\nb' c", "'a\\\nb'|c");
    tokens("0x1p-4+.5..1e+3", "0x1p-4|+|.5..1e+3");
    tokens("a..b...==~=<=>=//::<<>>", "a|..|b|...|==|~=|<=|>=|//|::|<<|>>");
    tokens("t[ [[x]] ] a[b]", "t|[|[[x]]|]|a|[|b|]");
    tokens("'no end", "'no end");
    tokens("'no end\nb", "'no end|b");
    tokens("[[no end", "[[no end");
    tokens("a --[[no end", "a");
}

static void test_places(void **state)
{
    (void)state;
    struct lines l = make("a\r\nb\n\rc\rd\n  \"\xc3\xa4\xc3\xa4\" e [[\n\n]] f");
    static const unsigned wanted[][2] = {{1, 1}, {2, 1}, {3, 1},  {4, 1},
                                         {5, 3}, {5, 8}, {5, 10}, {7, 4}};
    assert_int_equal(l.n, 9);
    for (size_t t = 1; t < l.n; t++) {
        assert_int_equal(l.at[t].line, wanted[t - 1][0]);
        assert_int_equal(lines_column(&l, t), wanted[t - 1][1]);
    }
    assert_int_equal(lines_column(&l, 0), 0);
    assert_int_equal(lines_column(&l, 99), 0);
    lines_free(&l);
}

static void string_is(const char *text, const char *wanted)
{
    char got[32];
    struct lines l = make(text);
    assert_true(lines_string(&l, 1, got, sizeof got));
    if (strcmp(got, wanted))
        fail_msg("%s: got %s, wanted %s", text, got, wanted);
    assert_false(lines_string(&l, 2, got, sizeof got));
    lines_free(&l);
}

static void test_strings(void **state)
{
    (void)state;
    string_is("'plain'", "plain");
    string_is("''", "");
    string_is("[[\nfirst\nsecond]]", "first\nsecond");
    string_is("[==[]]]==]", "]]");
    string_is("'a\\n\\t\\\\\\'\\\"b'", "a\n\t\\'\"b");
    string_is("'\\65\\0662\\x43\\u{44}\\u{e4}\\u{20ac}'", "AB2CD\xc3\xa4\xe2\x82\xac");
    string_is("'a\\z  \n  b\\\nc'", "ab\nc");
    string_is("'0123456789012345678901234567890123456789'",
              "012345678901234567890123456");
    static const char *const open[] = {"'", "'\\", "'\\x", "'\\u{", "'\\1", "[[", "[[x"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        char got[8]; /* no valid Lua: it ends, whatever comes out */
        struct lines l = make(open[i]);
        assert_true(lines_string(&l, 1, got, sizeof got));
        lines_free(&l);
    }
}

static const char text[] =
    "-- check { id = 'comment' }\n"
    "local a = check { id = 'one', ['title'] = [[check { x = 1 }]],\n"
    "  run = function(v) if v then id = 1 end return { id = 2 } end,\n"
    "  targets = { 'A/b', ('x'), { 1, 2 }, f 'c', last = 3; 'd', },\n"
    "  settings = { days = { 14, 'd' } }, } check{ id = 'two' }\n"
    "return x.check { id = 'no' }, check ({ id = 'three' }),\n"
    "  check\n  { id = 'four' }\n";

static unsigned line_of(const struct lines *l, size_t t) { return t ? l->at[t].line : 0; }

static void id_is(const struct lines *l, unsigned line, size_t nth, const char *wanted)
{
    char got[32] = "none";
    size_t open = lines_call(l, "check", line, nth);
    lines_string(l, lines_value(l, open, "id"), got, sizeof got);
    if (strcmp(got, wanted))
        fail_msg("line %u, call %zu: got %s, wanted %s", line, nth, got, wanted);
}

static void test_calls(void **state)
{
    (void)state;
    struct lines l = make(text);
    id_is(&l, 1, 0, "none");
    id_is(&l, 2, 0, "one");
    id_is(&l, 2, 7, "one"); /* a loop calls it again */
    id_is(&l, 5, 0, "two");
    id_is(&l, 6, 0, "three");
    id_is(&l, 7, 0, "four");
    id_is(&l, 8, 0, "four");
    id_is(&l, 99, 0, "none");
    size_t open = lines_call(&l, "check", 2, 0);
    assert_int_equal(line_of(&l, lines_key(&l, open, "title")), 2);
    assert_int_equal(line_of(&l, lines_key(&l, open, "run")), 3);
    assert_int_equal(line_of(&l, lines_key(&l, open, "settings")), 5);
    assert_int_equal(lines_key(&l, open, "x"), 0);
    assert_int_equal(lines_key(&l, open, "v"), 0);
    assert_int_equal(lines_key(&l, 0, "id"), 0);
    size_t list = lines_value(&l, open, "targets");
    char got[8];
    assert_true(lines_string(&l, lines_nth(&l, list, 1), got, sizeof got));
    assert_string_equal(got, "A/b");
    assert_true(lines_is(&l, lines_nth(&l, list, 2), "("));
    assert_true(lines_is(&l, lines_nth(&l, list, 4), "f"));
    assert_true(lines_string(&l, lines_nth(&l, list, 5), got, sizeof got));
    assert_string_equal(got, "d");
    assert_int_equal(lines_nth(&l, list, 6), 0);
    assert_int_equal(line_of(&l, lines_top(&l, "return")), 6);
    assert_true(lines_is(&l, lines_close(&l, open), "}"));
    assert_int_equal(line_of(&l, lines_close(&l, open)), 5);
    lines_free(&l);
}

/* Whatever is cut off: nothing runs over the end. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        char *part = malloc(n + 1); /* the sanitizer watches its end */
        struct lines l;
        struct scan s;
        memcpy(part, text, n);
        lines_make(&l, part, n);
        for (unsigned line = 1; line < 9; line++) {
            size_t open = lines_call(&l, "check", line, 0);
            lines_nth(&l, lines_value(&l, open, "targets"), 5);
            lines_key(&l, lines_value(&l, open, "settings"), "days");
        }
        lines_top(&l, "return");
        scan_make(&s, &l, NULL);
        scan_free(&s);
        lines_free(&l);
        free(part);
    }
}

static void test_long(void **state)
{
    (void)state;
    size_t n = 2 * (size_t)LINES_MAX + 16;
    char *many = malloc(n);
    memset(many, '(', n);
    struct lines l;
    lines_make(&l, many, n);
    assert_int_equal(l.n, 1);
    assert_int_equal(lines_call(&l, "check", 1, 0), 0);
    lines_free(&l);
    free(many);
}

/* --- what the text does --- */

static const struct scan_old old[] = {
    {"gone", "1.2", "kept"}, {":vanish", "1.3", ":stay"}, {NULL, NULL, NULL}};

/* All uses as "kind:text", with a blank between. */
static void does(const char *source, const char *wanted)
{
    static const char *const names[] = {"global",  "setting", "uncertain", "type",
                                        "pointer", "prefix",  "old"};
    char got[1024] = "";
    struct lines l = make(source);
    struct scan s;
    scan_make(&s, &l, old);
    for (size_t i = 0; i < s.n; i++) {
        size_t n = strlen(got);
        snprintf(got + n, sizeof got - n, "%s%s:%s", n ? " " : "", names[s.at[i].kind],
                 s.at[i].old ? s.at[i].old->name : s.at[i].text);
    }
    if (strcmp(got, wanted))
        fail_msg("%s: got %s, wanted %s", source, got, wanted);
    scan_free(&s);
    lines_free(&l);
}

static void test_globals(void **state)
{
    (void)state;
    does("a = 1", "global:a");
    does("local a a = 1", "");
    does("local a <const>, b <close> = 1, 2 b = 3 c = 4", "global:c");
    does("a, b.c, d[1], e = 1", "global:e global:a");
    does("a.b = 1 a[1].c = 2 a().b = 3 a 'x'.y = 4 a:b().c = 5", "");
    does("f(x) y = 1", "global:y");
    does("f 'x' y = 1", "global:y");
    does("local t = { a = 1, ['b'] = 2, c = { d = function() e = 1 end } }", "global:e");
    does("function f() end", "global:f");
    does("local function f(a, ...) a = 1 f = nil end a = 2", "global:a");
    does("function a.f() end function a:g() self = 1 end", "");
    does("for i = 1, 2 do i = 3 end i = 4", "global:i");
    does("for k, v in pairs(t) do k, v = 1, 2 end v = 1", "global:v");
    does("if x then local a a = 1 elseif y then a = 2 else a = 3 end a = 4",
         "global:a global:a global:a");
    does("while f(function() local q q = 1 end) do local w w = 1 end w = 2", "global:w");
    does("repeat local r r = 1 until r == 2 r = 3", "global:r");
    does("do local d d = 1 end d = 2", "global:d");
    does("local f = function(p) p = 1 return function() p = 2 g = 3 end end", "global:g");
    does("x = a == b and c <= d or e ~= f", "global:x");
    does("goto done a = 1 ::done::", "global:a");
}

static void test_uses(void **state)
{
    (void)state;
    does("setting 'days' setting(\"word\") setting(name) setting('a' .. b)",
         "setting:days setting:word uncertain:setting uncertain:setting");
    does("local setting setting 'x' v.setting 'y' lib 'z'", "uncertain:lib");
    does("v:children 'A/b' v:child('A/c') v:parent() v:referrers(T) all 'A/d' v.all 'x'",
         "type:A/b type:A/c type:A/d");
    does("v:text '/a' v:number('/b/' .. i) v:evidence(P) v:assume('/c', 'x') "
         "v:length '/d' - 1",
         "pointer:/a prefix:/b/ pointer:/c pointer:/d");
    does("local function f(v, s) v 'properties/x' v '/y' s 'a word' s 'propertiesx' end "
         "fail '/no'",
         "pointer:properties/x pointer:/y");
    does("gone() x.gone() local gone gone() v:vanish(1) v.vanish()",
         "old:gone old::vanish");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),  cmocka_unit_test(test_places),
        cmocka_unit_test(test_strings), cmocka_unit_test(test_calls),
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_long),
        cmocka_unit_test(test_globals), cmocka_unit_test(test_uses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
