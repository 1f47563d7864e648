/* A configuration in its box: the JSON that it becomes, and what it is refused for. */
#include "base/buf.h"
#include "cage/spawn.h"
#include "data/job.h"
#include "eval/conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct buf answer_of(const char *text, uint64_t instructions)
{
    static char name[] = "c.lua";
    struct job_file file = {name, JOB_SCRIPT};
    struct job job = {.mode = JOB_CONFIG,
                      .files = &file,
                      .n_files = 1,
                      .memory = 4 << 20,
                      .instructions = instructions};
    struct buf answer = buf_make(1 << 21);
    int fd = spawn_sealed(name, text, strlen(text), NULL);
    assert_true(fd >= 0);
    assert_int_equal(dup2(fd, JOB_FD_FILES), JOB_FD_FILES);
    if (fd != JOB_FD_FILES)
        close(fd);
    conf_answer(&job, &answer);
    close(JOB_FD_FILES);
    return answer;
}

static void assert_says(const char *text, const char *json)
{
    struct buf answer = answer_of(text, 100000);
    assert_string_equal(buf_str(&answer), json);
    buf_free(&answer);
}

static void assert_refused(const char *text, const char *why)
{
    struct buf answer = answer_of(text, 100000);
    if (strncmp(buf_str(&answer), "{\"refused\"", 10) || !strstr(buf_str(&answer), why))
        fail_msg("%s: %s", text, buf_str(&answer));
    buf_free(&answer);
}

static void test_values(void **state)
{
    (void)state;
    assert_says("return {}", "{\"config\":{}}\n");
    assert_says("return { a = 1 }", "{\"config\":{\"a\":1}}\n");
    assert_says("return { a = 9007199254740993 }",
                "{\"config\":{\"a\":9007199254740993}}\n");
    assert_says("return { a = 0.1 }", "{\"config\":{\"a\":0.10000000000000001}}\n");
    assert_says("return { a = -1e300 }",
                "{\"config\":{\"a\":-1.0000000000000001e+300}}\n");
    assert_says("return { a = true }", "{\"config\":{\"a\":true}}\n");
    assert_says("return { a = { 'x', 'y' } }", "{\"config\":{\"a\":[\"x\",\"y\"]}}\n");
    assert_says("return { a = { b = { false } } }",
                "{\"config\":{\"a\":{\"b\":[false]}}}\n");
    assert_says("return { ['a\"<'] = '\\n' }",
                "{\"config\":{\"a\\\"\\u003c\":\"\\n\"}}\n");
    assert_says("return { 1 }", "{\"config\":[1]}\n");
    assert_says("local x = ('n'):rep(2) return { [x] = #x }",
                "{\"config\":{\"nn\":2}}\n");
}

static void test_refusals(void **state)
{
    (void)state;
    assert_refused("return 5", "c.lua: it returned a number");
    assert_refused("return", "it returned a nil");
    assert_refused("x = = 1", "c.lua:1:");
    assert_refused("\n\nerror 'mine'", "c.lua:3: mine");
    assert_refused("return { a = { error } }", "a[1]: a function");
    assert_refused("return { [true] = 1 }", "wants names");
    assert_refused("return { a = 0/0 }", "a: a number that is not finite");
    assert_refused("return { a = 'x\\0' }", "a: a string with a NUL");
    assert_refused("local t = { } t.t = t return t", "t.t.t.t.t.t.t.t: nested too deep");
    assert_refused("while true do end", "too slow");
    assert_refused("return { a = ('x'):rep(4000):rep(2000) }", "too ");
    assert_refused("check { }", "'check'");
    assert_refused("\033Lua", "binary");
}

/* Whatever the budget, it ends with an answer, and with nothing that leaks. */
static void test_budgets(void **state)
{
    (void)state;
    static const char text[] =
        "local t = {} for i = 1, 200 do t[i] = 'x' .. i end return { a = t }";
    for (uint64_t n = 1; n < 4000; n += 97) {
        struct buf answer = answer_of(text, n);
        assert_true(answer.len > 2 && answer.data[answer.len - 1] == '\n');
        buf_free(&answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_budgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
