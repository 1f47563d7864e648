/* The cage from within: children of this program enter it and say what is left to them.
 * What a kernel lacks or refuses is played by parameters, and by a filter that a child
 * puts on before. */
#include "base/err.h"
#include "cage/parts.h"
#include "cage/stage.h"
#include "data/doc.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/seccomp.h>

#include "child.h"

/* --- children --- */

static void skip_left_out(void)
{
    if (parts_left_out()) {
        print_message("[  SKIPPED ] this build leaves the cage out\n");
        skip();
    }
}

static const struct cage_limits wide = {256u << 20, 64};

/* As far as `stage`, with what is offered; a failure is said, and ends the child. */
static void enter(int fd, int stage, const struct cage_offer *offer, bool weak)
{
    struct err e = {0};
    struct parts in;
    int rc = cage_limit(&wide, getppid(), &e);
    if (!rc && stage >= 1)
        rc = cage_stage_one(offer, weak, &in, &e);
    if (!rc && stage >= 2)
        rc = cage_stage_two(&in, &e);
    if (!rc)
        return;
    dprintf(fd, "%s\n", e.text);
    _exit(-rc);
}

static const struct cage_offer no_landlock = {0, true}, no_seccomp = {0, false};

static int kernel_abi(void)
{
    struct cage_offer offer;
    struct err e = {0};
    assert_int_equal(cage_ask_kernel(&offer, &e), 0);
    return offer.landlock_abi;
}

/* --- limits and privileges --- */

static rlim_t hard(int what)
{
    struct rlimit r = {0};
    getrlimit((__rlimit_resource_t)what, &r);
    return r.rlim_max;
}

static void play_limits(int fd, long as_user)
{
    if (as_user && setuid(65534))
        _exit(99);
    enter(fd, 0, NULL, false);
    int death = 0;
    prctl(PR_GET_PDEATHSIG, &death);
    dprintf(fd, "core %d files %d locked %d processes %d\n", (int)hard(RLIMIT_CORE),
            (int)hard(RLIMIT_NOFILE), (int)hard(RLIMIT_MEMLOCK), hard(RLIMIT_NPROC) != 0);
    dprintf(fd, "death %d dumpable %d privileges %d\n", death, prctl(PR_GET_DUMPABLE),
            prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    void *much = mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    dprintf(fd, "memory %s uid %d\n", much == MAP_FAILED ? "bounded" : "free",
            (int)getuid());
    char status[4096] = "";
    int file = open("/proc/self/status", O_RDONLY);
    if (file < 0 || read(file, status, sizeof status - 1) < 0)
        dprintf(fd, "no status\n");
    for (char *rest = status, *line; (line = strsep(&rest, "\n"));)
        if (!strncmp(line, "Cap", 3))
            dprintf(fd, "%s\n", line);
}

static void test_limits(void **state)
{
    (void)state;
    char said[4096];
    assert_int_equal(child_run(play_limits, 0, said, sizeof said), 0);
    child_has(said, "core 0 files 64 locked 0");
    child_has(said, "death 9 dumpable 0 privileges 1\n");
    child_has(said, parts_left_out() ? "memory free" : "memory bounded");
    static const char *const sets[] = {"Inh", "Prm", "Eff", "Amb"};
    for (size_t i = 0; i < 4; i++) {
        char line[64];
        snprintf(line, sizeof line, "Cap%s:\t0000000000000000\n", sets[i]);
        child_has(said, line);
    }
    if (getuid()) {
        child_has(said, "processes 0");
        return;
    }
    child_has(said, "CapBnd:\t0000000000000000\n");
    child_has(said, "uid 0\n"); /* it stays who it was */
    assert_int_equal(child_run(play_limits, 1, said, sizeof said), 0);
    child_has(said, "processes 0\n");
    child_has(said, "uid 65534\n");
}

static void play_orphan(int fd, long what)
{
    struct err e = {0};
    (void)what;
    int rc = cage_limit(&wide, 1, &e);
    dprintf(fd, "%s\n", e.text);
    _exit(-rc);
}

static void test_parent_gone(void **state)
{
    (void)state;
    char said[1024];
    assert_int_equal(child_run(play_orphan, 0, said, sizeof said), ERR_CONFIG);
    child_has(said, "the parent is gone");
}

/* --- fail closed --- */

/* A kernel, or a container, that answers a call with an error. */
static void forbid(const char *call, int error, bool only_filters)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    struct scmp_arg_cmp filters = {0, SCMP_CMP_EQ, SECCOMP_SET_MODE_FILTER, 0};
    seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO((unsigned)error),
                           seccomp_syscall_resolve_name(call), only_filters ? 1 : 0,
                           &filters);
    if (seccomp_load(ctx))
        _exit(98);
}

enum {
    RESTRICT = 1,
    RULESET,
    FILTER,
    ASK_LANDLOCK,
    NO_LANDLOCK,
    ASK_SECCOMP,
    NO_SECCOMP
};

static void play_forbidden(int fd, long what)
{
    struct err e = {0};
    struct cage_offer offer;
    static const struct {
        const char *call;
        int error;
    } rows[] = {[RESTRICT] = {"landlock_restrict_self", EPERM},
                [RULESET] = {"landlock_create_ruleset", ENOMEM},
                [FILTER] = {"seccomp", EPERM},
                [ASK_LANDLOCK] = {"landlock_create_ruleset", EPERM},
                [NO_LANDLOCK] = {"landlock_create_ruleset", ENOSYS},
                [ASK_SECCOMP] = {"seccomp", EPERM},
                [NO_SECCOMP] = {"seccomp", ENOSYS}};
    if (what == RULESET) /* asked while it could still be answered */
        cage_ask_kernel(&offer, &e);
    forbid(rows[what].call, rows[what].error, what == FILTER);
    int rc = what == RULESET ? 0 : cage_ask_kernel(&offer, &e);
    if (rc) {
        dprintf(fd, "%s\n", e.text);
        _exit(-rc);
    }
    dprintf(fd, "landlock %d seccomp %d\n", offer.landlock_abi != 0, offer.seccomp);
    enter(fd, 1, &offer, false);
}

static void test_refused(void **state)
{
    (void)state;
    char said[2048];
    skip_left_out();
    assert_int_equal(child_run(play_forbidden, FILTER, said, sizeof said), ERR_CONFIG);
    child_has(said, "cage: entering seccomp, stage 1: ");
    assert_int_equal(child_run(play_forbidden, ASK_SECCOMP, said, sizeof said),
                     ERR_CONFIG);
    child_has(said, "cage: asking for seccomp: Operation not permitted");
    assert_int_equal(child_run(play_forbidden, NO_SECCOMP, said, sizeof said),
                     ERR_CONFIG);
    child_has(said, "seccomp 0\ncage: this kernel has no seccomp filters: --weak-cage");
    assert_int_equal(child_run(play_forbidden, ASK_LANDLOCK, said, sizeof said),
                     ERR_CONFIG);
    child_has(said, "cage: asking for Landlock: Operation not permitted");
    assert_int_equal(child_run(play_forbidden, NO_LANDLOCK, said, sizeof said), 0);
    assert_string_equal(said, "landlock 0 seccomp 1\n");
    if (!kernel_abi())
        return;
    assert_int_equal(child_run(play_forbidden, RESTRICT, said, sizeof said), ERR_CONFIG);
    child_has(said, "cage: entering Landlock");
    assert_int_equal(child_run(play_forbidden, RULESET, said, sizeof said), ERR_CONFIG);
    child_has(said, "cage: Landlock ruleset");
}

static void play_weak(int fd, long weak)
{
    enter(fd, 2, &no_seccomp, weak);
    dprintf(fd, "open %d\n", open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
}

static void test_weak(void **state)
{
    (void)state;
    char said[1024];
    skip_left_out();
    assert_int_equal(child_run(play_weak, 0, said, sizeof said), ERR_CONFIG);
    assert_int_equal(child_run(play_weak, 1, said, sizeof said), 0);
    child_has(said, "open 0"); /* weak it is: hence the stamp */
}

/* --- what the C library still can --- */

static int by_byte(const void *a, const void *b)
{
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

static void play_libc(int fd, long what)
{
    static unsigned char large[1 << 20];
    time_t now = 1795500000;
    char text[64];
    (void)what;
    signal(SIGXFSZ, SIG_IGN);
    int memfd = memfd_create("before", 0), file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    tzset();
    enter(fd, 1, &no_landlock, false);
    dprintf(fd, "grew %d\n", (int)write(memfd, "x", 1)); /* plugins are copied here */
    struct err e = {0};
    struct parts in = {PARTS_ALL, 1};
    if (cage_stage_two(&in, &e)) /* the second filter, from within the first */
        dprintf(fd, "%s\n", e.text);
    dprintf(fd, "grew %d", (int)write(memfd, "x", 1));
    dprintf(fd, " file %d\n", (int)write(file, "x", 1));
    for (size_t i = 0; i < sizeof large; i++)
        large[i] = (unsigned char)(i * 7919);
    qsort(large, sizeof large, 1, by_byte); /* asks sysinfo, the first time */
    strftime(text, sizeof text, "%Y", gmtime(&now));
    dprintf(fd, "sorted %d year %s\n", large[0] <= large[1], text);
    printf("into the null device\n");
    fflush(stdout);
    char *much = malloc(64u << 20);
    much = much ? realloc(much, 96u << 20) : NULL;
    dprintf(fd, "memory %d clock %d number %.1f\n", much != NULL, time(NULL) > 0,
            strtod("2.5", NULL));
    free(much);
    struct timespec tick = {0, 1000000};
    dprintf(fd, "sleep %d\n", nanosleep(&tick, NULL));
    abort();
}

static void test_libc(void **state)
{
    (void)state;
    char said[1024];
    skip_left_out();
    assert_int_equal(child_run(play_libc, 0, said, sizeof said), 128 + SIGABRT);
    assert_string_equal(said, "grew 1\ngrew -1 file -1\nsorted 1 year 2026\n"
                              "memory 1 clock 1 number 2.5\nsleep 0\n");
}

static void play_seed(int fd, long seeded)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
    struct err e = {0};
    seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(openat), 0);
    seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(open), 0);
    if (seccomp_load(ctx))
        _exit(98);
    if (seeded)
        doc_seed();
    struct doc *d = doc_parse("{\"a\":1}", 7, &e);
    dprintf(fd, "%d\n", d != NULL);
    doc_free(d);
}

static void test_seed(void **state)
{
    (void)state;
    char said[64];
    assert_int_equal(child_run(play_seed, 1, said, sizeof said), 0);
    assert_string_equal(said, "1\n");
    assert_int_equal(child_run(play_seed, 0, said, sizeof said), 128 + SIGSYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seed), /* first: a seed would be inherited */
        cmocka_unit_test(test_limits),  cmocka_unit_test(test_parent_gone),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_weak),
        cmocka_unit_test(test_libc)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
