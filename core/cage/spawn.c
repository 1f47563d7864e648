#include "cage/spawn.h"

#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* dup2 onto its own number would keep close-on-exec, and onto a number that is still
 * needed would lose a descriptor: so all first move above the numbers that are given out.
 */
static int lift(int fd, size_t n)
{
    return fd < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC)
                  : fcntl(fd, F_DUPFD_CLOEXEC, (int)n);
}

static int start(const char *path, char *const argv[], const int *high, size_t n,
                 char *const *env, pid_t *pid)
{
    posix_spawn_file_actions_t acts;
    posix_spawnattr_t attr;
    sigset_t usr1, all;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    sigfillset(&all);
    int rc = posix_spawn_file_actions_init(&acts);
    if (rc)
        return rc;
    rc = posix_spawnattr_init(&attr);
    for (size_t i = 0; !rc && i < n; i++)
        rc = posix_spawn_file_actions_adddup2(&acts, high[i], (int)i);
    if (!rc)
        rc = posix_spawn_file_actions_addclosefrom_np(&acts, (int)n);
    /* The child starts with no signal ignored, whatever holdfast does, and none blocked
     * but SIGUSR1: a question that hits all processes must not end one that is just
     * starting. */
    if (!rc)
        rc = posix_spawnattr_setsigmask(&attr, &usr1);
    if (!rc)
        rc = posix_spawnattr_setsigdefault(&attr, &all);
    if (!rc)
        rc = posix_spawnattr_setflags(&attr,
                                      POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!rc)
        rc = posix_spawn(pid, path, &acts, &attr, argv, env);
    posix_spawn_file_actions_destroy(&acts);
    posix_spawnattr_destroy(&attr);
    return rc;
}

pid_t spawn_program(const char *path, char *const argv[], const int *fds, size_t n,
                    char *const *extra, struct err *e)
{
    char bin[] = "PATH=/usr/local/bin:/usr/bin:/bin", locale[] = "LC_ALL=C.UTF-8",
         zone[] = "TZ=UTC0";
    size_t more = 0;
    while (extra && extra[more])
        more++;
    char **env = mem_new((more + 4) * sizeof *env);
    for (size_t i = 0; i < more; i++)
        env[i] = extra[i]; /* the first of two of one name counts */
    env[more] = bin;
    env[more + 1] = locale;
    env[more + 2] = zone;
    int *high = mem_new(n * sizeof *high);
    size_t lifted = 0;
    pid_t pid = -1;
    int rc = 0;
    for (; lifted < n && !rc; lifted++) {
        high[lifted] = lift(fds[lifted], n);
        rc = high[lifted] < 0 ? errno : 0;
    }
    if (!rc)
        rc = start(path, argv, high, n, env, &pid);
    for (size_t i = 0; i < lifted; i++)
        if (high[i] >= 0)
            close(high[i]);
    free(high);
    free(env);
    if (rc)
        return err_set(e, ERR_CONFIG, "cannot start %s: %s", path, strerror(rc));
    return pid;
}

int spawn_wait(pid_t pid, char *how, size_t size)
{
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR) {
            snprintf(how, size, "lost");
            return -1;
        }
    }
    if (WIFSIGNALED(status)) {
        snprintf(how, size, "signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
        return 128 + WTERMSIG(status);
    }
    snprintf(how, size, "exit %d", WEXITSTATUS(status));
    return WEXITSTATUS(status);
}

int spawn_pipe(int fd[2], struct err *e)
{
    if (pipe2(fd, O_CLOEXEC))
        return err_set(e, ERR_INTERNAL, "cannot make a pipe: %s", strerror(errno));
    return 0;
}

static int make_memfd(const char *name)
{
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int fd = memfd_create(name, flags | MFD_NOEXEC_SEAL);
    return fd < 0 && errno == EINVAL ? memfd_create(name, flags) : fd; /* before 6.3 */
}

int spawn_sealed(const char *name, const void *data, size_t len, struct err *e)
{
    int fd = make_memfd(name);
    if (fd < 0)
        return err_set(e, ERR_INTERNAL, "cannot make a memfd: %s", strerror(errno));
    if (io_write(fd, data, len, e) == 0) {
        if (!fcntl(fd, F_ADD_SEALS,
                   F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) &&
            !lseek(fd, 0, SEEK_SET))
            return fd;
        err_set(e, ERR_INTERNAL, "cannot seal a memfd: %s", strerror(errno));
    }
    close(fd);
    return -ERR_INTERNAL;
}

int spawn_page(struct err *e)
{
    int fd = make_memfd("page");
    if (fd >= 0 && !ftruncate(fd, 4096) &&
        !fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
        return fd;
    err_set(e, ERR_INTERNAL, "cannot make the shared page: %s", strerror(errno));
    if (fd >= 0)
        close(fd);
    return -ERR_INTERNAL;
}
