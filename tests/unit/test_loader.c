/* Loading shared objects: several beside each other in one process, and what the linker
 * says of those that it does not take. */
#include "base/err.h"
#include "eval/loader.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <holdfast/plugin.h>

static struct loader *loader;

static int animal(const char *name)
{
    char path[4096];
    const char *build = getenv("top_builddir");
    snprintf(path, sizeof path, "%s/tests/zoo/plugins/.libs/%s.so", build ? build : ".",
             name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        fail_msg("%s is not there: run make check", path);
    return fd;
}

static void loads(int fd, const char *id)
{
    struct err e = {0};
    const hf_plugin *p = loader_open(loader, fd, "hf_plugin_v1", &e);
    if (!p)
        fail_msg("%s: %s", id, e.text);
    assert_string_equal(p->checks[0].id, id);
}

static void refused(int fd, const char *symbol, const char *part)
{
    struct err e = {0};
    assert_null(loader_open(loader, fd, symbol, &e));
    if (e.code != ERR_DATA || !strstr(e.text, part))
        fail_msg("\"%s\", wanted \"%s\"", e.text, part);
}

static int make(void **state)
{
    (void)state;
    struct err e = {0};
    loader = loader_make(&e);
    return loader ? 0 : -1;
}

/* All define the same names, and see only their own. */
static void test_beside(void **state)
{
    (void)state;
    loads(animal("honest"), "zoo-honest");
    loads(animal("symbol-clash"), "zoo-symbol-clash");
    loads(animal("many-details"), "zoo-many-details");
    assert_null(dlsym(RTLD_DEFAULT, "zoo_helper"));
    assert_null(dlsym(RTLD_DEFAULT, "hf_plugin_v1"));
}

/* The name of a descriptor is all that the C library compares. */
static void test_number_again(void **state)
{
    (void)state;
    int fd = animal("huge-message"), other = animal("abort-in-run");
    loads(fd, "zoo-huge-message");
    assert_int_equal(dup2(other, fd), fd);
    refused(fd, "hf_plugin_v1", "was loaded before");
    loads(other, "zoo-abort-in-run");
}

/* At once, not at the first call; with the linker's own words, without our number. */
static void test_reasons(void **state)
{
    (void)state;
    refused(animal("missing-symbol"), "hf_plugin_v1", "hf_nobody_defines_this");
    refused(animal("hang-in-run"), "no_such_symbol", "does not export no_such_symbol");
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    refused(null, "hf_plugin_v1", "cannot be loaded: ");
    struct err e = {0};
    assert_null(loader_open(loader, 900, "hf_plugin_v1", &e));
    assert_null(strstr(e.text, "/proc/self/fd"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_beside),
                                       cmocka_unit_test(test_number_again),
                                       cmocka_unit_test(test_reasons)};
    int rc = cmocka_run_group_tests(tests, make, NULL);
    fflush(NULL);
    _exit(rc); /* as the host: what was loaded is never undone */
}
