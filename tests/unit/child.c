#include "child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

int child_run(void (*play)(int fd, long what), long what, char *said, size_t size)
{
    int fd[2], status = 0;
    size_t len = 0;
    assert_int_equal(pipe(fd), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (!pid) {
        close(fd[0]);
        play(fd[1], what);
        _exit(0);
    }
    close(fd[1]);
    for (ssize_t n; (n = read(fd[0], said + len, size - len - 1)) > 0;)
        len += (size_t)n;
    said[len] = '\0';
    close(fd[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void child_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}
