#include "base/buf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf buf_make(size_t max) { return (struct buf){.max = max}; }

void buf_free(struct buf *b)
{
    if (!b)
        return;
    free(b->data);
    *b = (struct buf){.max = b->max};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->full = false;
    if (b->data)
        b->data[0] = '\0';
}

static int room(struct buf *b, size_t len)
{
    if (len > b->max - b->len) {
        b->full = true;
        return -1;
    }
    if (b->len + len + 1 > b->cap) {
        size_t cap = b->cap ? b->cap : 64;
        while (cap < b->len + len + 1)
            cap *= 2;
        b->data = mem_grow(b->data, cap, 1);
        b->cap = cap;
    }
    return 0;
}

int buf_add(struct buf *b, const void *data, size_t len)
{
    if (room(b, len))
        return -1;
    if (len)
        memcpy(b->data + b->len, data, len);
    b->len += len;
    b->data[b->len] = '\0';
    return 0;
}

int buf_text(struct buf *b, const char *text) { return buf_add(b, text, strlen(text)); }

int buf_char(struct buf *b, char c)
{
    if (room(b, 1))
        return -1;
    b->data[b->len++] = c;
    b->data[b->len] = '\0';
    return 0;
}

int buf_fmt(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    size_t left = b->cap - b->len; /* mostly there is room for it already */
    int n = vsnprintf(b->data ? b->data + b->len : NULL, b->data ? left : 0, fmt, ap);
    va_end(ap);
    int rc = -1;
    if (n >= 0 && b->data && (size_t)n < left && (size_t)n <= b->max - b->len) {
        b->len += (size_t)n;
        rc = 0;
    } else if (b->data) {
        b->data[b->len] = '\0';
    }
    if (rc && n >= 0 && !room(b, (size_t)n)) {
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
        rc = 0;
    }
    va_end(again);
    return rc;
}

const char *buf_str(const struct buf *b) { return b->data ? b->data : ""; }

char *buf_steal(struct buf *b)
{
    char *p = b->data ? b->data : mem_text("");
    *b = (struct buf){.max = b->max};
    return p;
}
