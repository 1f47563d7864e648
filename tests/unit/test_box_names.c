/* How the Lua box holds: its names, and what hostile scripts and arguments come to. */
#include "script_rig.h"

#include "base/mem.h"
#include "data/checkinfo.h"
#include "eval/script_api.h"
#include "eval/script_int.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

/* --- the fields of a check --- */

static size_t is_field(const char *name)
{
    size_t n = 0;
    for (int f = 0; f < CHECK_FIELDS; f++)
        n += !strcmp(checkinfo_field((enum check_field)f), name);
    return n;
}

/* The members of struct check_info as its header has them, but those that no script gives
 * and counts of lists. */
static void members(struct strs *out)
{
    static const char *const inner[] = {"own_severity", "file", "order", NULL};
    static const char head[] = "struct check_info {", letters[] = "abcdefghijklmnopqrstu"
                                                                  "vwxyz_0123456789";
    struct err e;
    size_t len;
    char path[1024];
    snprintf(path, sizeof path, "%s/core/data/checkinfo.h",
             getenv("top_srcdir") ? getenv("top_srcdir") : ".");
    char *text = rig_file(path, &len, &e), *at = text ? strstr(text, head) : NULL;
    assert_non_null(at);
    at += strlen(head);
    char *end = strstr(at, "};"), *word = NULL;
    assert_non_null(end);
    while (at < end) {
        size_t n = strspn(at, letters);
        if (!strncmp(at, "/*", 2)) {
            at = strstr(at, "*/") + 2;
        } else if (n) {
            word = at;
            at += n;
        } else if (*at == ';' || *at == ',') {
            char *name = word ? mem_textn(word, strspn(word, letters)) : NULL;
            assert_non_null(name);
            size_t i = 0;
            while (inner[i] && strcmp(inner[i], name) != 0)
                i++;
            if (!inner[i] && strncmp(name, "n_", 2) != 0)
                strs_add(out, name);
            free(name);
            at++;
        } else {
            at++;
        }
    }
    free(text);
}

/* Struct, names and the API's table say the same: a field of one is a field of all. */
static void test_fields(void **state)
{
    (void)state;
    struct strs own = {0};
    size_t rows = 0;
    for (const struct api_row *const *room = api_rooms(); *room; room++)
        for (const struct api_row *row = *room; row->kind; row++) {
            if (row->kind != API_FIELD)
                continue;
            rows++;
            assert_int_equal(strncmp(row->name, "check.", 6), 0);
            if (is_field(row->name + 6) != 1)
                fail_msg("%s is in the API, and no field of a check", row->name);
        }
    for (int f = 0; f < CHECK_FIELDS; f++)
        if (!api_has(API_FIELD, checkinfo_field((enum check_field)f)))
            fail_msg("%s is a field of a check, and not in the API",
                     checkinfo_field((enum check_field)f));
    assert_int_equal(rows, CHECK_FIELDS);
    members(&own);
    for (size_t i = 0; i < own.n; i++)
        if (!api_has(API_FIELD, own.at[i]))
            fail_msg("struct check_info has %s, which is not in the API", own.at[i]);
    assert_int_equal(own.n + 1, rows); /* run is a function, which stays with Lua */
    strs_free(&own);
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

static uint64_t random_of(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

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
    static const char *const uses[] = {"kept '/state'",
                                       "kept.name",
                                       "kept == v",
                                       "kept:evidence '/a'",
                                       "walk()",
                                       "v:children 'A.B/d' and walk()",
                                       "kept:follow '/self'",
                                       "gap(kept, 'A.B/c')"};
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
    assert_int_equal(rig_body("error(('x'):rep(60000), 0)", NULL, &e), 0);
    assert_true(strlen(e.text) <= 512);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment),
        cmocka_unit_test(test_fields),
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
