/* What the plugins share that try to get out of the cage: a check that tries one thing,
 * and says in its finding what came of it. One that gets through passes, which nobody
 * expects. */
#ifndef HF_ZOO_CAGE_H
#define HF_ZOO_CAGE_H

#include "zoo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ZOO_MARKER "/tmp/holdfast-zoo-marker" /* run-zoo looks whether it is there */

/* "EPERM" of a call that failed, "done" of one that did not. */
static inline const char *zoo_came(long rc)
{
    return rc < 0 ? strerrorname_np(errno) : "done";
}

static inline const char *zoo_open(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    const char *came = zoo_came(fd);
    if (fd >= 0)
        close(fd);
    return came;
}

static inline hf_status zoo_say(const hf_host *h, hf_ctx *c, const char *what,
                                const char *came)
{
    if (!strcmp(came, "done"))
        return h->pass(c, "%s: it could", what);
    return h->fail(c, HF_DEFAULT, "%s: %s", what, came);
}

/* A check of this name, whose body is the expression TRIED, a text as of zoo_came. */
#define ZOO_TRY(check_id, TRIED)                                                         \
    static hf_status run(const hf_host *h, hf_ctx *c, const hf_resource *r)              \
    {                                                                                    \
        (void)r;                                                                         \
        return zoo_say(h, c, check_id, TRIED);                                           \
    }                                                                                    \
    ZOO_PLUGIN("zoo-" check_id, run)

/* Of the process that scans: a constructor gets the arguments of its program. */
#define ZOO_PARENT                                                                       \
    static pid_t parent;                                                                 \
    __attribute__((constructor)) static void learn_parent(int argc, char **argv)         \
    {                                                                                    \
        parent = argc == 2 ? (pid_t)strtol(argv[1], NULL, 10) : 0;                       \
        if (parent < 2) /* 0 and -1 would be many */                                     \
            abort();                                                                     \
    }

#endif
