/* The filter of system calls, call by call: what each answers in a child that entered the
 * first stage, and in one that entered the second. */
#include "base/err.h"
#include "cage/filter.h"
#include "cage/parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
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
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define CALL(name) #name, SYS_##name
enum answer { LET, PERM, ACCES, DIES };
static const char *const answers[] = {"let through", "EPERM", "EACCES", "SIGSYS"};

struct row {
    const char *name;
    long number;
    enum answer loading, running;
    long args[6];
};

#define NOWHERE (-1L) /* a descriptor, or a process, that is none */
#define RX (PROT_READ | PROT_EXEC)
#define RWX (PROT_READ | PROT_WRITE | PROT_EXEC)
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)

static const struct row rows[] = {
    {CALL(read), LET, LET, {NOWHERE}},
    {CALL(pread64), LET, LET, {NOWHERE}},
    {CALL(write), LET, LET, {NOWHERE}},
    {CALL(writev), LET, LET, {NOWHERE}},
    {CALL(lseek), LET, LET, {NOWHERE}},
    {CALL(newfstatat), LET, LET, {NOWHERE}},
    {CALL(fstat), LET, LET, {NOWHERE}},
    {CALL(brk), LET, LET, {0}},
    {CALL(munmap), LET, LET, {0}},
    {CALL(mremap), LET, LET, {0}},
    {CALL(madvise), LET, LET, {0}},
    {CALL(futex), LET, LET, {0}},
    {CALL(getrandom), LET, LET, {0}},
    {CALL(clock_gettime), LET, LET, {0}},
    {CALL(gettimeofday), LET, LET, {0}},
    {CALL(clock_nanosleep), LET, LET, {99}},
    {CALL(sched_yield), LET, LET, {0}},
    {CALL(rt_sigprocmask), LET, LET, {0, 0, 0, 8}},
    {CALL(sigaltstack), LET, LET, {0}},
    {CALL(getpid), LET, LET, {0}},
    {CALL(gettid), LET, LET, {0}},
    {CALL(sysinfo), LET, LET, {0}},
    {CALL(restart_syscall), LET, LET, {0}},
    {CALL(mmap), LET, LET, {0, 4096, PROT_READ | PROT_WRITE, ANONYMOUS, -1}},
    {CALL(mmap), LET, PERM, {0, 4096, RX, ANONYMOUS, -1}},
    {CALL(mmap), PERM, PERM, {0, 4096, RWX, ANONYMOUS, -1}},
    {CALL(mprotect), LET, LET, {0, 0, PROT_READ}},
    {CALL(mprotect), ACCES, ACCES, {0, 0, RX}},
    {CALL(mprotect), ACCES, ACCES, {0, 0, RWX}},
    /* only while files are loaded */
    {CALL(openat), LET, PERM, {NOWHERE}},
    {CALL(openat), LET, PERM, {NOWHERE, 0, O_RDONLY | O_CLOEXEC | O_DIRECTORY}},
    {CALL(openat), PERM, PERM, {NOWHERE, 0, O_WRONLY}},
    {CALL(openat), PERM, PERM, {NOWHERE, 0, O_RDWR}},
    {CALL(openat), PERM, PERM, {NOWHERE, 0, O_RDONLY | O_CREAT}},
    {CALL(openat), PERM, PERM, {NOWHERE, 0, O_RDONLY | O_TRUNC}},
    {CALL(close), LET, PERM, {NOWHERE}},
    {CALL(rt_sigaction), LET, PERM, {SIGUSR1, 0, 0, 8}},
    {CALL(seccomp), LET, PERM, {99}},
    {CALL(prlimit64), LET, PERM, {0, RLIMIT_CORE}},
    {CALL(prlimit64), PERM, PERM, {1, RLIMIT_CORE}},
    /* harmless for who only tries, and useless */
    {CALL(tgkill), PERM, PERM, {1, 1, 0}},
    {CALL(kill), PERM, PERM, {NOWHERE}},
    {CALL(getppid), PERM, PERM, {0}},
    {CALL(fcntl), PERM, PERM, {NOWHERE}},
    {CALL(dup), PERM, PERM, {NOWHERE}},
    {CALL(ioctl), PERM, PERM, {NOWHERE}},
    {CALL(ppoll), PERM, PERM, {0}},
    {CALL(prctl), PERM, PERM, {PR_SET_DUMPABLE, 1}},
    {CALL(memfd_create), PERM, PERM, {0}},
    {CALL(faccessat), PERM, PERM, {NOWHERE}},
    {CALL(unlinkat), PERM, PERM, {NOWHERE}},
    {CALL(openat2), PERM, PERM, {NOWHERE}},
    {CALL(setuid), PERM, PERM, {0}},
    {CALL(capset), PERM, PERM, {0}},
    {CALL(personality), PERM, PERM, {0xffffffff}},
    {CALL(pidfd_open), PERM, PERM, {NOWHERE}},
    {CALL(shmget), PERM, PERM, {0}},
    {"a call of the future", 999, PERM, PERM, {0}},
    /* the families */
    {CALL(socket), DIES, DIES, {NOWHERE}},
    {CALL(connect), DIES, DIES, {NOWHERE}},
    {CALL(sendto), DIES, DIES, {NOWHERE}},
    {CALL(recvmsg), DIES, DIES, {NOWHERE}},
    {CALL(execve), DIES, DIES, {0}},
    {CALL(execveat), DIES, DIES, {NOWHERE}},
    {CALL(clone), DIES, DIES, {CLONE_THREAD}},
    {CALL(clone3), DIES, DIES, {0}},
    {CALL(ptrace), DIES, DIES, {NOWHERE}},
    {CALL(process_vm_readv), DIES, DIES, {NOWHERE}},
    {CALL(process_vm_writev), DIES, DIES, {NOWHERE}},
    {CALL(kcmp), DIES, DIES, {NOWHERE}},
    {CALL(pidfd_getfd), DIES, DIES, {NOWHERE}},
    {CALL(io_uring_setup), DIES, DIES, {0}},
    {CALL(io_uring_enter), DIES, DIES, {NOWHERE}},
    {CALL(bpf), DIES, DIES, {99}},
    {CALL(userfaultfd), DIES, DIES, {0}},
    {CALL(keyctl), DIES, DIES, {99}},
    {CALL(add_key), DIES, DIES, {0}},
    {CALL(perf_event_open), DIES, DIES, {0}},
    {CALL(open_by_handle_at), DIES, DIES, {NOWHERE}},
    {CALL(mount), DIES, DIES, {0}},
    {CALL(umount2), DIES, DIES, {0}},
    {CALL(fsopen), DIES, DIES, {0}},
    {CALL(unshare), DIES, DIES, {0}},
    {CALL(setns), DIES, DIES, {NOWHERE}},
    {CALL(pivot_root), DIES, DIES, {0}},
    {CALL(chroot), DIES, DIES, {0}},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* What the call answers behind `stage`; a child that could not enter it is no answer. */
static enum answer ask(const struct row *r, enum filter_stage stage)
{
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        struct err e = {0};
        const long *a = r->args;
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (filter_enter(FILTER_LOADING, &e) ||
            (stage == FILTER_RUNNING && filter_enter(FILTER_RUNNING, &e)))
            _exit(99);
        long rc = syscall(r->number, a[0], a[1], a[2], a[3], a[4], a[5]);
        _exit(rc == -1 && errno == EPERM    ? PERM
              : rc == -1 && errno == EACCES ? ACCES
                                            : LET);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return DIES;
    if (!WIFEXITED(status) || WEXITSTATUS(status) > ACCES)
        fail_msg("%s: the child ended with %#x", r->name, (unsigned)status);
    return (enum answer)WEXITSTATUS(status);
}

static void test_calls(void **state)
{
    (void)state;
    int bad = 0;
    for (size_t i = 0; i < ROWS; i++)
        for (int stage = FILTER_LOADING; stage <= FILTER_RUNNING; stage++) {
            enum answer wanted =
                            stage == FILTER_LOADING ? rows[i].loading : rows[i].running,
                        got = ask(&rows[i], (enum filter_stage)stage);
            if (got == wanted)
                continue;
            bad++;
            print_error("%s(%ld, %ld, %ld) in stage %d: %s, not %s\n", rows[i].name,
                        rows[i].args[0], rows[i].args[1], rows[i].args[2], stage,
                        answers[got], answers[wanted]);
        }
    assert_int_equal(bad, 0);
}

/* Its own process may be signalled, as abort does; and no more of a limit be had. */
static void test_self(void **state)
{
    (void)state;
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        struct err e = {0};
        struct rlimit more = {64, 64}, less = {8, 8};
        signal(SIGUSR1, SIG_IGN);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (filter_enter(FILTER_LOADING, &e))
            _exit(1);
        if (raise(SIGUSR1) || setrlimit(RLIMIT_NOFILE, &less))
            _exit(2);
        if (geteuid() && !setrlimit(RLIMIT_NOFILE, &more))
            _exit(3);
        if (filter_enter(FILTER_RUNNING, &e))
            _exit(4);
        _exit(raise(SIGUSR1) || !setrlimit(RLIMIT_NOFILE, &less) ? 5 : 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

#if defined __x86_64__
/* Numbers mean other calls to a kernel that is asked in another way. */
static void test_architectures(void **state)
{
    (void)state;
    for (int x32 = 0; x32 < 2; x32++) {
        int status = 0;
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (!pid) {
            struct err e = {0};
            long number = 20; /* getpid */
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            if (filter_enter(FILTER_LOADING, &e))
                _exit(1);
            if (x32)
                syscall(0x40000000 | SYS_getpid);
            else
                __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
            _exit(2);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        /* A kernel without the 32-bit entry ends it by itself. */
        assert_true(WTERMSIG(status) == SIGSYS || (!x32 && WTERMSIG(status) == SIGSEGV));
    }
}
#endif

int main(void)
{
    if (parts_left_out()) { /* the run time of a sanitizer wants other calls */
        print_message("1..0 # SKIP this build leaves the cage out\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_self),
#if defined __x86_64__
        cmocka_unit_test(test_architectures),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
