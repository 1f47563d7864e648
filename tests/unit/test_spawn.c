/* What a spawned program sees. The program that is spawned is this one, with a word that
 * says what to look at. */
#include "base/err.h"
#include "cage/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

extern char **environ;

/* --- the child's side --- */

static int say_world(void)
{
    sigset_t blocked;
    struct stat null, st;
    stat("/dev/null", &null);
    for (char **v = environ; *v; v++)
        dprintf(1, "env %s\n", *v);
    for (int fd = 0; fd < 256; fd++)
        if (!fstat(fd, &st))
            dprintf(1, "fd %d%s\n", fd, st.st_rdev == null.st_rdev ? " null" : "");
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    dprintf(1, "blocked %d pipe %d\n", sigismember(&blocked, SIGUSR1),
            signal(SIGPIPE, SIG_DFL) == SIG_DFL ? 0 : 1);
    return 3;
}

/* --- the parent's side --- */

static char *self(void)
{
    static char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    assert_true(n > 0);
    path[n] = '\0';
    return path;
}

/* Runs this program with `word`; its output in `out`. Returns its exit code. */
static int ask(const char *word, const char *more, char *const *extra, char *out,
               size_t size)
{
    struct err e = {0};
    int fd[2];
    char how[64];
    assert_int_equal(spawn_pipe(fd, &e), 0);
    char *argv[] = {self(), (char *)(uintptr_t)word, (char *)(uintptr_t)more, NULL};
    int fds[] = {-1, fd[1], 2, -1, fd[1]};
    pid_t pid = spawn_program(self(), argv, fds, 5, extra, &e);
    close(fd[1]);
    if (pid < 0)
        fail_msg("%s", e.text);
    size_t len = 0;
    for (ssize_t n; (n = read(fd[0], out + len, size - len - 1)) > 0;)
        len += (size_t)n;
    out[len] = '\0';
    close(fd[0]);
    return spawn_wait(pid, how, sizeof how);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)); text += strlen(part))
        n++;
    return n;
}

static void test_world(void **state)
{
    (void)state;
    char out[8192];
    static char extra_text[] = "CURL_HOME=/nowhere";
    char *extra[] = {extra_text, NULL};
    sigset_t block;
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    sigprocmask(SIG_BLOCK, &block, NULL);
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(setenv("AZURE_CLIENT_SECRET", "not for children", 1), 0);
    int kept = open("/dev/zero", O_RDONLY); /* not close-on-exec: closed all the same */
    assert_int_equal(ask("world", NULL, extra, out, sizeof out), 3);
    close(kept);
    has(out, "env PATH=/usr/local/bin:/usr/bin:/bin\n");
    has(out, "env LC_ALL=C.UTF-8\n");
    has(out, "env TZ=UTC0\n");
    has(out, "env CURL_HOME=/nowhere\n");
    assert_int_equal(count(out, "env "), 4);
    has(out, "fd 0 null\n");
    has(out, "fd 1\n");
    has(out, "fd 3 null\n");
    has(out, "fd 4\n");
    assert_int_equal(count(out, "fd "), 5);
    has(out, "blocked 0 pipe 0\n");
}

static void test_ends(void **state)
{
    (void)state;
    struct err e = {0};
    char how[64], missing[] = "/nonexistent/holdfast-eval", word[] = "die";
    char *argv[] = {self(), word, NULL};
    int fds[] = {-1, -1, -1};
    pid_t pid = spawn_program(self(), argv, fds, 3, NULL, &e);
    assert_true(pid > 0);
    assert_int_equal(spawn_wait(pid, how, sizeof how), 128 + SIGKILL);
    assert_string_equal(how, "signal 9 (Killed)");
    assert_int_equal(spawn_wait(pid, how, sizeof how), -1);
    argv[0] = missing;
    assert_int_equal(spawn_program(missing, argv, fds, 3, NULL, &e), -ERR_CONFIG);
    has(e.text, missing);
}

static int forks;

static void count_fork(void) { forks++; }

/* A copy of the parent's tables takes the longer the larger it is. */
static void test_no_fork(void **state)
{
    (void)state;
    char out[8192];
    assert_int_equal(pthread_atfork(count_fork, NULL, NULL), 0);
    assert_int_equal(ask("world", NULL, NULL, out, sizeof out), 3);
    assert_int_equal(forks, 0);
}

static void test_sealed(void **state)
{
    (void)state;
    struct err e = {0};
    char back[8] = "";
    int fd = spawn_sealed("code", "bytes", 5, &e);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, back, sizeof back), 5);
    assert_memory_equal(back, "bytes", 5);
    assert_int_equal(pwrite(fd, "x", 1, 0), -1);
    assert_int_equal(ftruncate(fd, 0), -1);
    assert_int_equal(ftruncate(fd, 9), -1);
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE), -1);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    close(fd);
    fd = spawn_page(&e);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 0), -1); /* or the parent dies of SIGBUS */
    assert_int_equal(pwrite(fd, "x", 1, 0), 1);
    close(fd);
}

int main(int argc, char **argv)
{
    if (argc > 1 && !strcmp(argv[1], "world"))
        return say_world();
    if (argc > 1 && !strcmp(argv[1], "die"))
        return raise(SIGKILL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_world), cmocka_unit_test(test_ends),
        cmocka_unit_test(test_no_fork), cmocka_unit_test(test_sealed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
