/* Reading and writing descriptors whole. */
#ifndef HF_BASE_IO_H
#define HF_BASE_IO_H

#include <stddef.h>

struct buf;
struct err;

/* All of it, through EINTR and short writes. 0 or -ERR_IO. */
int io_write(int fd, const void *data, size_t len, struct err *e);

/* Reads to the end into `out`; -ERR_DATA when it is longer than the buffer allows. */
int io_read(int fd, struct buf *out, struct err *e);

/* An unlinked, private file in $TMPDIR as given (NULL or empty: /tmp), O_CLOEXEC. */
int io_temp(const char *folder, struct err *e);

/* Lines of a descriptor, one at a time, through a window of 64 KiB that grows to the
 * longest line. */
struct io_lines {
    int fd;
    char *data;
    size_t start, end, cap, max;
    int eof;
    unsigned long line; /* number of the line last given, from 1 */
};

struct io_lines io_lines_make(int fd, size_t max);

/* 1 and the next line without its end (valid until the next call, NUL behind it), 0 at
 * the end, or -ERR_IO, or -ERR_DATA for a line longer than `max`. */
int io_lines_next(struct io_lines *l, char **line, size_t *len, struct err *e);
void io_lines_free(struct io_lines *l);

#endif
