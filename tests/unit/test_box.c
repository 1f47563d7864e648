/* How the Lua box holds: its memory and its budget. */
#include "script_rig.h"

#include "base/clock.h"
#include "data/checkinfo.h"
#include "eval/script_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#if defined __SANITIZE_ADDRESS__
enum { SLOWER = 20 };
#else
enum { SLOWER = 1 };
#endif

#define HEAD "return check { id = 'zoo', title = 'T', targets = {'A.B/c'}, severity = "

static void fails(const char *body, enum failure wanted, const char *part)
{
    struct err e;
    enum failure f = FAILURE_NONE;
    int status = rig_body(body, &f, &e);
    if (status || f != wanted || !strstr(e.text, part))
        fail_msg("%s: %d, %s, \"%s\"; wanted %s, \"%s\"", body, status, failure_name(f),
                 e.text, failure_name(wanted), part);
}

/* --- memory --- */

static uint64_t random_of(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* The allocator alone, against a count of its own. */
static void test_allocator(void **state)
{
    (void)state;
    enum { BLOCKS = 64 };
    struct script s = {.limits = {100000, 1000, 0}};
    void *at[BLOCKS] = {0};
    size_t size[BLOCKS] = {0};
    uint64_t seed = 1, used = 0;
    int refused = 0;
    for (int i = 0; i < 200000; i++) {
        size_t k = random_of(&seed) % BLOCKS, want = random_of(&seed) % 6000;
        bool fresh = !at[k];
        /* of a fresh block the old size is a tag: any number */
        size_t tag = fresh ? LUA_TTABLE + (size_t)i : size[k];
        void *p = box_allocate(&s, at[k], tag, want);
        bool fits = want <= size[k] || want - size[k] <= 100000 - used;
        assert_true(want ? (p != NULL) == fits : !p);
        refused += want && !p;
        if (want && !p)
            continue;
        used = used - size[k] + want;
        at[k] = p;
        size[k] = want;
        assert_int_equal(s.used, used);
        assert_true(used <= 100000);
        if (p)
            memset(p, 1, want);
    }
    assert_true(refused > 100);
    assert_null(box_allocate(&s, NULL, LUA_TTABLE, SIZE_MAX));
    assert_null(box_allocate(&s, at[0], size[0], SIZE_MAX - 1));
    for (size_t k = 0; k < BLOCKS; k++)
        box_allocate(&s, at[k], size[k], 0);
    assert_int_equal(s.used, 0);
}

static void test_long_strings_are_refused(void **state)
{
    (void)state;
    struct script s = {.limits = {RIG_MEMORY, RIG_INSTRUCTIONS, 0}};
    assert_null(box_allocate(&s, NULL, LUA_TSTRING, BOX_STRING_MAX + 1000));
    void *p = box_allocate(&s, NULL, LUA_TUSERDATA, BOX_STRING_MAX + 1000);
    assert_non_null(p);
    assert_int_equal(s.spent, 0);
    box_allocate(&s, p, BOX_STRING_MAX + 1000, 0);
    p = box_allocate(&s, NULL, LUA_TSTRING, 16000);
    assert_int_equal(s.spent, 1000); /* making it cost something */
    box_allocate(&s, p, 16000, 0);
}

static void test_too_big(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "return pass(('x'):rep(1e9))",
        "return pass(('x'):rep(9007199254740993))",
        "return pass(('xxxxxxxx'):rep(math.maxinteger))",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 4 do t[i] = ('x'):rep(60000) end return "
        "pass(table.concat(t))",
        "error(('x'):rep(65536) .. ('y'):rep(100))",
        "local function f() return 1 + f() end return f()",
        "local t = {} t.t = t local function f(...) return f(t, ...) end return f()"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        int64_t start = clock_steady_ms();
        fails(bodies[i], FAILURE_TOO_BIG, "too big");
        assert_true(clock_steady_ms() - start < 1000 * SLOWER);
    }
    fails("local t = {} for i = 1, 1e6 do t[i] = { ('x'):rep(1000) .. i } end",
          FAILURE_TOO_SLOW, "too slow");
    fails("local l, t = {}, {} for i = 1, 250 do l[i] = i end local function keep(...) "
          "t[#t + 1] = { ... } return keep(...) end return keep(table.unpack(l))",
          FAILURE_TOO_BIG, "too big");
}

/* After a failure nothing of the state is left. */
static void test_all_is_given_back(void **state)
{
    (void)state;
    static const char *const bodies[] = {"error {}", "while true do end",
                                         "local s = 'x' while true do s = s .. s end",
                                         "return os.time()", "return 7"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct err e;
        char text[400];
        snprintf(text, sizeof text, HEAD "'low', run = function() %s end }", bodies[i]);
        struct script *s = rig_load(text, &e);
        assert_non_null(s);
        assert_true(s->used > 0);
        assert_int_equal(rig_run(s, 0, &e), 0);
        assert_null(s->L);
        assert_int_equal(s->used, 0);
        script_free(s);
    }
}

/* Every allocation from the n-th on fails, for each n, over the whole life of a state. */
static void test_memory_fails_anywhere(void **state)
{
    (void)state;
    static const char text[] =
        "local x = lib 'help' " HEAD
        "'low', needs = { 'A.B/d', { type = 'A.B/e' } }, settings = { d = {1, 'm'} },"
        " controls = {'a'}, refs = {'https://b'}, run = function(v)"
        " local t = ('a,b,c'):split ',' table.sort(t, function(a, b) return a > b end)"
        " for k, i in pairs { b = 1, a = 2 } do t[#t + 1] = k .. i end"
        " for r in v:children 'A.B/d' do v:evidence '/list' end"
        " return fail('%s %d %5.2f', table.concat(t, x.word), #t, v '/days') end }";
    struct script_lib libs[] = {{"help", "return { word = ';' }", 21}};
    int good = 0, refused = 0;
    for (uint64_t n = 1; !good; n++) {
        struct err e = {0};
        struct script_limits tight = {RIG_MEMORY, RIG_INSTRUCTIONS, n, false};
        struct script *s =
            script_load("zoo.lua", text, sizeof text - 1, &tight, libs, 1, &e);
        int status = s ? rig_run(s, 0, &e) : 0;
        if (!status)
            assert_non_null(strstr(e.text, "too big"));
        good += status == HF_FAIL;
        refused += !status;
        script_free(s);
        assert_true(n < 10000);
    }
    assert_string_equal(rig_said, "0:c;b;a;a2;b1 5 14.50");
    assert_true(refused > 200);
}

/* --- budget --- */

static void test_too_slow(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "while true do end",
        "goto a ::a:: goto a",
        "repeat until false",
        "for i = 1, math.huge do end",
        "for i = math.mininteger, math.maxinteger do end",
        "local function f() return f() end return f()",
        "for x in function() return 1 end do end",
        "table.sort({3, 2, 1}, function() while true do end end)",
        "local t = {} for i = 1, 5000 do t[i] = '' end while true do table.concat(t) "
        "end",
        "local s = ('x'):rep(60000) while true do local t = s .. 'y' end",
        "local s = ('x'):rep(60000) while true do s:sub(2) end",
        "local s = ('x'):rep(60000) while true do s:upper() end",
        "local s = ('9'):rep(60000) while true do tonumber(s) end",
        "local t = {} for i = 1, 200 do t[i] = i end while true do table.unpack(t) end",
        "local t = {} for i = 1, 5000 do t[i] = i end while true do table.insert(t, 1, "
        "0) "
        "end",
        "local s, g = ('a'):rep(4096), ('*a'):rep(99) .. 'b' while true do s:like(g) end",
        "while true do v:evidence '/list' end",
        "while true do v:children 'A.B/d' end",
        "while true do string.format('%99.99f', 1e308) end"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        int64_t start = clock_steady_ms();
        fails(bodies[i], FAILURE_TOO_SLOW, "too slow");
        int64_t took = clock_steady_ms() - start;
        if (took > 1000 * SLOWER)
            fail_msg("%s: %d ms", bodies[i], (int)took);
    }
}

static int swallow(lua_State *L)
{
    lua_pcall(L, 0, 0, 0);
    return 0;
}

/* Even where a script could catch errors it would not outlive its budget. */
static void test_budget_survives_a_catch(void **state)
{
    (void)state;
    struct err e;
    struct script *s =
        rig_load(HEAD "'low', run = function() local function loop() while "
                      "true do end end while true do catch(loop) end end }",
                 &e);
    assert_non_null(s);
    lua_pushcfunction(s->L, swallow);
    lua_setglobal(s->L, "catch");
    assert_int_equal(rig_run(s, 0, &e), 0);
    assert_int_equal(script_failure(s), FAILURE_TOO_SLOW);
    script_free(s);
}

/* The dearest call that each function takes, once. */
static void test_one_call_is_short(void **state)
{
    (void)state;
#define LONG "local s = ('x'):rep(65000) local t = ('ab'):rep(32500) "
#define LIST "local l = {} for i = 1, 60000 do l[i] = i * 7919 % 60001 end "
#define WORDS                                                                            \
    "local l = {} local p = ('x'):rep(2000) for i = 1, 150 do l[i] = p .. i end "
    static const char *const bodies[] = {
        LONG "return pass('%s', s:contains(('x'):rep(200) .. 'y'))",
        LONG "return pass('%s', t:contains(('ab'):rep(30000) .. 'b'))",
        LONG "return pass('%s', s:position(('x'):rep(255) .. 'y'))",
        LONG "return pass('%d', #(s:split 'x'))",
        LONG "return pass('%s', s:starts(s) and s:ends(s) and same(s, t))",
        LONG "return pass('%d', #s:lower() + #s:upper() + #s:trim())",
        LONG "return pass('%s', tonumber(('9'):rep(65000)))",
        LONG "return pass('%s', tonumber(('z'):rep(65000), 36))",
        LONG "return pass(s)",
        LONG "return pass('%s%s', s == s .. '', s < t)",
        LONG "return pass('%d', string.len(string.format('%s', s)))",
        LONG "detail(s, s) return pass(s)",
        LONG "return pass('%s', v('/' .. s))",
        LONG "return pass('%s', v:presence('/' .. s))",
        "return pass('%s', ('x'):rep(4096):like(('*x'):rep(1000) .. 'y'))",
        "return pass('%d', #('x'):rep(65536))",
        "return pass(('%99.99f'):rep(60):format(table.unpack(((function() local t = {} "
        "for i = 1, 60 do t[i] = 1e308 end return t end)()))))",
        LIST "table.sort(l) return pass('%d', l[1])",
        LIST "table.sort(l, function(a, b) return a > b end) return pass('%d', l[1])",
        LIST "local n = 0 for k in pairs(l) do n = n + k break end return pass('%d', n)",
        LIST "return pass('%d', #table.concat(l, ','))",
        LIST "table.insert(l, 1, 0) table.remove(l, 1) return pass()",
        LIST "return pass('%d', select('#', table.unpack(l, 1, 256)))",
        WORDS "table.sort(l) return pass('%d', #l)",
        WORDS "local m = {} for i, w in ipairs(l) do m[w] = i end for k in pairs(m) do "
              "return pass() end"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct err e;
        enum failure f = FAILURE_NONE;
        int64_t start = clock_steady_ms();
        int status = rig_body(bodies[i], &f, &e);
        int64_t took = clock_steady_ms() - start;
        bool ended = status == HF_PASS || f == FAILURE_TOO_SLOW || f == FAILURE_TOO_BIG;
        if (!ended || took > 50 * SLOWER)
            fail_msg("%s: %d ms, %s", bodies[i], (int)took, e.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allocator),
        cmocka_unit_test(test_long_strings_are_refused),
        cmocka_unit_test(test_too_big),
        cmocka_unit_test(test_all_is_given_back),
        cmocka_unit_test(test_memory_fails_anywhere),
        cmocka_unit_test(test_too_slow),
        cmocka_unit_test(test_budget_survives_a_catch),
        cmocka_unit_test(test_one_call_is_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
