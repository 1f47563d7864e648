#include "scan/vet.h"

#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool trusted_owner(const struct stat *st)
{
    return st->st_uid == 0 || st->st_uid == geteuid();
}

/* `next` is what is taken out of the folder `st`; NULL: anything. */
static int judge(const char *path, const struct stat *st, const struct stat *next,
                 struct err *e)
{
    if (!trusted_owner(st))
        return err_set(e, ERR_DATA, "%s belongs to another user (uid %u)", path,
                       st->st_uid);
    bool open_to_others = (st->st_mode & (S_IWGRP | S_IWOTH)) != 0;
    bool sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX) && st->st_uid == 0;
    if (open_to_others && sticky && next && !trusted_owner(next))
        return err_set(e, ERR_DATA,
                       "what is taken from %s belongs to another user (uid %u)", path,
                       next->st_uid);
    if (open_to_others && !(sticky && next))
        return err_set(e, ERR_DATA, "%s can be written by others (mode %04o): chmod go-w",
                       path, (unsigned)(st->st_mode & 07777));
    return 0;
}

/* One step down, not through a link; `*at` moves on. */
static int step(int *at, const char *part, struct stat *st)
{
    int into = openat(*at, part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (into < 0 || fstat(into, st) || !S_ISDIR(st->st_mode)) {
        if (into >= 0)
            close(into);
        return -1;
    }
    close(*at);
    *at = into;
    return 0;
}

static int reopen(int at, const char *path, struct err *e)
{
    int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0
               ? fd
               : err_set(e, ERR_NOINPUT, "%s cannot be read: %s", path, strerror(errno));
}

int vet_open_folder(const char *path, struct err *e)
{
    char done[PATH_MAX] = "/";
    struct stat st, next;
    int at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int rc =
        at < 0 || fstat(at, &st) ? err_set(e, ERR_INTERNAL, "/: %s", strerror(errno)) : 0;
    char *copy = mem_text(path), *rest = copy;
    for (char *part; !rc && (part = strsep(&rest, "/"));) {
        if (!*part)
            continue;
        if (step(&at, part, &next)) {
            rc = err_set(e, ERR_NOINPUT, "%s: no such folder", path);
            break;
        }
        rc = judge(done, &st, &next, e);
        size_t used = strlen(done);
        snprintf(done + used, sizeof done - used, "%s%s", used > 1 ? "/" : "", part);
        st = next;
    }
    free(copy);
    if (!rc)
        rc = judge(done, &st, NULL, e);
    int fd = rc ? rc : reopen(at, path, e);
    if (at >= 0)
        close(at);
    return fd;
}

int vet_open_below(int folder, const char *name, const char *path, struct err *e)
{
    struct stat st;
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_DATA, "%s",
                       errno == ENOTDIR || errno == ELOOP ? "it is a link or no folder"
                                                          : strerror(errno));
    int rc = fstat(fd, &st) ? err_set(e, ERR_IO, "%s: %s", path, strerror(errno))
                            : judge(path, &st, NULL, e);
    if (rc)
        close(fd);
    return rc ? rc : fd;
}

/* --- files --- */

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Not by the time of change: a file that is replaced by a whole other one stays whole. */
static int read_whole(int fd, const struct stat *before, struct buf *out, struct err *e)
{
    struct stat after;
    int rc = io_read(fd, out, e);
    if (rc)
        return rc;
    bool same = !fstat(fd, &after) && (size_t)after.st_size == out->len &&
                same_time(&before->st_mtim, &after.st_mtim);
    return same ? 0 : err_set(e, ERR_DATA, "it was changed while it was read");
}

/* Neither waits for a pipe nor makes a terminal its own. */
int vet_read_file(int folder, const char *name, const char *path, struct buf *out,
                  struct err *e)
{
    struct stat st;
    int fd =
        openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_DATA, "%s",
                       errno == ELOOP   ? "it is a link"
                       : errno == ENXIO ? "it is no regular file"
                                        : strerror(errno));
    int rc = fstat(fd, &st) || !S_ISREG(st.st_mode)
                 ? err_set(e, ERR_DATA, "it is no regular file")
                 : judge(path, &st, NULL, e);
    if (!rc)
        rc = read_whole(fd, &st, out, e);
    close(fd);
    return rc;
}

int vet_list(int folder, struct strs *names, struct err *e)
{
    *names = (struct strs){0};
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    if (!d) {
        int rc = err_set(e, ERR_IO, "it cannot be listed: %s", strerror(errno));
        if (copy >= 0)
            close(copy);
        return rc;
    }
    errno = 0;
    for (struct dirent *entry; (entry = readdir(d)); errno = 0)
        if (entry->d_name[0] != '.')
            strs_add(names, entry->d_name);
    int rc = errno ? err_set(e, ERR_IO, "it cannot be listed: %s", strerror(errno)) : 0;
    closedir(d);
    strs_sort(names);
    if (rc)
        strs_free(names);
    return rc;
}
