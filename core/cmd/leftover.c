#include "cmd/leftover.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { BESIDE = 4 };

/* Written outside of the handler only, while `noted` is 0. */
static char names[BESIDE][PATH_MAX + 16];
static volatile sig_atomic_t noted;
static volatile pid_t process;

void leftover_file(const char *path)
{
    static const char *const beside[BESIDE] = {"", "-wal", "-shm", "-journal"};
    noted = 0;
    if (!path)
        return;
    for (int i = 0; i < BESIDE; i++)
        snprintf(names[i], sizeof names[i], "%s%s", path, beside[i]);
    noted = 1;
}

void leftover_process(pid_t pid) { process = pid; }

void leftover_remove(void)
{
    if (process > 0)
        kill(process, SIGKILL);
    for (int i = 0; noted && i < BESIDE; i++)
        unlink(names[i]);
}
