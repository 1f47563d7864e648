/* Starting another program with nothing but what it is given: named descriptors, a bare
 * environment, no others. */
#ifndef HF_CAGE_SPAWN_H
#define HF_CAGE_SPAWN_H

#include <stddef.h>
#include <sys/types.h>

struct err;

/* Descriptor fds[i] of this process becomes descriptor i of the child; -1: /dev/null. All
 * others are closed. `path` is absolute; `argv` ends with NULL; the environment is PATH,
 * LC_ALL=C.UTF-8, TZ=UTC0 and the entries of `extra` (NULL: none). Returns the pid, or
 * -ERR_CONFIG: cannot be started. */
pid_t spawn_program(const char *path, char *const argv[], const int *fds, size_t n,
                    char *const *extra, struct err *e);

/* Waits through EINTR. Fills a text such as "exit 3" or "signal 11 (Segmentation fault)"
 * into `how`; returns the exit code, or 128 + the signal, or -1 when there is no such
 * child. */
int spawn_wait(pid_t pid, char *how, size_t size);

/* A pair of descriptors, both close-on-exec. 0 or -ERR_INTERNAL. */
int spawn_pipe(int fd[2], struct err *e);

/* A sealed memfd with these bytes: nobody can change, shrink or grow it any more. The
 * caller closes it. Negative on failure. */
int spawn_sealed(const char *name, const void *data, size_t len, struct err *e);

/* A memfd of one page, zeroed, sealed against change of size, writable by who maps it. */
int spawn_page(struct err *e);

#endif
