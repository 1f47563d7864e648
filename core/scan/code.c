#include "scan/code.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "cage/spawn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CODE_MAX = 16 << 20 };

void code_refuse(struct code *c, const char *file, const char *reason)
{
    c->refused = mem_grow(c->refused, c->n_refused + 1, sizeof *c->refused);
    c->refused[c->n_refused++] = (struct refusal){mem_text(file), mem_text(reason)};
}

/* --- vetting --- */

static bool trusted_owner(const struct stat *st)
{
    return st->st_uid == 0 || st->st_uid == geteuid();
}

/* Nobody but root and the caller may be able to change what lies at `path`. A folder of
 * root with the sticky bit is taken when what is next in it belongs to one of the two. */
static int vet(const char *path, const struct stat *st, const struct stat *next,
               struct err *e)
{
    if (!trusted_owner(st))
        return err_set(e, ERR_DATA, "%s belongs to another user (uid %u)", path,
                       st->st_uid);
    bool open_to_others = (st->st_mode & (S_IWGRP | S_IWOTH)) != 0;
    bool sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX) && st->st_uid == 0 &&
                  next && trusted_owner(next);
    if (open_to_others && !sticky)
        return err_set(e, ERR_DATA, "%s can be written by others (mode %04o): chmod go-w",
                       path, (unsigned)(st->st_mode & 07777));
    return 0;
}

/* Opens the folder step by step, no step through a link, each folder vetted. `path` is
 * absolute and resolved. Returns a descriptor for reading it. */
static int open_folder(const char *path, struct err *e)
{
    char done[PATH_MAX] = "/";
    struct stat st, next;
    int at = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int rc = at < 0 || fstat(at, &st) ? -1 : 0;
    char *copy = mem_text(path), *rest = copy;
    for (char *part; !rc && (part = strsep(&rest, "/"));) {
        if (!*part)
            continue;
        int into = openat(at, part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
        if (into < 0 || fstat(into, &next) || !S_ISDIR(next.st_mode)) {
            rc = err_set(e, ERR_NOINPUT, "%s: no such folder", path);
            if (into >= 0)
                close(into);
            break;
        }
        rc = vet(done, &st, &next, e);
        size_t used = strlen(done);
        snprintf(done + used, sizeof done - used, "%s%s", used > 1 ? "/" : "", part);
        close(at);
        at = into;
        st = next;
    }
    free(copy);
    if (!rc)
        rc = vet(done, &st, NULL, e);
    int fd = rc ? rc : openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at >= 0)
        close(at);
    if (!rc && fd < 0)
        return err_set(e, ERR_NOINPUT, "%s cannot be read: %s", path, strerror(errno));
    return fd;
}

/* The file's bytes as a sealed memfd; what is checked is what was opened. */
static int take_file(int folder, const char *name, const char *path, struct err *e)
{
    struct stat st;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_DATA, "%s",
                       errno == ELOOP ? "it is a link" : strerror(errno));
    struct buf bytes = buf_make(CODE_MAX);
    int rc = fstat(fd, &st) || !S_ISREG(st.st_mode)
                 ? err_set(e, ERR_DATA, "it is no regular file")
                 : vet(path, &st, NULL, e);
    if (!rc)
        rc = io_read(fd, &bytes, e);
    close(fd);
    int memfd = rc ? -ERR_DATA : spawn_sealed(name, buf_str(&bytes), bytes.len, e);
    buf_free(&bytes);
    return memfd;
}

int code_take_one(const char *file, char **path, struct err *e)
{
    char whole[PATH_MAX];
    *path = NULL;
    if (!realpath(file, whole))
        return err_set(e, ERR_NOINPUT, "%s: %s", file, strerror(errno));
    char *slash = strrchr(whole, '/');
    char *folder =
        slash == whole ? mem_text("/") : mem_textn(whole, (size_t)(slash - whole));
    int at = open_folder(folder, e);
    int fd = at < 0 ? at : take_file(at, slash + 1, whole, e);
    if (at >= 0)
        close(at);
    free(folder);
    if (at >= 0 && fd < 0 && !strstr(e->text, whole))
        err_at(e, file);
    if (fd >= 0)
        *path = mem_text(whole);
    return fd;
}

/* --- folders --- */

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), m = strlen(with);
    return n > m && !strcmp(name + n - m, with);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names in order, so that everything that follows is the same on every machine. */
static struct strs names_in(int folder)
{
    struct strs names = {0};
    int copy = dup(folder);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    if (!d) {
        if (copy >= 0)
            close(copy);
        return names;
    }
    for (struct dirent *entry; (entry = readdir(d));)
        if (entry->d_name[0] != '.')
            strs_add(&names, entry->d_name);
    closedir(d);
    if (names.n)
        qsort(names.at, names.n, sizeof *names.at, by_name);
    return names;
}

static void take_named(struct code *c, int folder, const char *path, const char *name,
                       bool outside, bool libs)
{
    struct err e = {0};
    char full[PATH_MAX + NAME_MAX + 2];
    enum job_kind kind = libs ? JOB_LIB : ends(name, ".so") ? JOB_PLUGIN : JOB_SCRIPT;
    if (!(kind == JOB_PLUGIN ? !libs : ends(name, ".lua")))
        return;
    snprintf(full, sizeof full, "%s/%s", path, name);
    int fd = c->n < JOB_FILES_MAX
                 ? take_file(folder, name, full, &e)
                 : err_set(&e, ERR_DATA, "more than %d files", JOB_FILES_MAX);
    if (fd < 0) {
        code_refuse(c, full, e.text);
        return;
    }
    c->files = mem_grow(c->files, c->n + 1, sizeof *c->files);
    c->files[c->n++] =
        (struct code_file){mem_text(full), mem_text(name), kind, outside, fd};
}

static void take_libs(struct code *c, const char *path, bool outside)
{
    struct err e = {0};
    char lib[PATH_MAX + 8];
    struct stat st;
    snprintf(lib, sizeof lib, "%s/lib", path);
    if (lstat(lib, &st) || !S_ISDIR(st.st_mode))
        return;
    int folder = open_folder(lib, &e);
    if (folder < 0) {
        code_refuse(c, lib, e.text);
        return;
    }
    struct strs names = names_in(folder);
    for (size_t i = 0; i < names.n; i++)
        take_named(c, folder, lib, names.at[i], outside, true);
    strs_free(&names);
    close(folder);
}

int code_add_folder(struct code *c, const char *folder, bool outside, bool optional,
                    struct err *e)
{
    char path[PATH_MAX];
    if (!realpath(folder, path))
        return optional && errno == ENOENT
                   ? 0
                   : err_set(e, ERR_NOINPUT, "%s: %s", folder, strerror(errno));
    int fd = open_folder(path, e);
    if (fd < 0)
        return fd;
    struct strs names = names_in(fd);
    take_libs(c, path, outside);
    for (size_t i = 0; i < names.n; i++)
        take_named(c, fd, path, names.at[i], outside, false);
    strs_free(&names);
    close(fd);
    return 0;
}

void code_free(struct code *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++) {
        close(c->files[i].fd);
        free(c->files[i].path);
        free(c->files[i].name);
    }
    for (size_t i = 0; i < c->n_refused; i++) {
        free(c->refused[i].file);
        free(c->refused[i].reason);
    }
    free(c->files);
    free(c->refused);
    *c = (struct code){0};
}
