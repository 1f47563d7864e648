/* A growable run of bytes that cannot grow without end: it is made with its greatest
 * length, and what does not fit is left out and remembered (`full`). Always NUL-ended
 * once something was added. */
#ifndef HF_BASE_BUF_H
#define HF_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
    char *data;
    size_t len, cap, max;
    bool full; /* something was left out */
};

/* An empty buffer of at most `max` bytes. Frees nothing; buf_free takes it back. */
struct buf buf_make(size_t max);
void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* empty again, memory kept, `full` reset */

/* Each returns 0, or -1 when it did not fit (nothing of it was added, `full` is set). */
int buf_add(struct buf *b, const void *data, size_t len);
int buf_text(struct buf *b, const char *text);
int buf_char(struct buf *b, char c);
int buf_fmt(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The text; never NULL. Valid until the next change. */
const char *buf_str(const struct buf *b);

/* Hands the memory to the caller, who frees it; the buffer is empty again. */
char *buf_steal(struct buf *b);

#endif
