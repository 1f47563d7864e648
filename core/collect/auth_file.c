#include "collect/auth_file.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/io.h"
#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file itself, links followed: false with errno when it is not there, or EXDEV when
 * it lies elsewhere. */
static bool resolve(const char *path, char out[PATH_MAX])
{
    char folder[PATH_MAX], inside[PATH_MAX];
    const char *slash = strrchr(path, '/');
    int n = snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
                     slash ? path : ".");
    if (n < 0 || n >= (int)sizeof folder) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (!realpath(folder, inside) || !realpath(path, out))
        return false;
    size_t len = strlen(inside);
    if (len > 1 && (strncmp(out, inside, len) != 0 || out[len] != '/')) {
        errno = EXDEV;
        return false;
    }
    return true;
}

/* A volume that is replaced between the two steps is there again at once. */
static int open_inside(const char *path)
{
    char real[PATH_MAX];
    for (int tries = 0; tries < 3; tries++) {
        if (!resolve(path, real))
            return -1;
        int fd = open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd >= 0 || errno != ENOENT)
            return fd;
    }
    return -1;
}

static int check(int fd, const char *path, enum auth_file_rule rule, struct err *e)
{
    struct stat st;
    mode_t others = rule == AUTH_FILE_PRIVATE   ? S_IRWXG | S_IRWXO
                    : rule == AUTH_FILE_SYSTEMD ? S_IWGRP | S_IXGRP | S_IRWXO
                    : rule == AUTH_FILE_AGENT   ? S_IWOTH
                                                : S_IWGRP | S_IWOTH;
    bool written = rule == AUTH_FILE_PLATFORM || rule == AUTH_FILE_AGENT;
    if (fstat(fd, &st))
        return err_set(e, ERR_ACCESS, "%s: %s", path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        return err_set(e, ERR_ACCESS, "%s: not a file", path);
    if (rule != AUTH_FILE_AGENT && st.st_uid != 0 && st.st_uid != geteuid())
        return err_set(e, ERR_ACCESS,
                       "%s: belongs to another user (%u): it has to be yours or root's",
                       path, (unsigned)st.st_uid);
    if (st.st_mode & others)
        return err_set(e, ERR_ACCESS, "%s: %s: %s", path,
                       written ? "others may write it" : "others may read it",
                       written ? "chmod go-w" : "chmod 600");
    return 0;
}

int auth_file_read(const char *path, enum auth_file_rule rule, size_t max,
                   struct secret *out, struct err *e)
{
    int fd = open_inside(path);
    if (fd < 0) {
        bool absent = errno == ENOENT || errno == ENOTDIR;
        return err_set(e, absent ? ERR_NOINPUT : ERR_ACCESS, "%s: %s", path,
                       errno == EXDEV ? "a link that leaves its folder: name the file"
                                      : strerror(errno));
    }
    struct buf text = secret_buf(max);
    int rc = check(fd, path, rule, e);
    if (!rc && io_read(fd, &text, e))
        rc = err_at(e, path);
    if (!rc && !text.len)
        rc = err_set(e, ERR_DATA, "%s: empty", path);
    if (!rc)
        *out = secret_make(text.data, text.len);
    secret_buf_free(&text);
    close(fd);
    return rc;
}

int auth_file_word(const char *path, enum auth_file_rule rule, struct secret *out,
                   struct err *e)
{
    struct secret raw = {0};
    int rc = auth_file_read(path, rule, AUTH_FILE_MAX, &raw, e);
    if (rc)
        return rc;
    size_t n = raw.len;
    while (n && (raw.data[n - 1] == '\n' || raw.data[n - 1] == '\r'))
        n--;
    for (size_t i = 0; i < n && !rc; i++)
        if ((unsigned char)raw.data[i] < ' ' || raw.data[i] == 0x7f)
            rc = err_set(e, ERR_DATA, "%s: not one line of text", path);
    if (!rc && !n)
        rc = err_set(e, ERR_DATA, "%s: empty", path);
    if (!rc)
        *out = secret_make(raw.data, n);
    secret_free(&raw);
    return rc;
}

int auth_file_credential(const char *folder, const char *name, struct secret *out,
                         struct err *e)
{
    char path[PATH_MAX];
    if (!folder)
        return 0;
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (*folder != '/' || n < 0 || n >= (int)sizeof path)
        return err_set(e, ERR_CONFIG, "CREDENTIALS_DIRECTORY %s: not an absolute path",
                       folder);
    int rc = auth_file_word(path, AUTH_FILE_SYSTEMD, out, e);
    return rc == -ERR_NOINPUT ? 0 : rc ? rc : 1;
}
