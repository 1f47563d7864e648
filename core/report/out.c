#include "report/out.h"

#include "base/err.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GATHER = 1 << 16, MOST = 64 << 20, WIDTH = 100 };

static int terminal_width(int fd)
{
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) || size.ws_col < 40)
        return WIDTH;
    return size.ws_col > 200 ? 200 : size.ws_col;
}

/* The folder that a path lies in; the caller frees. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return mem_text(".");
    return slash == path ? mem_text("/") : mem_textn(path, (size_t)(slash - path));
}

int out_check(const char *path, struct err *e)
{
    struct stat st;
    if (!path || !strcmp(path, "-"))
        return 0;
    if (!lstat(path, &st) && !S_ISREG(st.st_mode))
        return err_set(e, ERR_CREATE, "%s: it is %s: name a file", path,
                       S_ISLNK(st.st_mode)   ? "a link"
                       : S_ISDIR(st.st_mode) ? "a folder"
                                             : "no regular file");
    char *folder = folder_of(path);
    int rc = access(folder, W_OK | X_OK)
                 ? err_set(e, ERR_CREATE, "%s cannot be created: %s: %s", path, folder,
                           strerror(errno))
                 : 0;
    free(folder);
    return rc;
}

static int open_beside(struct report_out *o, const char *path, struct err *e)
{
    int rc = out_check(path, e);
    if (rc)
        return rc;
    size_t n = strlen(path) + 16;
    o->temp = mem_new(n);
    snprintf(o->temp, n, "%s.XXXXXX", path);
    o->fd = mkostemp(o->temp, O_CLOEXEC); /* 0600 */
    if (o->fd < 0)
        return err_set(e, ERR_CREATE, "%s cannot be created: %s", path, strerror(errno));
    o->path = mem_text(path);
    return 0;
}

int out_open(struct report_out *o, const char *path, int color, struct err *e)
{
    *o = (struct report_out){.fd = -1, .buf = buf_make(MOST), .width = WIDTH};
    if (!path || !strcmp(path, "-")) {
        o->fd = STDOUT_FILENO;
        bool terminal = isatty(o->fd) == 1;
        o->color = color < 0 ? terminal : color > 0;
        o->width = terminal ? terminal_width(o->fd) : WIDTH;
        return 0;
    }
    int rc = open_beside(o, path, e);
    if (rc) {
        free(o->temp);
        *o = (struct report_out){.fd = -1};
    }
    return rc;
}

static int hand_over(struct report_out *o, const struct buf *text, size_t from,
                     struct err *e)
{
    if (text->full)
        return err_set(e, ERR_INTERNAL, "a part of the report is too long");
    errno = 0;
    int rc = o->closed ? 0 : io_write(o->fd, buf_str(text) + from, text->len - from, e);
    if (rc && !o->path && errno == EPIPE) {
        o->closed = true; /* `holdfast scan | head` is no failure */
        return 0;
    }
    return rc ? err_at(e, o->path ? o->path : "standard output") : 0;
}

int out_flush(struct report_out *o, bool all, struct err *e)
{
    if (!all && !o->buf.full && o->buf.len < GATHER)
        return 0;
    int rc = hand_over(o, &o->buf, 0, e);
    if (!o->buf.full)
        buf_clear(&o->buf);
    return rc;
}

int out_write(struct report_out *o, const struct buf *text, size_t from, struct err *e)
{
    size_t len = text->len - from, room = o->buf.len < GATHER ? GATHER - o->buf.len : 0;
    size_t first = o->buf.len && len > room ? room : 0;
    if (text->full || o->buf.full)
        return hand_over(o, text->full ? text : &o->buf, 0, e);
    if (len <= room) { /* writes are large, whatever the pieces are */
        buf_add(&o->buf, buf_str(text) + from, len);
        return out_flush(o, false, e);
    }
    buf_add(&o->buf, buf_str(text) + from, first);
    int rc = o->buf.len ? out_flush(o, true, e) : 0;
    return rc ? rc : hand_over(o, text, from + first, e);
}

void out_abort(struct report_out *o)
{
    if (o->path) {
        close(o->fd);
        unlink(o->temp);
    }
    free(o->path);
    free(o->temp);
    buf_free(&o->buf);
    *o = (struct report_out){.fd = -1};
}

/* The new name is safe too; a file system that cannot do that loses nothing else. */
static void sync_folder(const char *path)
{
    char *folder = folder_of(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(folder);
}

int out_commit(struct report_out *o, struct err *e)
{
    int rc = out_flush(o, true, e);
    if (!rc && o->path && fsync(o->fd))
        rc = err_set(e, ERR_IO, "%s: %s", o->path, strerror(errno));
    if (!rc && o->path && rename(o->temp, o->path))
        rc = err_set(e, ERR_CREATE, "%s: %s", o->path, strerror(errno));
    if (!rc && o->path)
        sync_folder(o->path);
    if (rc) {
        out_abort(o);
        return rc;
    }
    if (o->path)
        close(o->fd);
    free(o->path);
    free(o->temp);
    buf_free(&o->buf);
    return 0;
}

void out_lit(struct report_out *o, const char *text) { buf_text(&o->buf, text); }

void out_fmt(struct report_out *o, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    buf_text(&o->buf, text);
}

void out_text(struct report_out *o, const char *text, size_t len)
{
    text_show_buf(&o->buf, text, len);
}
