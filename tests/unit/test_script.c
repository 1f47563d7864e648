/* The Lua box: what it gives, and what it refuses. How it holds stands in test_box.c. */
#include "script_rig.h"

#include "data/checkinfo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct script *load(const char *text, struct err *e) { return rig_load(text, e); }

static void says(const char *body, int status, const char *text)
{
    struct err e = {0};
    int got = rig_body(body, NULL, &e);
    if (got != status || strcmp(rig_said, text))
        fail_msg("%s: got %d \"%s\" (%s), wanted %d \"%s\"", body, got, rig_said, e.text,
                 status, text);
}

static void breaks(const char *body, const char *part)
{
    struct err e = {0};
    int got = rig_body(body, NULL, &e);
    if (got || !strstr(e.text, part))
        fail_msg("%s: got %d \"%s\", wanted an error with \"%s\"", body, got, e.text,
                 part);
}

/* --- the API --- */

static void test_facts(void **state)
{
    (void)state;
    says("if v '/state' == 'Locked' then return pass() end", HF_PASS, "");
    says("return fail('%s %g %s %s', v '/state', v '/days', v '/on', v '/nothing')",
         HF_FAIL, "0:Locked 14.5 true nil");
    says("return fail('%s %s %s', v:text '/days', v:number '/state', v:truth '/off')",
         HF_FAIL, "0:nil nil false");
    says("return fail('%s|%s|%s|%s|%s', v.name, v.location, v.group, v.subscription, "
         "v.key)",
         HF_FAIL,
         "0:rsv-one|westeurope|RG|S|/subscriptions/s/resourcegroups/rg/providers/a.b/c/"
         "rsv-one");
    says(
        "return fail({severity='critical'}, '%d items, now %d', v:length '/list', now())",
        HF_FAIL, "5:3 items, now 1700000000");
    says("return fail('%d %s', setting 'days', setting 'word')", HF_FAIL, "0:30 yes");
    breaks("return v.nam", "zoo.lua:1: a resource has no member nam: did you mean name?");
    breaks("return v.tags.owner",
           "no member tags: facts are asked for by pointer: resource \"/tags\"");
    breaks("return v:txt '/state'", "no member txt: did you mean text?");
    breaks("return v.text('/state')", "a colon, not a dot: write resource:text(…)");
    breaks("return gap('A.B/c')", "bad argument");
    breaks("return v:text()", "bad argument");
    breaks("v.name = 'x' return pass()", "attempt to index");
    breaks("return setting 'other'",
           "the setting other, which it does not declare: add it");
    breaks("return setting 'dys'", "does not declare: did you mean days?");
}

/* What is no pointer leads nowhere: that is not "absent". */
static void test_pointers(void **state)
{
    static const char *const asks[] = {
        "v 'state'",        "v:text 'state'",       "v:number 'state'",
        "v:truth 'state'",  "v:time 'state'",       "v:duration 'state'",
        "v:length 'state'", "v:member('state', 1)", "v:presence 'state'",
        "v:follow 'state'", "v:evidence 'state'",   "v:assume('state', 'x')"};
    (void)state;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        char text[96];
        snprintf(text, sizeof text, "local x = %s return pass()", asks[i]);
        breaks(text, "1: \"state\" is no JSON Pointer: it begins with /: \"/state\"");
    }
    breaks("return v '/tags/a~b'", "write ~0 for ~ and ~1 for /");
    says("return fail('%s %d', v '/a~0b~1c', v:length '')", HF_FAIL, "0:nil 11");
}

/* A value without a place would be lost in silence. */
static void test_formats(void **state)
{
    (void)state;
    breaks("return fail('high', 'very bad')",
           "\"high\" is taken for the message: a severity is given as { severity = "
           "\"high\" }");
    breaks("return pass('%d days', 1, 2)",
           "format: it has no place for value 2: \"%d days\"");
    breaks("return unknown('why', 1)", "no place for value 1");
    breaks("return fail({severity='low'}, 'why', 1)", "no place for value 1");
    breaks("detail('n', 'v', 1) return pass()", "no place for value 1");
    says("return pass(string.format('x', 1))", HF_PASS, "x");
}

static void test_strings(void **state)
{
    (void)state;
    says("return fail('%s %s %s', ('prod-x'):starts 'prod', ('prod-x'):ends '-y', "
         "('prod-x'):contains 'd-')",
         HF_FAIL, "0:true false true");
    says(
        "local t = ('a,b,,c'):split ',' return fail('%d %s%s%s%s', #t, t[1], t[2], t[3], "
        "t[4])",
        HF_FAIL, "0:4 abc");
    says("return fail('%s %s', ('prod-db-eu'):like 'prod-*-eu', ('prod'):like '*x')",
         HF_FAIL, "0:true false");
    says("return fail('%s', same('AlwaysON', 'alwayson') and not same(nil, nil))",
         HF_FAIL, "0:true");
    says("local out = '' for k, x in pairs{b=1, a=2, [2]='y', [1]='x'} do "
         "out = out .. tostring(k) .. tostring(x) end return pass(out)",
         HF_PASS, "1x2ya2b1");
    says("return pass('%05.1f|%x|%s|%%', 3.14159, 255, true)", HF_PASS,
         "003.1|ff|true|%");
    breaks("return pass('%p', v)", "not allowed");
    breaks("return pass('%s', {})", "has no text");
    breaks("return pass('%s')", "no value");
    says("return pass(tostring(nothing))", HF_PASS, "nil");
    breaks("return tostring({})", "has no text");
    breaks("return ('x'):find('x')", "blocked: string.find is not available");
    breaks("for k in pairs{[{}]=1} do end", "no order");
}

static void test_bytes(void **state)
{
    (void)state;
    says("return pass('%d %s %s', ('abc'):byte(), ('abc'):byte(4), (('abc'):byte(0)))",
         HF_PASS, "97 nil nil");
    says("local a, b, c, d = ('abc'):byte(-2, 9) return pass('%d %d %s', a, b, c)",
         HF_PASS, "98 99 nil");
    says("return pass('%d', select('#', ('abc'):byte(1, -1)))", HF_PASS, "3");
    says("return pass('%d', select('#', ('abc'):byte(3, 2)))", HF_PASS, "0");
    says("return pass('%s', string.char(104, 105) .. string.char())", HF_PASS, "hi");
    says("return pass('[%s]', (' \\t a b\\n'):trim())", HF_PASS, "[a b]");
    says("return pass('[%s%s]', (''):trim(), ('  '):trim())", HF_PASS, "[]");
    says("return pass('%d %d %s %s', ('abcb'):position 'b', ('abcb'):position('b', 3), "
         "('abcb'):position('b', 5), ('abcb'):position('b', -9))",
         HF_PASS, "2 4 nil 2");
    says("return pass('%s %s', ('ab'):rep(3), ('ab'):rep(-1))", HF_PASS, "ababab ");
    breaks("return string.char(256)", "no byte");
    breaks("return ('x'):rep(300):byte(1, 300)", "more than 256");
}

static void test_tables(void **state)
{
    (void)state;
    says("local t = {'a', 'c'} table.insert(t, 2, 'b') table.insert(t, 'd') return "
         "pass(table.concat(t, '-') .. table.concat(t, '', 2, 3) .. table.concat({}))",
         HF_PASS, "a-b-c-dbc");
    says("local t = {1, 2, 3} local a, b = table.remove(t, 1), table.remove(t) return "
         "pass('%d %d %d %s', a, b, #t, table.remove({}))",
         HF_PASS, "1 3 1 nil");
    says("return pass('%d %d %s', table.unpack({1, 2, 3}, 2, 4))", HF_PASS, "2 3 nil");
    says("return pass('%d %s %d', select('#', nil, nil), select(-1, 1, 'x'), select(2, "
         "7, 8))",
         HF_PASS, "2 x 8");
    says("local t = {3, 1.5, 2, -1} table.sort(t) return pass(table.concat(t, ' '))",
         HF_PASS, "-1 1.5 2 3");
    says("local t = {'b', 'B', 'a', ''} table.sort(t) return pass(table.concat(t, ','))",
         HF_PASS, ",B,a,b");
    /* what is equal keeps its order */
    says("local t = {} for i = 1, 9 do t[i] = i end table.sort(t, function(a, b) return "
         "a % 3 < b % 3 end) return pass(table.concat(t))",
         HF_PASS, "369147258");
    says("local o = '' for k in pairs { [2.5] = 1, [2] = 1, [10] = 1, x = 1, [true] = 1, "
         "[false] = 1, X = 1 } do o = o .. tostring(k) .. ' ' end return pass(o)",
         HF_PASS, "2 2.5 10 X x false true ");
    says("local t = {a = 1, b = 2} for k in pairs(t) do t[k] = nil end for k in pairs(t) "
         "do return fail(k) end return pass()",
         HF_PASS, "");
    breaks("table.sort { 1, 'x' }", "only numbers or only strings");
    breaks("table.sort { {}, {} }", "only numbers or only strings");
    breaks("table.sort({1, 2}, 3)", "function expected");
    breaks("table.insert({}, 5, 1)", "outside of the list");
    breaks("table.insert({1}, 1, 2, 3)", "wants a list, a place");
    breaks("table.remove({1}, 5)", "outside of the list");
    breaks("table.concat { {} }", "entry 1 is a table");
}

/* --- what is refused, and how it ends --- */

static void test_limits(void **state)
{
    (void)state;
    breaks("while true do end", "too slow");
    breaks("local function f() return f() end return f()", "too slow");
    breaks("local function f() return 1 + f() end return f()", "too ");
    breaks("goto a ::a:: for i = 1, 1e9 do end", "too slow");
    breaks("local s = 'x' while true do s = s .. s end", "too big");
    breaks("return ('x'):rep(1e9)", "too big");
    breaks("return #('x'):rep(8000000)", "too");
    breaks("local t = {} for i = 1, 1e8 do t[i] = i end", "too");
    breaks("table.sort({3,2,1}, function() while true do end end)", "too slow");
    breaks("local t = {} for i = 1, 20000 do t[i] = 'x' end "
           "while true do table.concat(t) end",
           "too slow");
    breaks("error({})", "an error that is a table");
    breaks("error(nil)", "an error that is a nil");
    breaks("error(('x'):rep(5000))", "xxxx");
    breaks("return 7", "returned a number");
    breaks("return nil", "returned a nil");
    breaks("return 'pass'", "returned a string");
    breaks("return nofunction()", "nofunction");
}

static void test_old_handles(void **state)
{
    (void)state;
    struct err e = {0};
    struct script *s = load("local kept return check { id = 'a', title = 'T', severity = "
                            "'low', targets = {'A.B/c'}, run = function(v) if kept then "
                            "return pass(kept.name) end kept = v return pass() end }",
                            &e);
    assert_non_null(s);
    assert_int_equal(rig_run(s, 0, &e), HF_PASS);
    assert_int_equal(rig_run(s, 0, &e), 0);
    assert_non_null(strstr(e.text, "used after its run"));
    assert_int_equal(rig_run(s, 0, &e), HF_PASS);
    script_free(s);
}

static void refused(const char *text, const char *part)
{
    struct err e;
    struct script *s = load(text, &e);
    if (s || !strstr(e.text, part))
        fail_msg("%s: \"%s\", wanted \"%s\"", text, e.text, part);
    script_free(s);
}

#define HEAD "return check { id = 'a', title = 'T', targets = {'A.B/c'}, "
#define RUN "run = function() return pass() end }"

static void test_reading(void **state)
{
    (void)state;
    struct err e;
    refused(HEAD "severity = 'low', sevrity = 'x', " RUN,
            "zoo.lua:1: check: unknown field "
            "\"sevrity\"");
    refused(HEAD "severity = 'huge', " RUN, "severity wants");
    refused(HEAD "severity = 'low' }", "run wants a function");
    refused("return check { title = 'T' }", "id wants a string, found nil");
    refused("return check { id = 'A b', title = 'T', severity = 'low', targets = "
            "{'A.B/c'}, " RUN,
            "id: wants");
    refused(
        "return check { id = 'a', title = 'T', severity = 'low', targets = 'A.B/c', " RUN,
        "targets wants a list");
    refused(HEAD "severity = 'low', needs = { { type = 'A.B/d', where = 'near' } }, " RUN,
            "where wants");
    refused(HEAD "severity = 'low', needs = { { type = 'A.B/d', were = 'below' } }, " RUN,
            "unknown field \"were\"");
    refused(HEAD "severity = 'low', settings = { days = 14 }, " RUN, "wants name = {");
    refused(HEAD "severity = 'low', fixed_severity = 1, " RUN, "true or false");
    refused("return 5", "returned a number");
    refused("return {}", "no check");
    refused("check = = 1", "zoo.lua:1:");
    refused("while true do end", "too slow");
    refused("\x1bLua\x54", "binary chunk");
    refused("error('no')", "no");
    struct script *s = load(
        "local function r() return pass() end return { check { id = 'b', title = 'B', "
        "severity = 'info', targets = {'A.B/c', 'A.B/d'}, run = r, needs = { 'A.B/e', { "
        "type = 'A.B/f', where = 'scope', optional = true } }, controls = {'X:1'}, refs "
        "= {'https://x'} }, check { id = 'a', title = 'A', severity = 'critical', "
        "targets = {'A.B/c'}, run = r } }",
        &e);
    assert_non_null(s);
    assert_int_equal(script_checks(s), 2);
    const struct check_info *c = script_check(s, 0);
    assert_string_equal(c->id, "b");
    assert_string_equal(c->protection, "zoo");
    assert_int_equal(c->n_needs, 2);
    assert_int_equal(c->needs[1].where, NEEDS_SCOPE);
    assert_true(c->needs[1].optional && !c->needs[0].optional);
    assert_int_equal(script_check(s, 1)->severity, SEVERITY_CRITICAL);
    script_free(s);
}

static void test_libs(void **state)
{
    (void)state;
    struct err e = {0};
    const char *text = "local x = lib 'help' assert(x == lib 'help') " HEAD
                       "severity = 'low', run = function() return pass(x.word) end }";
    struct script_lib libs[] = {{"help", "return { word = 'hi' }", 22}};
    struct script *s =
        script_load("zoo.lua", text, strlen(text), &rig_limits, libs, 1, &e);
    assert_non_null(s);
    assert_int_equal(rig_run(s, 0, &e), HF_PASS);
    assert_string_equal(rig_said, "hi");
    script_free(s);
    static const char *const bad[] = {"../x", "/etc/x", "a.b", "", "X", "a/b", "a\\0b"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char body[64];
        snprintf(body, sizeof body, "lib '%s'", bad[i]);
        refused(body, "1 to 64 of a-z, 0-9 and _");
    }
    refused("lib(('a'):rep(65))", "1 to 64 of");
    refused("lib 'other'", "no helper library other");
    refused("lib()", "string expected");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),   cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_formats), cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_tables),  cmocka_unit_test(test_strings),
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_old_handles),
        cmocka_unit_test(test_reading), cmocka_unit_test(test_libs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
