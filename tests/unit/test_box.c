/* How the Lua box holds: its memory, its budget, its names, and what hostile scripts and
 * arguments come to. */
#include "script_rig.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "data/checkinfo.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#if defined __SANITIZE_ADDRESS__
enum { SLOWER = 20 };
#else
enum { SLOWER = 1 };
#endif

#define HEAD "return check { id = 'zoo', title = 'T', targets = {'A.B/c'}, severity = "
#define PASSES HEAD "'low', run = function() return pass() end }"

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
    p = box_allocate(&s, NULL, LUA_TSTRING, 160000);
    assert_int_equal(s.spent, 10000); /* making it cost something */
    box_allocate(&s, p, 160000, 0);
}

static void test_too_big(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "return pass(('x'):rep(1e9))",
        "return pass(('x'):rep(9007199254740993))",
        "return pass(('xxxxxxxx'):rep(math.maxinteger))",
        "local s = 'x' while true do s = s .. s end",
        "local t = {} for i = 1, 4 do t[i] = ('x'):rep(200000) end return "
        "pass(table.concat(t))",
        "error(('x'):rep(262144) .. ('y'):rep(100))",
        "local function f() return 1 + f() end return f()",
        "local t = {} t.t = t local function f(...) return f(t, ...) end return f()"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        struct err e;
        enum failure f = FAILURE_NONE;
        assert_int_equal(rig_body(bodies[i], &f, &e), 0);
        bool slow = f == FAILURE_TOO_SLOW && i >= 6; /* whichever comes first */
        if (f != FAILURE_TOO_BIG && !slow)
            fail_msg("%s: %s, %s", bodies[i], failure_name(f), e.text);
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
        struct script_limits tight = {RIG_MEMORY, RIG_INSTRUCTIONS, n};
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
        "local t = {} for i = 1, 5000 do t[i] = 'x' end while true do table.concat(t) "
        "end",
        "local s = ('x'):rep(100000) while true do local t = s .. 'y' end",
        "local s = ('x'):rep(100000) while true do s:sub(2) end",
        "local s = ('x'):rep(100000) while true do s:upper() end",
        "local s = ('9'):rep(100000) while true do tonumber(s) end",
        "local t = {} for i = 1, 200 do t[i] = i end while true do table.unpack(t) end",
        "local t = {} for i = 1, 5000 do t[i] = i end while true do table.insert(t, 1, "
        "0) "
        "end",
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

/* The dearest call that each function takes, once. */
static void test_one_call_is_short(void **state)
{
    (void)state;
#define LONG "local s = ('x'):rep(262000) local t = ('ab'):rep(131000) "
#define LIST "local l = {} for i = 1, 60000 do l[i] = i * 7919 % 60001 end "
#define WORDS                                                                            \
    "local l = {} local p = ('x'):rep(2000) for i = 1, 150 do l[i] = p .. i end "
    static const char *const bodies[] = {
        LONG "return pass('%s', s:contains(('x'):rep(200) .. 'y'))",
        LONG "return pass('%s', t:contains(('ab'):rep(60000) .. 'b'))",
        LONG "return pass('%s', s:position(('x'):rep(255) .. 'y'))",
        LONG "return pass('%d', #(s:split 'x'))",
        LONG "return pass('%s', s:starts(s) and s:ends(s) and same(s, t))",
        LONG "return pass('%d', #s:lower() + #s:upper() + #s:trim())",
        LONG "return pass('%s', tonumber(('9'):rep(262000)))",
        LONG "return pass('%s', tonumber(('z'):rep(262000), 36))",
        LONG "return pass(s)",
        LONG "return pass('%s%s', s == s .. '', s < t)",
        LONG "return pass('%d', string.len(string.format('%s', s)))",
        LONG "detail(s, s) return pass(s)",
        LONG "return pass('%s', v(s))",
        LONG "return pass('%s', v:presence('/' .. s))",
        "return pass('%s', ('x'):rep(4096):like(('*x'):rep(1000) .. 'y'))",
        "return pass('%d', #('x'):rep(262144))",
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

/* --- names --- */

static void test_environment(void **state)
{
    (void)state;
    struct err e;
    struct strs found = {0};
    size_t len;
    char path[1024];
    struct script *s = rig_load(PASSES, &e);
    assert_non_null(s);
    rig_walk(s, &found);
    script_free(s);
    snprintf(path, sizeof path, "%s/tests/unit/lua-environment.list",
             getenv("top_srcdir") ? getenv("top_srcdir") : ".");
    char *text = rig_file(path, &len, &e), *rest = text;
    if (!text)
        fail_msg("%s", e.text);
    assert_true(found.n > 150);
    for (size_t i = 0; i < found.n; i++) {
        const char *line = strsep(&rest, "\n");
        if (!line || strcmp(line, found.at[i]))
            fail_msg("line %zu: a script reaches \"%s\", the list says \"%s\"", i + 1,
                     found.at[i], line ? line : "");
    }
    assert_true(!rest || !*rest);
    free(text);
    strs_free(&found);
}

static void test_blocked(void **state)
{
    (void)state;
    size_t n = 0;
    for (const struct api_row *row = api_blocked; row->kind; row++, n++) {
        char body[128], part[128];
        snprintf(part, sizeof part, "blocked: %s is not available in a check", row->name);
        snprintf(body, sizeof body, "return %s", row->name);
        fails(body, FAILURE_BLOCKED, part);
        snprintf(body, sizeof body, "local e = _ENV return e.%s('x')", row->name);
        fails(body, FAILURE_BLOCKED, part);
    }
    assert_true(n > 30);
    fails("return ('x'):dump()", FAILURE_BLOCKED, "blocked: string.dump");
    fails("return getmetatable('').__index", FAILURE_BLOCKED, "blocked: getmetatable");
    fails("local x <close> = 7 return pass()", FAILURE_RAISED, "non-closable");
    fails("return v.__index", FAILURE_RAISED, "no member __index");
    fails("return (v .. 'x')", FAILURE_RAISED, "concatenate");
    fails("return ('x') + 1", FAILURE_RAISED, "arithmetic");
    fails("return #v", FAILURE_RAISED, "length");
}

/* What a script does to its own names is its own affair. */
static void test_scripts_are_apart(void **state)
{
    (void)state;
    struct err e;
    struct script *a = rig_load(
        HEAD "'low', run = function() string.starts = function() return false end pass = "
             "nil string.dump = 1 os = 7 return not_applicable() end }",
        &e);
    struct script *b = rig_load(
        HEAD "'low', run = function() if ('abc'):starts 'a' then return pass() end end }",
        &e);
    assert_true(a && b);
    assert_int_equal(rig_run(a, 0, &e), HF_NOT_APPLICABLE);
    assert_int_equal(rig_run(b, 0, &e), HF_PASS);
    assert_int_equal(rig_run(a, 0, &e), HF_NOT_APPLICABLE);
    script_free(a);
    script_free(b);
}

struct dumped {
    char text[4096];
    size_t len;
};

static int append(lua_State *L, const void *p, size_t n, void *ud)
{
    struct dumped *d = ud;
    (void)L;
    if (n > sizeof d->text - d->len)
        return 1;
    memcpy(d->text + d->len, p, n);
    d->len += n;
    return 0;
}

/* Bytecode of a script that would pass as text is refused, as a check and as a helper. */
static void test_bytecode(void **state)
{
    (void)state;
    struct dumped d = {.len = 0};
    struct err e = {0};
    lua_State *L = luaL_newstate();
    assert_int_equal(luaL_loadstring(L, PASSES), 0);
    assert_int_equal(lua_dump(L, append, &d, 0), 0);
    lua_close(L);
    assert_null(script_load("zoo.lua", d.text, d.len, &rig_limits, NULL, 0, &e));
    assert_non_null(strstr(e.text, "binary chunk"));
    struct script_lib libs[] = {{"code", d.text, d.len}};
    const char *text = "lib 'code' " PASSES;
    assert_null(script_load("zoo.lua", text, strlen(text), &rig_limits, libs, 1, &e));
    assert_non_null(strstr(e.text, "binary chunk"));
}

static void test_libraries(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } bad[] = {{"return lib 'self'", "self asks for itself"},
               {"return 7", "returned a number"},
               {"x = 1", "returned a nil"},
               {"return {", "self.lua:1:"},
               {"while true do end", "too slow"},
               {"return os", "blocked: os"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err e = {0};
        struct script_lib libs[] = {{"self", bad[i].text, strlen(bad[i].text)}};
        const char *text = "lib 'self' " PASSES;
        assert_null(script_load("zoo.lua", text, strlen(text), &rig_limits, libs, 1, &e));
        if (!strstr(e.text, bad[i].part))
            fail_msg("%s: %s", bad[i].text, e.text);
    }
}

/* --- arguments, handles, errors --- */

static void test_random_arguments(void **state)
{
    (void)state;
    uint8_t bytes[600];
    uint64_t seed = 7;
    int good = 0;
    for (int round = 0; round < 3000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (uint8_t)random_of(&seed);
        good += rig_bindings(bytes, sizeof bytes);
    }
    assert_true(good > 3000); /* not all of it is refused at the door */
}

/* Each function with all its arguments right but the last. */
static void test_wrong_last_argument(void **state)
{
    (void)state;
    static const char *const values[] = {"{}", "v", "nil", "function() end", "1/0"};
    for (const struct api_row *const *room = api_rooms(); *room; room++) {
        for (const struct api_row *row = *room; row->kind; row++) {
            bool method = row->kind == API_METHOD;
            for (size_t k = 0; k < 15; k++) {
                static const char *const before[] = {"", "'/list', ", "'/list', 1, "};
                char body[200];
                if (row->kind != API_FUNCTION && row->kind != API_LUA && !method)
                    continue;
                snprintf(body, sizeof body, "local x = %s%s(%s%s) return pass()",
                         method ? "v:" : "",
                         method ? strchr(row->name, ':') + 1 : row->name, before[k / 5],
                         values[k % 5]);
                struct err e;
                assert_true(rig_body(body, NULL, &e) >= 0);
            }
        }
    }
}

static void test_kept_handles(void **state)
{
    (void)state;
    static const char *const uses[] = {
        "kept '/state'", "kept.name",           "kept == v",         "kept:evidence '/a'",
        "walk()",        "kept:follow '/self'", "gap(kept, 'A.B/c')"};
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        struct err e;
        char text[512];
        snprintf(text, sizeof text,
                 HEAD "'low', run = function(v) if kept then local x = %s return pass() "
                      "end kept = v walk = v:children 'A.B/d' walk() return pass() end }",
                 uses[i]);
        struct script *s = rig_load(text, &e);
        assert_non_null(s);
        assert_int_equal(rig_run(s, 0, &e), HF_PASS);
        assert_int_equal(rig_run(s, 0, &e), 0);
        if (!strstr(e.text, "used after its run"))
            fail_msg("%s: %s", uses[i], e.text);
        assert_int_equal(rig_run(s, 0, &e), HF_PASS);
        script_free(s);
    }
}

static void test_error_objects(void **state)
{
    (void)state;
    fails("error({})", FAILURE_RAISED, "an error that is a table");
    fails("error(nil)", FAILURE_RAISED, "an error that is a nil");
    fails("error(v)", FAILURE_RAISED, "an error that is a userdata");
    fails("error(function() end)", FAILURE_RAISED, "an error that is a function");
    fails("error('\\27[31m\\0x', 0)", FAILURE_RAISED, "\\u{1b}[31m");
    fails("return 7", FAILURE_WRONG_TYPE, "returned a number");
    fails("return v", FAILURE_WRONG_TYPE, "returned a userdata");
    fails("pass() return", FAILURE_WRONG_TYPE, "returned a nil");
    struct err e;
    assert_int_equal(rig_body("error(('x'):rep(5000))", NULL, &e), 0);
    assert_true(strlen(e.text) <= 512);
    assert_int_equal(rig_body("error(('x'):rep(200000), 0)", NULL, &e), 0);
    assert_true(strlen(e.text) <= 512);
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
        cmocka_unit_test(test_one_call_is_short),
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_blocked),
        cmocka_unit_test(test_scripts_are_apart),
        cmocka_unit_test(test_bytecode),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_random_arguments),
        cmocka_unit_test(test_wrong_last_argument),
        cmocka_unit_test(test_kept_handles),
        cmocka_unit_test(test_error_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
