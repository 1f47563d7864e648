/* The Lua box: what it gives, and what it refuses. The host behind it is a fake with a
 * handful of facts. */
#include "base/buf.h"
#include "base/err.h"
#include "base/strs.h"
#include "data/checkinfo.h"
#include "eval/run.h"
#include "eval/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* --- a fake host --- */

static char said[2048];

static const char *f_text(hf_ctx *c, const hf_resource *r, const char *p)
{
    (void)c;
    (void)r;
    return !strcmp(p, "/state")      ? "Locked"
           : !strcmp(p, "/location") ? "westeurope"
                                     : NULL;
}

static int f_number(hf_ctx *c, const hf_resource *r, const char *p, double *out)
{
    (void)c;
    (void)r;
    *out = 14.5;
    return !strcmp(p, "/days");
}

static hf_truth f_truth(hf_ctx *c, const hf_resource *r, const char *p)
{
    (void)c;
    (void)r;
    return !strcmp(p, "/on") ? HF_YES : !strcmp(p, "/off") ? HF_NO : HF_ABSENT;
}

static const char *f_id(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return r->id;
}

static const char *f_key(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return r->key;
}

static const char *f_name(hf_ctx *c, const hf_resource *r)
{
    (void)c;
    return strrchr(r->id, '/') + 1;
}

static size_t f_length(hf_ctx *c, const hf_resource *r, const char *p)
{
    (void)c;
    (void)r;
    return !strcmp(p, "/list") ? 3 : 0;
}

static const char *f_setting(hf_ctx *c, const char *name)
{
    (void)c;
    return !strcmp(name, "days") ? "30" : !strcmp(name, "word") ? "yes" : NULL;
}

static int64_t f_now(hf_ctx *c)
{
    (void)c;
    return 1700000000;
}

static hf_status f_fail(hf_ctx *c, hf_severity s, const char *fmt, ...)
{
    va_list ap;
    (void)c;
    va_start(ap, fmt);
    size_t n = (size_t)snprintf(said, sizeof said, "%d:", (int)s);
    vsnprintf(said + n, sizeof said - n, fmt, ap);
    va_end(ap);
    return HF_FAIL;
}

static hf_status f_pass(hf_ctx *c, const char *fmt, ...)
{
    va_list ap;
    (void)c;
    va_start(ap, fmt);
    said[0] = '\0';
    if (fmt)
        vsnprintf(said, sizeof said, fmt, ap);
    va_end(ap);
    return HF_PASS;
}

static const hf_host host = {.abi = HF_ABI,
                             .size = sizeof host,
                             .text = f_text,
                             .number = f_number,
                             .truth = f_truth,
                             .length = f_length,
                             .id = f_id,
                             .key = f_key,
                             .name = f_name,
                             .setting_text = f_setting,
                             .now = f_now,
                             .pass = f_pass,
                             .fail = f_fail};

static hf_resource target = {
    .id = (char[]){"/subscriptions/S/resourceGroups/RG/providers/A.B/c/rsv-one"},
    .key = (char[]){"/subscriptions/s/resourcegroups/rg/providers/a.b/c/rsv-one"},
    .type = (char[]){"A.B/c"}};
static hf_ctx ctx = {.target = &target};
static const struct script_limits limits = {8 << 20, 200000, false};

static struct script *load(const char *text, struct err *e)
{
    memset(e, 0, sizeof *e);
    return script_load("zoo.lua", text, strlen(text), &limits, NULL, 0, e);
}

/* A check whose run has this body, run once. */
static int run_body(const char *body, struct err *e)
{
    char text[4096];
    snprintf(
        text, sizeof text,
        "return check { id = 'zoo', title = 'T', severity = 'high', targets = {'A.B/c'},"
        " settings = { days = {14, 'd'}, word = {'no', 'w'} },"
        " run = function(v) %s end }",
        body);
    struct script *s = load(text, e);
    if (!s)
        fail_msg("%s", e->text);
    ctx.generation++;
    said[0] = '\0';
    int status = (int)script_run(s, 0, &host, &ctx, &target, e);
    script_free(s);
    return status;
}

static void says(const char *body, int status, const char *text)
{
    struct err e = {0};
    int got = run_body(body, &e);
    if (got != status || strcmp(said, text))
        fail_msg("%s: got %d \"%s\" (%s), wanted %d \"%s\"", body, got, said, e.text,
                 status, text);
}

static void breaks(const char *body, const char *part)
{
    struct err e = {0};
    int got = run_body(body, &e);
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
    breaks("return v.nam", "no member nam");
    breaks("return v:text()", "bad argument");
    breaks("v.name = 'x' return pass()", "attempt to index");
    breaks("return setting 'other'", "not declared");
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
    says("return pass(tostring(print))", HF_PASS, "nil");
    breaks("return tostring({})", "has no text");
    breaks("return ('x'):find('x')", "attempt to call");
    breaks("for k in pairs{[{}]=1} do end", "no order");
}

/* --- what is refused, and how it ends --- */

static void test_limits(void **state)
{
    (void)state;
    breaks("while true do end", "too slow");
    breaks("local function f() return f() end return f()", "too slow");
    breaks("local function f() return 1 + f() end return f()", "too big");
    breaks("goto a ::a:: for i = 1, 1e9 do end", "too slow");
    breaks("local s = 'x' while true do s = s .. s end", "too big");
    breaks("return ('x'):rep(1e9)", "too long");
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

static void test_absent(void **state)
{
    (void)state;
    static const char *const gone[] = {
        "load",           "loadstring",  "dofile",       "loadfile",
        "require",        "os",          "io",           "debug",
        "coroutine",      "package",     "pcall",        "xpcall",
        "setmetatable",   "next",        "getmetatable", "rawset",
        "rawget",         "rawequal",    "print",        "warn_",
        "collectgarbage", "_G",          "string.dump",  "string.find",
        "string.gsub",    "math.random", "table.move",   "string.byte"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        char body[200];
        snprintf(body, sizeof body,
                 "if %s == nil then return pass() end return fail 'there'", gone[i]);
        says(body, HF_PASS, "");
    }
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
    ctx.generation++;
    assert_int_equal(script_run(s, 0, &host, &ctx, &target, &e), HF_PASS);
    ctx.generation++;
    assert_int_equal(script_run(s, 0, &host, &ctx, &target, &e), 0);
    assert_non_null(strstr(e.text, "used after its run"));
    ctx.generation++; /* thrown away and loaded anew */
    assert_int_equal(script_run(s, 0, &host, &ctx, &target, &e), HF_PASS);
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
    struct script *s = script_load("zoo.lua", text, strlen(text), &limits, libs, 1, &e);
    assert_non_null(s);
    ctx.generation++;
    assert_int_equal(script_run(s, 0, &host, &ctx, &target, &e), HF_PASS);
    assert_string_equal(said, "hi");
    script_free(s);
    refused("lib '../x'", "no helper library");
}

/* Every limit from nothing up: whatever allocation fails, it ends as an error. */
static void test_memory(void **state)
{
    (void)state;
    const char *text = HEAD "severity = 'low', settings = { d = {1, 'm'} }, " RUN;
    int good = 0;
    for (uint64_t limit = 1000; limit < 60000; limit += 97) {
        struct err e = {0};
        struct script_limits tight = {limit, 200000, false};
        struct script *s =
            script_load("zoo.lua", text, strlen(text), &tight, NULL, 0, &e);
        if (s) {
            ctx.generation++;
            int status = (int)script_run(s, 0, &host, &ctx, &target, &e);
            assert_true(status == HF_PASS || strstr(e.text, "too big"));
            good += status == HF_PASS;
        } else {
            assert_true(strstr(e.text, "too big") || strstr(e.text, "no memory"));
        }
        script_free(s);
    }
    assert_true(good > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),       cmocka_unit_test(test_strings),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_absent),
        cmocka_unit_test(test_old_handles), cmocka_unit_test(test_reading),
        cmocka_unit_test(test_libs),        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
