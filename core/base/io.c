#include "base/io.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int io_write(int fd, const void *data, size_t len, struct err *e)
{
    const char *p = data;
    while (len) {
        ssize_t n = write(fd, p, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(e, ERR_IO, "cannot write: %s", strerror(errno));
        p += n;
        len -= (size_t)n;
    }
    return 0;
}

static ssize_t read_some(int fd, void *into, size_t len)
{
    ssize_t n;
    do
        n = read(fd, into, len);
    while (n < 0 && errno == EINTR);
    return n;
}

int io_read(int fd, struct buf *out, struct err *e)
{
    char part[16384];
    ssize_t n;
    int rc = 0;
    while (!rc && (n = read_some(fd, part, sizeof part))) {
        if (n < 0)
            rc = err_set(e, ERR_IO, "cannot read: %s", strerror(errno));
        else if (buf_add(out, part, (size_t)n))
            rc = err_set(e, ERR_DATA, "longer than %zu bytes", out->max);
    }
    explicit_bzero(part, sizeof part); /* it may have been a secret */
    return rc;
}

int io_temp(const char *folder, struct err *e)
{
    const char *dir = folder && *folder ? folder : "/tmp";
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/holdfast.XXXXXX", dir);
    if (n < 0 || (size_t)n >= sizeof path)
        return err_set(e, ERR_CREATE, "%s: name too long", dir);
    fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return err_set(e, ERR_CREATE, "cannot create a temporary file in %s: %s", dir,
                       strerror(errno));
    unlink(path);
    return fd;
}

struct io_lines io_lines_make(int fd, size_t max)
{
    return (struct io_lines){.fd = fd, .max = max};
}

static int fill(struct io_lines *l, struct err *e)
{
    if (l->start) {
        memmove(l->data, l->data + l->start, l->end - l->start);
        l->end -= l->start;
        l->start = 0;
    }
    if (l->end > l->max)
        return err_set(e, ERR_DATA, "line %lu is longer than %zu bytes", l->line + 1,
                       l->max);
    if (l->end + 65536 + 1 > l->cap) {
        l->cap = l->cap ? l->cap * 2 : 2 * 65536;
        l->data = mem_grow(l->data, l->cap, 1);
    }
    ssize_t n = read_some(l->fd, l->data + l->end, l->cap - l->end - 1);
    if (n < 0)
        return err_set(e, ERR_IO, "cannot read: %s", strerror(errno));
    l->eof = n == 0;
    l->end += (size_t)n;
    return 0;
}

int io_lines_next(struct io_lines *l, char **line, size_t *len, struct err *e)
{
    size_t seen = 0;
    for (;;) {
        char *from = l->data ? l->data + l->start : NULL;
        char *nl = from && l->end - l->start > seen
                       ? memchr(from + seen, '\n', l->end - l->start - seen)
                       : NULL;
        if (!nl && !l->eof) {
            seen = l->end - l->start;
            int rc = fill(l, e);
            if (rc)
                return rc;
            continue;
        }
        if (!nl && l->start == l->end)
            return 0;
        char *stop = nl ? nl : l->data + l->end;
        *line = from;
        *len = (size_t)(stop - from);
        *stop = '\0';
        l->start += *len + (nl ? 1 : 0);
        if (*len > l->max)
            return err_set(e, ERR_DATA, "line %lu is longer than %zu bytes", l->line + 1,
                           l->max);
        l->line++;
        return 1;
    }
}

void io_lines_free(struct io_lines *l)
{
    if (l)
        free(l->data);
}
